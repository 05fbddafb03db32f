using Cohort.Protocol;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Tests.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>U1: what one delivered that then died binds those that stay.</summary>
public sealed class UniformityTests
{
    private const Delivery Received = Delivery.Received;

    private static Scenario Group => new Scenario().Form("a b c");

    [Fact]
    public void A_stable_message_that_one_delivered_and_died_and_the_others_deliver_later_is_right() =>
        Assert.Empty(
            Group.Send("c", "x").Deliver("c", "x").Crash("c").Deliver("a b", "x").Install("a b").Settle("a b").Broken
        );

    [Fact]
    public void A_stable_message_that_only_the_dead_delivered_breaks_U1() =>
        Assert.Equal("U1", Group.Send("c", "x").Deliver("c", "x").Crash("c").Install("a b").Broken);

    [Fact]
    public void A_stable_message_that_only_an_expelled_member_delivered_breaks_U1()
    {
        Scenario sent = new Scenario().Form("a b c d e").Send("e", "x", Order.Fifo).Deliver("c", "x").Crash("e");
        Assert.Equal("U1", sent.Install("a b d").End("c", GroupStatus.Expelled).Broken);
    }

    [Fact]
    public void A_stable_message_after_other_total_messages_than_where_it_was_delivered_first_breaks_U1()
    {
        Scenario sent = Group.Send("a", "x", Order.Total, Received).Send("c", "y");
        Assert.StartsWith("U1", sent.Deliver("c", "y").Crash("c").Deliver("a b", "x y").Install("a b").Broken);
    }

    [Fact]
    public void A_stable_message_after_a_received_one_that_is_lost_is_right()
    {
        Scenario sent = Group.Send("c", "x", Order.Total, Received).Send("a", "y");
        Assert.Empty(sent.Deliver("c", "x y").Crash("c").Deliver("a b", "y").Install("a b").Broken);
    }

    [Fact]
    public void A_flushed_message_that_is_lost_with_its_sender_breaks_U1()
    {
        Scenario sent = Group.Send("c", "x", Order.Fifo, Received).Deliver("c", "x");
        Assert.Empty(sent.Broken);
        Assert.Equal("U1", sent.Flush("c", "x").Crash("c").Install("a b").Broken);
    }

    [Fact]
    public void A_flushed_message_that_who_goes_on_was_told_of_from_a_log_is_right()
    {
        Scenario flushed = Group.Send("c", "x").Flush("c", "x").Crash("c");
        var told = new MessageReplayed(flushed.Now, flushed.IdOf("b"), "g", 1);
        Assert.Empty(flushed.Happens(told).Install("a b").Broken);
    }

    [Fact]
    public void A_flushed_message_that_nobody_ever_delivers_breaks_U1() =>
        Assert.Equal("U1", Group.Send("c", "x").Flush("c", "x").Crash("c").Install("a b").Broken);
}
