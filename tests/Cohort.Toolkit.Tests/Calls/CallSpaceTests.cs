using Cohort.Toolkit.Calls;

namespace Cohort.Toolkit.Tests.Calls;

/// <summary>Q1 of the machine alone, message by message.</summary>
public sealed class CallSpaceTests
{
    private const uint AtOnce = Wire.EchoTarget.AtOnce;
    private const uint Later = Wire.EchoTarget.Later;

    [Fact]
    public void A_reply_may_come_before_the_call_itself()
    {
        var wire = new Wire("abc");
        Wire.TestCall call = wire['a'].Call(AtOnce, Wanted.All);
        byte[] message = wire['a'].Sent.Dequeue();
        wire['b'].Deliver(wire['a'].Self, message, wire.View);
        wire.Deliver('b', "abc");
        Assert.Equal("", call.Told);
        wire['a'].Deliver(wire['a'].Self, message, wire.View);
        wire['c'].Deliver(wire['a'].Self, message, wire.View);
        wire.Deliver('c', "abc");
        wire.Deliver('a', "abc");
        Assert.Equal("v1[abc] b:Value c:Value a:Value reached without [] ", call.Told);
        Assert.Equal(0, wire['a'].Space.Outgoing.Count);
    }

    [Fact]
    public void Who_is_expected_is_whom_the_view_has_in_which_the_call_is_delivered()
    {
        var wire = new Wire("abc");
        Wire.TestCall call = wire['a'].Call(Later, Wanted.All);
        wire.Install("ab");
        wire.Deliver('a', "ab");
        Assert.Equal("v2[ab] ", call.Told);
        wire['b'].Target.Running[0].Fail(new InvalidOperationException());
        wire.Deliver('b', "ab");
        wire.Install("a");
        wire['a'].Target.Running[0].Reply(ReplyOutcome.Value, []);
        wire.Deliver('a', "a");
        Assert.Equal("v2[ab] b:Threw a:Value not reached without [] ", call.Told);
    }

    [Fact]
    public void A_later_view_without_a_member_is_its_absence()
    {
        var wire = new Wire("abc");
        Wire.TestCall majority = wire['a'].Call(Later, Wanted.Majority);
        Wire.TestCall one = wire['a'].Call(Later, Wanted.All, wire['c'].Self);
        wire.Deliver('a', "abc");
        wire.Deliver('a', "abc");
        wire.Install("ab");
        Assert.Equal("v1[abc] c:Gone ", majority.Told);
        Assert.Equal("v1[c] c:Gone not reached without [] ", one.Told);
        wire.Install("a");
        Assert.Equal("v1[abc] c:Gone b:Gone not reached without [a] ", majority.Told);
    }

    [Fact]
    public void A_reply_is_taken_once_and_only_from_one_that_is_expected()
    {
        var wire = new Wire("abc");
        Wire.TestCall call = wire['a'].Call(AtOnce, Wanted.All, wire['b'].Self);
        wire.Deliver('a', "abc");
        byte[] reply = wire['b'].Sent.Dequeue();
        Assert.Empty(wire['c'].Sent);
        wire['a'].Deliver(wire['c'].Self, reply, wire.View);
        Assert.Equal("v1[b] ", call.Told);
        wire['a'].Deliver(wire['b'].Self, reply, wire.View);
        Assert.Equal("v1[b] b:Value reached without [] ", call.Told);
        call = wire['a'].Call(AtOnce, Wanted.All);
        wire.Deliver('a', "abc");
        reply = wire['b'].Sent.Dequeue();
        for (int times = 0; times < 2; times++)
            wire['a'].Deliver(wire['b'].Self, reply, wire.View);
        Assert.Equal("v1[abc] b:Value ", call.Told);
    }

