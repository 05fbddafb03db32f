using Cohort.Protocol;
using Cohort.Simulation.Tests.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>C2: what a subscriber x gets.</summary>
public sealed class FaithfulFeedsTests
{
    /// <summary>Two views, in the first of which a sends m1, m2 and m3, and b n1.</summary>
    private static Scenario Group
    {
        get
        {
            Scenario told = new Scenario().Form("a b c").Send("a", "m1 m2 m3").Send("b", "n1");
            return told.Deliver("a b c", "m1 n1 m2 m3").Install("a b c d*");
        }
    }

    private static Scenario Whole => Group.SeeView("x", 0).See("x", "m1 n1 m2 m3").SeeView("x", 1);

    [Fact]
    public void All_of_a_view_is_right() => Assert.Empty(Whole.Broken);

    [Fact]
    public void The_first_view_may_be_had_from_some_message_on() =>
        Assert.Empty(Group.SeeView("x", 0).See("x", "m2 m3").SeeView("x", 1).Broken);

    [Fact]
    public void One_missing_in_the_middle_of_a_sender_breaks_C2() =>
        Assert.Equal("C2", Group.SeeView("x", 0).See("x", "m1 m3").SeeView("x", 1).Broken);

    [Fact]
    public void One_missing_at_the_end_of_a_view_breaks_C2() =>
        Assert.Equal("C2", Group.SeeView("x", 0).See("x", "m1 n1 m2").SeeView("x", 1).Broken);

    [Fact]
    public void The_end_may_be_missing_where_a_gap_is_told() =>
        Assert.Empty(Group.SeeView("x", 0).See("x", "m1 n1 m2").SeeGap("x").SeeView("x", 1).Broken);

    [Fact]
    public void The_beginning_may_not_be_missing_in_a_view_that_follows_another()
    {
        Scenario told = Whole.Send("a", "o1 o2").Deliver("a b c", "o1 o2").Install("a b c");
        Assert.Equal("C2", told.See("x", "o2").SeeView("x", 2).Broken);
    }

    [Fact]
    public void A_whole_sender_may_not_be_missing_in_a_view_that_follows_another()
    {
        Scenario told = Whole.Send("a", "o1").Send("b", "p1").Deliver("a b c", "o1 p1").Install("a b c");
        Assert.Equal("C2", told.See("x", "o1").SeeView("x", 2).Broken);
    }

    [Fact]
    public void A_message_that_comes_twice_breaks_C2() =>
        Assert.Equal("C2", Group.SeeView("x", 0).See("x", "m1 m1").Broken);

    [Fact]
    public void A_message_that_comes_again_behind_a_gap_breaks_C2() =>
        Assert.Equal("C2", Group.SeeView("x", 0).See("x", "m1 n1").SeeGap("x").SeeView("x", 0).See("x", "n1").Broken);

    [Fact]
    public void Messages_of_a_sender_out_of_order_break_C2() =>
        Assert.Equal("C2", Group.SeeView("x", 0).See("x", "m2 m1").Broken);

    [Fact]
    public void Total_messages_out_of_order_break_C2() =>
        Assert.Equal("C2", Group.SeeView("x", 0).See("x", "n1 m1 m2 m3").SeeView("x", 1).Broken);

    [Fact]
    public void Others_may_come_in_any_order_of_senders()
    {
        Scenario told = new Scenario().Form("a b").Send("a", "m", Order.Fifo).Send("b", "n", Order.Fifo);
        told = told.Deliver("a", "m n").Deliver("b", "n m").Install("a b c*");
        Assert.Empty(told.SeeView("x", 0).See("x", "n m").SeeView("x", 1).Broken);
    }

    [Fact]
    public void A_message_that_the_group_has_lost_breaks_C2()
    {
        Scenario told = new Scenario().Form("a b c").Send("a", "m", Order.Fifo, Delivery.Received).Deliver("a", "m");
        told = told.SeeView("x", 0).See("x", "m").Crash("a").Install("b c");
        Assert.Equal("C2", told.SeeView("x", 1).Broken);
    }

    [Fact]
    public void A_view_that_is_passed_over_breaks_C2() =>
        Assert.Equal("C2", Whole.Install("a b c").Install("a b").SeeView("x", 3).Broken);

    [Fact]
    public void A_view_may_be_passed_over_in_a_gap() =>
        Assert.Empty(Whole.Install("a b c").Install("a b").SeeGap("x").SeeView("x", 3).Broken);

    [Fact]
    public void A_view_that_no_application_came_to_handle_is_right() => Assert.Empty(Whole.SeeView("x", 2).Broken);

    [Fact]
    public void A_message_in_the_wrong_view_breaks_C2() =>
        Assert.Contains("C2", Group.SeeView("x", 1).See("x", "m1").Broken);

    [Fact]
    public void Other_bytes_than_were_sent_break_C2() =>
        Assert.Equal("C2", Group.SeeView("x", 0).See("x", "m1", intact: false).Broken);

    [Fact]
    public void One_that_does_not_come_to_the_end_breaks_C2()
    {
        Scenario told = new Scenario().Form("a b c").Send("a", "m1 m2").Deliver("a b c", "m1 m2");
        Assert.Equal("C2", told.SeeView("x", 0).See("x", "m1").Settle("a b c").Broken);
        Assert.Empty(told.See("x", "m2").Settle("a b c").Broken);
    }

    [Fact]
    public void One_that_crashes_need_not_come_to_the_end_and_its_next_incarnation_begins_anew()
    {
        Scenario told = new Scenario().Form("a b c").Send("a", "m1 m2").Deliver("a b c", "m1 m2");
        told = told.SeeView("x", 0).See("x", "m1").Crash("x").Restart("x").SeeGap("x").SeeView("x", 0);
        Assert.Equal("C2", told.See("x", "m1").Settle("a b c").Broken);
        Assert.Empty(told.See("x", "m2").Settle("a b c").Broken);
    }

    [Fact]
    public void One_that_crashes_has_had_no_hole_until_then() =>
        Assert.Equal("C2", Group.SeeView("x", 0).See("x", "m1 m3").Crash("x").Broken);

    [Fact]
    public void One_that_never_sees_a_view_breaks_C2() =>
        Assert.Equal("C2", new Scenario().Form("a b c").SeeGap("x").Settle("a b c").Broken);

    [Fact]
    public void A_message_before_any_view_breaks_C2() => Assert.Equal("C2", Group.See("x", "m1").Broken);
}
