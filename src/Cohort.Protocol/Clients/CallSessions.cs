using System.Text;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>How much <see cref="CallSessions"/> keeps; the same at all members.</summary>
public sealed record CallSessionLimits
{
    /// <summary>The most sessions.</summary>
    public int Sessions { get; init; } = 1024;

    /// <summary>The most calls of a session that may be under way.</summary>
    public int Window { get; init; } = 32;

    /// <summary>The most bytes of answers of all sessions. No less than what one session may have, so that it never loses its
    /// own: <see cref="Window"/> answers of 256 KiB.</summary>
    public long Bytes { get; init; } = 16 << 20;
}

/// <summary>
/// The sessions of clients in a group, and the answers to their calls: what makes a call take effect once however often it comes
/// (Ongaro, Consensus: Bridging Theory and Practice, 2014, section 6.3; Lee et al., RIFL, SOSP 2015). It is part of the replicated
/// state: all members apply the same calls in the same order, and it goes with the application's state to one that joins. A
/// session is opened by an item in the order itself and never by a call, so that a call whose session is gone is not executed.
/// </summary>
public sealed class CallSessions(CallSessionLimits? limits = null)
{
    // What an answer costs besides its bytes.
    private const int Overhead = 64;

    private static readonly Limits s_limits = new();

    private readonly CallSessionLimits _limits = limits ?? new CallSessionLimits();
    private readonly SortedDictionary<ulong, Session> _sessions = [];

    // The one that was used last comes last.
    private readonly LinkedList<Session> _byUse = new();
    private ulong _lastNumber;
    private long _bytes;

    private sealed class Session(SessionId id, ulong answered)
    {
        public SessionId Id { get; } = id;

        public LinkedListNode<Session>? Use { get; set; }

        public ulong Answered { get; set; } = answered;

        public SortedDictionary<ulong, CallAnswer> Answers { get; } = [];
    }

    /// <summary>How many sessions there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>How many bytes the answers take that are kept.</summary>
    public long Bytes => _bytes;

    /// <summary>
    /// A call comes in the order of the group. It is executed where it is new, and answered as before where it is not.
    /// </summary>
    /// <param name="request">What the client asks: <see cref="CallItem.Request"/>.</param>
    /// <param name="execute">Executes the call; what it answers with must be the same at all members.</param>
    /// <param name="answer">The answer for the client.</param>
    /// <returns>False where the bytes make no sense: a member does not send such.</returns>
    public bool TryApply(
        ReadOnlyMemory<byte> request,
        Func<ReadOnlyMemory<byte>, CallAnswer> execute,
        out CallAnswer answer
    )
    {
        answer = default;
        if (CallRequest.Read(request, s_limits) is not { } call)
            return false;
        answer = call.Opens ? Open(call.Session.Nonce) : Apply(call, execute);
        return true;
    }

    private CallAnswer Open(ulong nonce)
    {
        var session = new Session(new SessionId(++_lastNumber, nonce), 0);
        Add(session);
        while (_sessions.Count > _limits.Sessions)
            Forget(_byUse.First!.Value);
        return CallAnswer.Opened(session.Id.Number);
    }

    private CallAnswer Apply(in CallRequest call, Func<ReadOnlyMemory<byte>, CallAnswer> execute)
    {
        if (Mutants.Has(Mutant.SessionsIgnored))
            return execute(call.Payload);
        if (!_sessions.TryGetValue(call.Session.Number, out Session? session) || session.Id != call.Session)
            return new CallAnswer(CallResult.Expired, default);
        _byUse.Remove(session.Use!);
        _byUse.AddLast(session.Use!);
        if (call.Number <= session.Answered)
            return new CallAnswer(CallResult.Stale, default);
        Answered(session, call.Answered);
        if (session.Answers.TryGetValue(call.Number, out CallAnswer known))
            return known;
        if (call.Number > session.Answered + (ulong)_limits.Window)
            return new CallAnswer(CallResult.Refused, default);
        CallAnswer answer = Bounded(execute(call.Payload));
        Keep(session, call.Number, answer);
        while (_bytes > _limits.Bytes && OldestWithAnswers(but: session) is { } oldest)
            Forget(oldest);
        return answer;
    }