    [Fact]
    public void Who_is_put_out_of_the_group_ends_its_calls_and_replies_to_nobody()
    {
        var wire = new Wire("ab");
        Wire.TestCall call = wire['a'].Call(Later, Wanted.All);
        wire.Deliver('a', "ab");
        wire['a'].Space.Expelled();
        Assert.Equal("v1[ab] PutOut ", call.Told);
        wire['a'].Target.Running[0].Reply(ReplyOutcome.Value, []);
        Assert.Empty(wire['a'].Sent);
        Wire.TestCall waiting = wire['a'].Call(AtOnce, Wanted.First);
        Assert.Empty(wire['a'].Sent);
        wire['a'].Space.End();
        Assert.Equal("NotSent ", waiting.Told);
        Assert.Equal("NotSent ", wire['a'].Call(AtOnce, Wanted.First).Told);
    }

    [Fact]
    public void So_many_calls_are_under_way_and_the_others_follow_in_order()
    {
        var wire = new Wire("a", new CallLimits(Unanswered: 1, Running: 1, ReplySize: 64));
        Wire.TestCall first = wire['a'].Call(Later, Wanted.All);
        Wire.TestCall second = wire['a'].Call(Later, Wanted.None);
        Wire.TestCall third = wire['a'].Call(Later, Wanted.All);
        wire.Deliver('a', "a");
        Assert.Empty(wire['a'].Sent);
        wire['a'].Target.Running[0].Reply(ReplyOutcome.Value, []);
        wire.Deliver('a', "a");
        Assert.EndsWith("reached without [] ", first.Told);
        Assert.Equal("accepted ", second.Told);
        wire.Deliver('a', "a");
        wire.Deliver('a', "a");
        Assert.Equal("v1[a] ", third.Told);
        Assert.Equal(1, wire['a'].Space.Running);
    }

    [Fact]
    public void One_more_than_may_be_executed_is_refused_by_that_member()
    {
        var wire = new Wire("a", new CallLimits(Unanswered: 9, Running: 1, ReplySize: 64));
        wire['a'].Call(Later, Wanted.All);
        Wire.TestCall refused = wire['a'].Call(Later, Wanted.All);
        wire.Deliver('a', "a");
        wire.Deliver('a', "a");
        wire.Deliver('a', "a");
        Assert.Equal("v1[a] a:Busy not reached without [] ", refused.Told);
        Assert.Single(wire['a'].Target.Running);
        wire['a'].Target.Running[0].Reply(ReplyOutcome.Value, new byte[65]);
        wire.Deliver('a', "a");
        Assert.Equal(0, wire['a'].Space.Running);
        Assert.Contains("65 bytes", Assert.Single(wire['a'].Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_that_a_member_does_not_know_is_its_reply()
    {
        var wire = new Wire("a");
        Wire.TestCall call = wire['a'].Call(99, Wanted.All);
        wire['a'].Call(99, Wanted.None);
        wire.Deliver('a', "a");
        wire.Deliver('a', "a");
        Assert.Contains("does not know", Assert.Single(wire['a'].Warnings), StringComparison.Ordinal);
        wire.Deliver('a', "a");
        Assert.Equal("v1[a] a:MethodUnknown not reached without [] ", call.Told);
    }

    [Fact]
    public void Bytes_that_make_no_sense_are_an_error_of_who_sent_them()
    {
        var wire = new Wire("ab");
        wire['a'].Call(AtOnce, Wanted.All, wire['b'].Self);
        byte[] good = wire['a'].Sent.Dequeue();
        var random = new Random(7);
        for (int length = 1; length < good.Length; length++)
            Assert.Throws<InvalidDataException>(() => wire['b'].Deliver(wire['a'].Self, good[..length], wire.View));
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bad = [.. good];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
                bad[random.Next(1, bad.Length)] = (byte)random.Next(256);
            try
            {
                wire['b'].Deliver(wire['a'].Self, bad, wire.View);
            }
            catch (InvalidDataException)
            {
                // As it should be: nothing else may be thrown.
            }
        }
    }
}
