using System.Text;
using Cohort.Protocol.Clients;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Clients;

/// <summary>What a group keeps of its clients, so that each call is executed once.</summary>
public sealed class Sessions
{
    private readonly List<string> _executed = [];

    private static CallSessions Of(int sessions = 4, int window = 3, long bytes = 1 << 20) =>
        new(
            new CallSessionLimits
            {
                Sessions = sessions,
                Window = window,
                Bytes = bytes,
            }
        );

    private CallAnswer Apply(CallSessions sessions, CallRequest request)
    {
        var writer = new FrameWriter();
        request.Write(writer);
        Assert.True(sessions.TryApply(writer.Written.ToArray(), Execute, out CallAnswer answer));
        return answer;
    }

    private CallAnswer Execute(ReadOnlyMemory<byte> payload)
    {
        _executed.Add(Encoding.UTF8.GetString(payload.Span));
        return new CallAnswer(CallResult.Answered, Encoding.UTF8.GetBytes($"{_executed[^1]} {_executed.Count}"));
    }

    private SessionId Open(CallSessions sessions, ulong nonce = 77)
    {
        CallAnswer opened = Apply(sessions, new CallRequest(new SessionId(0, nonce), 0, 0, default));
        Assert.Equal(CallResult.Opened, opened.Result);
        var reader = new FrameReader(opened.Bytes.Span, new Limits());
        return new SessionId(reader.Number(), nonce);
    }

    private string Call(CallSessions sessions, SessionId session, ulong number, ulong answered = 0, string text = "x")
    {
        CallAnswer answer = Apply(
            sessions,
            new CallRequest(session, number, answered, Encoding.UTF8.GetBytes($"{text}{number}"))
        );
        return answer.Result == CallResult.Answered ? Encoding.UTF8.GetString(answer.Bytes.Span) : $"{answer.Result}";
    }

    [Fact]
    public void A_call_that_comes_again_is_answered_as_before()
    {
        CallSessions sessions = Of();
        SessionId session = Open(sessions);
        Assert.Equal("x1 1", Call(sessions, session, 1));
        Assert.Equal("x2 2", Call(sessions, session, 2));
        Assert.Equal("x1 1", Call(sessions, session, 1));
        Assert.Equal(["x1", "x2"], _executed);
    }

    [Fact]
    public void Calls_of_a_session_may_come_in_any_order_within_its_window()
    {
        CallSessions sessions = Of(window: 3);
        SessionId session = Open(sessions);
        Assert.Equal("x3 1", Call(sessions, session, 3));
        Assert.Equal("Refused", Call(sessions, session, 4));
        Assert.Equal("x1 2", Call(sessions, session, 1));
        Assert.Equal("x4 3", Call(sessions, session, 4, answered: 1));
    }

    [Fact]
    public void What_the_client_has_the_answer_of_is_neither_kept_nor_executed_again()
    {
        CallSessions sessions = Of();
        SessionId session = Open(sessions);
        Call(sessions, session, 1);
        Call(sessions, session, 2);
        long before = sessions.Bytes;
        Call(sessions, session, 3, answered: 2);
        Assert.True(sessions.Bytes < before);
        Assert.Equal("Stale", Call(sessions, session, 1));
        Assert.Equal(3, _executed.Count);
    }

    [Fact]
    public void A_session_that_was_never_opened_executes_nothing()
    {
        CallSessions sessions = Of();
        SessionId session = Open(sessions);
        Assert.Equal("Expired", Call(sessions, session with { Number = 9 }, 1));
        Assert.Equal("Expired", Call(sessions, session with { Nonce = 78 }, 1));
        Assert.Empty(_executed);
    }

    [Fact]
    public void Who_opens_twice_has_two_sessions_and_neither_takes_the_others_calls()
    {
        CallSessions sessions = Of();
        SessionId first = Open(sessions);
        SessionId second = Open(sessions);
        Assert.NotEqual(first, second);
        Assert.Equal("x1 1", Call(sessions, first, 1));
        Assert.Equal("y1 2", Call(sessions, second, 1, text: "y"));
    }