    // To forget one without answers would free nothing.
    private Session? OldestWithAnswers(Session but)
    {
        foreach (Session session in _byUse)
            if (session.Answers.Count > 0)
                return session == but ? null : session;
        return null;
    }

    private static CallAnswer Bounded(CallAnswer answer) =>
        answer.Bytes.Length <= CallRequest.MostBytes
            ? answer
            : new CallAnswer(
                CallResult.Failed,
                Encoding.UTF8.GetBytes(
                    $"the answer has {answer.Bytes.Length} bytes, and the most that an answer may have is {CallRequest.MostBytes}"
                )
            );

    private void Answered(Session session, ulong upTo)
    {
        if (upTo <= session.Answered)
            return;
        session.Answered = upTo;
        foreach (ulong number in session.Answers.Keys.TakeWhile(number => number <= upTo).ToArray())
        {
            _bytes -= SizeOf(session.Answers[number]);
            session.Answers.Remove(number);
        }
    }

    private void Keep(Session session, ulong number, CallAnswer answer)
    {
        session.Answers.Add(number, answer);
        _bytes += SizeOf(answer);
    }

    private void Add(Session session)
    {
        _sessions.Add(session.Id.Number, session);
        session.Use = _byUse.AddLast(session);
    }

    private void Forget(Session session)
    {
        _sessions.Remove(session.Id.Number);
        _byUse.Remove(session.Use!);
        foreach (CallAnswer answer in session.Answers.Values)
            _bytes -= SizeOf(answer);
    }

    private static long SizeOf(CallAnswer answer) => answer.Bytes.Length + Overhead;

    /// <summary>All of it as bytes, for a member that joins.</summary>
    public byte[] Save()
    {
        var writer = new FrameWriter();
        writer.Number(_lastNumber);
        writer.Number(_sessions.Count);
        foreach (Session session in _byUse)
        {
            writer.Number(session.Id.Number);
            writer.Fixed(session.Id.Nonce);
            writer.Number(session.Answered);
            bool keeps = !Mutants.Has(Mutant.AnswersNotTransferred);
            writer.Number(keeps ? session.Answers.Count : 0);
            if (keeps)
                foreach ((ulong number, CallAnswer answer) in session.Answers)
                {
                    writer.Number(number);
                    answer.Write(writer);
                }
        }
        return writer.Written.ToArray();
    }

    /// <summary>Replaces all of it by what another member has saved; false where the bytes are none of that, and nothing is
    /// changed.</summary>
    public bool TryLoad(ReadOnlySpan<byte> saved)
    {
        var reader = new FrameReader(saved, s_limits);
        ulong lastNumber = reader.Number();
        var loaded = new List<Session>();
        for (int sessions = reader.Count(_limits.Sessions); sessions > 0 && !reader.Failed; sessions--)
        {
            var session = new Session(new SessionId(reader.Number(), reader.Fixed()), reader.Number());
            for (int answers = reader.Count(_limits.Window); answers > 0 && !reader.Failed; answers--)
                if (!session.Answers.TryAdd(reader.Number(), CallAnswer.Read(ref reader)))
                    reader.Fail();
            loaded.Add(session);
        }
        if (!reader.Complete || loaded.DistinctBy(session => session.Id.Number).Count() < loaded.Count)
            return false;
        _sessions.Clear();
        _byUse.Clear();
        (_lastNumber, _bytes) = (lastNumber, 0);
        foreach (Session session in loaded)
        {
            Add(session);
            foreach (CallAnswer answer in session.Answers.Values)
                _bytes += SizeOf(answer);
        }
        return true;
    }
}
