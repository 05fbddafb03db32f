using Cohort.Simulation.Histories;
using Cohort.Simulation.Tests.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>S1 and S2: which states pass, and which do not.</summary>
public sealed class StateTests
{
    /// <summary>A group of three that has delivered x and y, with d joining.</summary>
    private static Scenario Joining =>
        new Scenario()
            .Form("a b c")
            .Send("a", "x")
            .Send("b", "y", Order.Fifo)
            .Deliver("a b c", "x y")
            .Install("a b c d*");

    [Fact]
    public void A_joiner_that_loads_a_state_and_delivers_the_rest_is_right() =>
        Assert.Empty(
            Joining
                .Send("a", "z w")
                .Deliver("a b c", "z")
                .Load("d", from: "b")
                .Deliver("a b c d", "w")
                .Install("a b c d")
                .Settle("a b c d")
                .Broken
        );

    [Fact]
    public void A_label_off_by_one_that_skips_a_message_breaks_S1() =>
        Assert.Contains(
            "S1",
            Joining.Load("d", "b").Send("a", "z", Order.Fifo).Deliver("a b c", "z").Install("a b c d").Broken
        );

    [Fact]
    public void A_message_delivered_although_the_state_contains_it_breaks_S1()
    {
        Scenario told = Joining.Send("a", "z", Order.Fifo).Deliver("a b c", "z").Load("d", "b");
        Assert.Equal("S1", told.Deliver("d", "z").Install("a b c d").Broken);
    }

    [Fact]
    public void A_state_that_no_member_had_breaks_S1() =>
        Assert.StartsWith("S1", Joining.Load("d", "b", but: state => state with { StateHash = 77 }).Broken);

    [Fact]
    public void Nor_may_one_from_logs_be_other_than_those_had_with_whom_it_goes_on()
    {
        Assert.Empty(Joining.Load("d", "b", but: state => state with { IsFromLog = true }).Install("a b c d").Broken);
        Assert.StartsWith(
            "S1",
            Joining.Load("d", "b", but: state => state with { IsFromLog = true, StateHash = 77 }).Broken
        );
    }

    [Fact]
    public void A_state_with_a_hash_of_another_position_breaks_S1() =>
        Assert.StartsWith("S1", Joining.Load("d", "b", but: state => state with { Position = 0 }).Broken);

    [Fact]
    public void A_delivery_before_the_state_breaks_S1()
    {
        Scenario told = Joining.Send("a", "z", Order.Fifo).Deliver("a b c d", "z").Load("d", "b");
        Assert.Equal("S1", told.Install("a b c d").Broken);
    }

    [Fact]
    public void A_member_that_counts_without_a_state_breaks_S1()
    {
        Scenario told = Joining.Load("d", "b").Install("a b c d e*").Install("a b c d e");
        Assert.StartsWith("S1", told.Broken);
    }

    [Fact]
    public void The_state_of_a_donor_that_is_put_out_may_be_loaded_and_given_up()
    {
        Scenario told = Joining.Send("c", "z", Order.Total, Delivery.Received).Deliver("c", "z").Load("d", "c");
        told.Crash("c").Install("a b d*").Load("d", "a").Install("a b d");
        Assert.Empty(told.Broken);
    }

    [Fact]
    public void The_state_of_a_donor_that_is_put_out_and_that_is_kept_breaks_S1()
    {
        Scenario told = Joining.Send("c", "z", Order.Fifo, Delivery.Received).Deliver("c", "z").Load("d", "c");
        Assert.Equal("S1", told.Crash("c").Install("a b d").Broken);
    }

    [Fact]
    public void Joiners_of_a_group_without_state_begin_with_their_first_view()
    {
        Scenario told = new Scenario().Form("a b").Send("a", "x").Deliver("a b", "x").Install("a b c*");
        told.Send("a", "y", Order.Fifo).Deliver("a b c", "y").Install("a b c");
        Assert.Empty(told.Broken);
    }

    [Fact]
    public void Other_states_after_the_same_messages_break_S2() =>
        Assert.Equal(
            "S2",
            new Scenario()
                .Form("a b c")
                .Send("a", "x y")
                .Deliver("a b", "x y")
                .Deliver("c", "x", but: at => at with { StateHash = 5 })
                .Deliver("c", "y")
                .Install("a b c")
                .Broken
        );

    [Fact]
    public void Other_states_at_a_view_break_S2() =>
        Assert.Equal(
            "S2",
            new Scenario()
                .Form("a b c")
                .Install("a b c", by: "a b")
                .InstallLate("c", but: view => view with { StateHash = 5 })
                .Broken
        );

    [Fact]
    public void Another_state_at_one_that_dies_breaks_S2() =>
        Assert.Equal(
            "S2",
            new Scenario()
                .Form("a b c")
                .Send("a", "x")
                .Deliver("a b", "x")
                .Deliver("c", "x", but: at => at with { StateHash = 5 })
                .Crash("c")
                .Install("a b")
                .Broken
        );
}