    [Fact]
    public void The_session_that_was_used_least_recently_goes_first_and_its_calls_are_not_executed_again()
    {
        CallSessions sessions = Of(sessions: 2);
        SessionId first = Open(sessions, 1);
        SessionId second = Open(sessions, 2);
        Call(sessions, first, 1);
        SessionId third = Open(sessions, 3);
        Assert.Equal(2, sessions.Count);
        Assert.Equal("Expired", Call(sessions, second, 1));
        Assert.Equal("x1 1", Call(sessions, first, 1));
        Assert.Equal("z1 2", Call(sessions, third, 1, text: "z"));
    }

    [Fact]
    public void Answers_are_bounded_by_forgetting_whole_sessions()
    {
        CallSessions sessions = Of(sessions: 100, bytes: 2000);
        SessionId[] all = [.. Enumerable.Range(1, 50).Select(nonce => Open(sessions, (ulong)nonce))];
        foreach (SessionId session in all)
            Call(sessions, session, 1, text: new string('t', 100));
        Assert.InRange(sessions.Bytes, 1, 2000);
        Assert.Equal("Expired", Call(sessions, all[0], 1));
        Assert.NotEqual("Expired", Call(sessions, all[^1], 1));
        Assert.Equal(50, _executed.Count);
    }

    [Fact]
    public void An_answer_that_is_too_large_is_a_failure_that_is_kept()
    {
        CallSessions sessions = Of();
        SessionId session = Open(sessions);
        CallRequest call = new(session, 1, 0, default);
        var writer = new FrameWriter();
        call.Write(writer);
        byte[] bytes = writer.Written.ToArray();
        Assert.True(
            sessions.TryApply(
                bytes,
                _ => new CallAnswer(CallResult.Answered, new byte[CallRequest.MostBytes + 1]),
                out CallAnswer first
            )
        );
        Assert.Equal(CallResult.Failed, first.Result);
        Assert.True(sessions.TryApply(bytes, _ => throw new InvalidOperationException("again"), out CallAnswer again));
        Assert.Equal(first.Bytes.ToArray(), again.Bytes.ToArray());
    }

    [Fact]
    public void What_was_saved_goes_on_elsewhere_as_it_would_have_here()
    {
        CallSessions here = Of(sessions: 2);
        SessionId first = Open(here, 1);
        SessionId second = Open(here, 2);
        Call(here, second, 1);
        Call(here, first, 1);
        CallSessions there = Of(sessions: 2);
        Assert.True(there.TryLoad(here.Save()));
        Assert.Equal(here.Save(), there.Save());
        Assert.Equal(here.Bytes, there.Bytes);
        Assert.Equal("x1 1", Call(there, second, 1));
        // It is the first now that was used least recently, there as here.
        Call(here, second, 1);
        Assert.Equal(Open(here, 3), Open(there, 3));
        Assert.Equal("Expired", Call(there, first, 1));
        Assert.Equal(here.Save(), there.Save());
    }

    [Fact]
    public void Bytes_that_are_no_sessions_change_nothing()
    {
        CallSessions sessions = Of();
        SessionId session = Open(sessions);
        Call(sessions, session, 1);
        byte[] saved = sessions.Save();
        for (int size = 0; size < saved.Length; size++)
            Assert.False(Of().TryLoad(saved.AsSpan(0, size)));
        Assert.False(sessions.TryLoad([.. saved, 0]));
        Assert.False(sessions.TryLoad([0xFF, 0xFF, 0xFF, 0xFF, 0x0F]));
        Assert.Equal(saved, sessions.Save());
    }

    [Fact]
    public void Any_bytes_are_a_request_or_none_and_nothing_else_happens()
    {
        var random = new Random(9);
        CallSessions sessions = Of();
        SessionId session = Open(sessions);
        var writer = new FrameWriter();
        new CallRequest(session, 1, 0, "abc"u8.ToArray()).Write(writer);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = writer.Written[..random.Next(0, writer.Length + 1)].ToArray();
            for (int change = random.Next(0, 4); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            sessions.TryApply(bytes, Execute, out _);
            CallItem.TryRead(bytes, out _);
        }
        Assert.InRange(sessions.Count, 1, 4);
    }
}
