using Cohort.Protocol;
using Cohort.Simulation.Tests.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>D1 to D5: which histories of deliveries pass, and which do not.</summary>
public sealed class DeliveryTests
{
    private static Scenario Group => new Scenario().Form("a b c");

    [Fact]
    public void What_was_sent_and_is_delivered_once_everywhere_is_right() =>
        Assert.Empty(Group.Send("a", "x y").Deliver("a b c", "x y").Install("a b c").Settle("a b c").Broken);

    [Fact]
    public void A_message_delivered_twice_breaks_D1() =>
        Assert.Contains("D1", Group.Send("a", "x", Order.Fifo).Deliver("a b c", "x").Deliver("c", "x").Broken);

    [Fact]
    public void Other_bytes_than_were_sent_break_D1() =>
        Assert.Equal("D1", Group.Send("a", "x").Deliver("a b c", "x", but: at => at with { Intact = false }).Broken);

    [Fact]
    public void A_message_that_nobody_sent_breaks_D1() =>
        Assert.Equal("D1", Group.Send("a", "x").Deliver("a b c", "x", but: at => at with { Payload = 99 }).Broken);

    [Fact]
    public void A_message_under_the_name_of_another_sender_breaks_D1() =>
        Assert.Equal(
            "D1",
            Group
                .Send("a", "x")
                .Deliver("a b c", "x", but: at => at with { Sender = MemberOf("b"), Id = at.Id with { Rank = 1 } })
                .Broken
        );

    [Fact]
    public void A_message_that_changes_its_delivery_on_the_way_breaks_D1() =>
        Assert.Equal(
            "D1",
            Group
                .Send("a", "x", Order.Total, Delivery.Stable)
                .Deliver("a b c", "x", but: at => at with { Delivery = Delivery.Received })
                .Broken
        );

    [Fact]
    public void Two_messages_of_one_identity_break_D1() =>
        Assert.Contains(
            "D1",
            Group
                .Send("a", "x y")
                .Deliver("a b c", "x")
                .Deliver("a b c", "y", but: at => at with { Id = Id(0, 0, 1) })
                .Broken
        );

    [Fact]
    public void A_message_certainly_not_delivered_that_somebody_delivers_breaks_D1()
    {
        Scenario sent = Group.Send("a", "x", accepted: false);
        Assert.Equal("D1", sent.Refuse("x", Failure.NotDelivered).Deliver("a b c", "x").Broken);
    }

    [Fact]
    public void A_message_of_unknown_outcome_may_be_delivered() =>
        Assert.Empty(Group.Send("a", "x", accepted: false).Refuse("x", Failure.Unknown).Deliver("a b c", "x").Broken);

    [Fact]
    public void What_a_joiner_delivered_before_it_loaded_another_state_does_not_count()
    {
        Scenario joined = Group.Install("a b c d*").Load("d", from: "a").Send("a", "x").Deliver("d", "x");
        Assert.Empty(joined.Load("d", from: "b").Deliver("a b c d", "x").Install("a b c d").Broken);
    }

    [Fact]
    public void A_message_delivered_in_the_next_view_breaks_D2() =>
        Assert.Contains("D2", Group.Send("a", "x").Deliver("a b", "x").Install("a b c").Deliver("c", "x").Broken);

    [Fact]
    public void A_message_that_names_another_view_than_is_installed_breaks_D2() =>
        Assert.Contains(
            "D2",
            Group
                .Send("a", "x")
                .Install("a b c")
                .Deliver("a b c", "x", but: at => at with { Id = at.Id with { View = new ViewNumber(0) } })
                .Broken
        );

    [Fact]
    public void A_message_delivered_in_two_views_by_their_names_breaks_D2() =>
        Assert.Contains(
            "D2",
            Group
                .Send("a", "x")
                .Deliver("a b", "x")
                .Install("a b c")
                .Deliver("c", "x", but: at => at with { Id = at.Id with { View = new ViewNumber(1) } })
                .Broken
        );

    [Fact]
    public void A_message_of_an_older_view_than_its_sender_was_in_breaks_D2() =>
        Assert.StartsWith(
            "D2",
            Group.Install("a b c", by: "a").Send("a", "x", Order.Fifo).Deliver("b c", "x").InstallLate("b c").Broken
        );

    [Fact]
    public void A_message_that_waited_for_the_next_view_is_right() =>
        Assert.Empty(Group.Send("a", "x").Install("a b c").Deliver("a b c", "x").Settle("a b c").Broken);

    [Fact]
    public void One_that_goes_on_without_a_message_that_others_delivered_breaks_D3() =>
        Assert.Equal(
            "D3",
            Group.Send("a", "x", Order.Fifo, Delivery.Received).Deliver("a b", "x").Install("a b c").Broken
        );

    [Fact]
    public void One_that_goes_on_with_a_message_of_a_dead_sender_that_others_lack_breaks_D3() =>
        Assert.Equal(
            "D3",
            Group.Send("c", "x", Order.Fifo, Delivery.Received).Deliver("c b", "x").Crash("c").Install("a b").Broken
        );

    [Fact]
    public void One_that_does_not_go_on_may_have_delivered_a_received_message_alone() =>
        Assert.Empty(
            Group
                .Send("c", "x", Order.Total, Delivery.Received)
                .Deliver("c", "x")
                .Crash("c")
                .Install("a b")
                .Settle("a b")
                .Broken
        );

    [Fact]
    public void A_joiner_that_stops_short_of_what_the_others_deliver_breaks_D3()
    {
        Scenario joining = Group.Install("a b c d*").Load("d", from: "a");
        joining.Send("a", "x y", Order.Fifo).Deliver("a b c", "x y").Deliver("d", "x").Install("a b c d");
        Assert.Equal("D3 S1", joining.Broken);
    }

    [Fact]
    public void A_member_that_does_not_deliver_its_own_message_breaks_D4() =>
        Assert.Equal(
            "D3 D4",
            Group.Send("a", "x", Order.Fifo, Delivery.Received).Deliver("b c", "x").Install("a b c").Broken
        );

    [Fact]
    public void A_message_that_was_accepted_and_is_gone_when_all_has_settled_breaks_D4() =>
        Assert.Equal("D4 L1", Group.Send("a", "x").Settle("a b c").Broken);

    [Fact]
    public void A_message_lost_with_its_sender_is_right() =>
        Assert.Empty(Group.Send("c", "x").Crash("c").Install("a b").Settle("a b").Broken);

    [Fact]
    public void A_message_of_one_that_the_view_does_not_list_breaks_D5() =>
        Assert.Equal("D5", Group.Send("c", "x").Install("a b", by: "a b").Deliver("a b", "x").Broken);

    [Fact]
    public void A_message_of_an_earlier_membership_of_a_process_that_is_back_breaks_D5()
    {
        Scenario back = Group.Install("a b", by: "a b").Install("a b c*", by: "a b").Install("a b c", by: "a b");
        MemberId earlier = MemberOf("c");
        Assert.Equal("D5", back.Send("c", "x").Deliver("a b", "x", but: at => at with { Sender = earlier }).Broken);
    }

    [Fact]
    public void A_message_of_a_member_that_does_not_count_breaks_D5() =>
        Assert.Equal("D5", Group.Install("a b c d*").Load("d", "a").Send("d", "x").Deliver("a b c d", "x").Broken);

    private static MemberId MemberOf(string name) => new(new ProcessId($"{name}:1", 1), 1);

    private static MessageId Id(ulong view, int rank, ulong number) => new(new ViewNumber(view), rank, number);
}
