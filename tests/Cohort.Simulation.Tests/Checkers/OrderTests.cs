using Cohort.Simulation.Tests.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>O1 to O3: which orders of deliveries pass, and which do not.</summary>
public sealed class OrderTests
{
    private const Delivery Received = Delivery.Received;

    private static Scenario Group => new Scenario().Form("a b c");

    [Fact]
    public void Fifo_messages_of_two_senders_may_cross() =>
        Assert.Empty(
            Group
                .Send("a", "x1 x2", Order.Fifo)
                .Send("b", "y1 y2", Order.Fifo)
                .Deliver("a", "x1 x2 y1 y2")
                .Deliver("b", "y1 y2 x1 x2")
                .Deliver("c", "x1 y1 x2 y2")
                .Install("a b c")
                .Settle("a b c")
                .Broken
        );

    [Fact]
    public void A_message_before_an_earlier_one_of_its_sender_breaks_O1() =>
        Assert.Equal("O1", Group.Send("a", "x y", Order.Fifo).Deliver("a b", "x y").Deliver("c", "y x").Broken);

    [Fact]
    public void A_message_before_an_earlier_one_of_another_order_breaks_O1()
    {
        Scenario sent = Group.Send("a", "x", Order.Total).Send("a", "y", Order.Fifo, Received);
        Assert.Equal("O1", sent.Deliver("a b", "x y").Deliver("c", "y x").Broken);
    }

    [Fact]
    public void A_message_without_the_one_before_it_breaks_O1_even_at_one_that_then_dies() =>
        Assert.Equal(
            "O1",
            Group
                .Send("a", "x y", Order.Fifo, Received)
                .Deliver("a b", "x y")
                .Deliver("c", "y")
                .Crash("c")
                .Install("a b")
                .Broken
        );

    [Fact]
    public void A_message_that_nobody_delivers_before_a_later_one_breaks_O1() =>
        Assert.Equal("O1", Group.Send("a", "x y").Deliver("a b c", "y").Broken);

    [Fact]
    public void A_joiner_that_skips_a_message_after_its_state_breaks_O1()
    {
        Scenario joining = Group.Install("a b c d*").Load("d", from: "a").Send("a", "x y z", Order.Fifo);
        joining.Deliver("a b c", "x y z").Deliver("d", "x z");
        Assert.Equal("O1", joining.Broken);
    }

    [Fact]
    public void Causal_messages_that_know_nothing_of_each_other_may_cross() =>
        Assert.Empty(
            Group
                .Send("a", "x", Order.Causal)
                .Send("b", "y", Order.Causal)
                .Deliver("a c", "x y")
                .Deliver("b", "y x")
                .Broken
        );

    [Fact]
    public void An_answer_before_its_question_breaks_O2() =>
        Assert.Equal(
            "O2",
            Group
                .Send("a", "question", Order.Fifo, Received)
                .Deliver("a b", "question")
                .Send("b", "answer", Order.Causal, Received)
                .Deliver("a b", "answer")
                .Deliver("c", "answer question")
                .Broken
        );

    [Fact]
    public void An_answer_without_its_question_breaks_O2() =>
        Assert.Equal(
            "O2",
            Group
                .Send("a", "question", Order.Fifo, Received)
                .Deliver("a b", "question")
                .Send("b", "answer", Order.Total, Received)
                .Deliver("a b", "answer")
                .Deliver("c", "answer")
                .Broken
        );

    [Fact]
    public void A_fifo_answer_may_come_before_its_question() =>
        Assert.Empty(
            Group
                .Send("a", "question", Order.Fifo)
                .Deliver("a b", "question")
                .Send("b", "answer", Order.Fifo)
                .Deliver("a b", "answer")
                .Deliver("c", "answer question")
                .Broken
        );

    [Fact]
    public void A_chain_of_causes_over_three_processes_is_kept_or_breaks_O2()
    {
        Scenario chain = new Scenario()
            .Form("a b c d")
            .Send("a", "first", Order.Causal)
            .Deliver("a b", "first")
            .Send("b", "second", Order.Causal)
            .Deliver("b c", "second", but: null)
            .Send("c", "third", Order.Causal);
        // c delivered the second without the first; d delivers all three, the third before the first.
        Assert.Equal("O2", chain.Deliver("d", "second third first").Broken);
    }

    [Fact]
    public void What_a_joiners_state_contains_comes_before_all_that_it_delivers()
    {
        Scenario joining = Group.Install("a b c d*").Send("a", "x", Order.Fifo).Deliver("a b c", "x").Load("d", "a");
        joining.Send("b", "y", Order.Causal).Deliver("a b c d", "y").Install("a b c d");
        Assert.Empty(joining.Broken);
    }

    [Fact]
    public void Total_messages_in_another_order_at_one_member_break_O3()
    {
        Scenario sent = Group.Send("a", "x", Order.Total, Received).Send("b", "y", Order.Total, Received);
        Assert.StartsWith("O3", sent.Deliver("a b", "x y").Deliver("c", "y x").Install("a b c").Broken);
    }

    [Fact]
    public void One_that_does_not_go_on_is_bound_up_to_its_last_stable_message()
    {
        Scenario Told(Delivery delivery) =>
            Group
                .Send("a", "x", Order.Total, delivery)
                .Send("c", "y", Order.Total, delivery)
                .Deliver("a b", "x y")
                .Deliver("c", "y x")
                .Crash("c")
                .Install("a b");
        Assert.Empty(Told(Received).Broken);
        Assert.StartsWith("O3", Told(Delivery.Stable).Broken);
    }

    [Fact]
    public void A_position_that_is_skipped_breaks_O3() =>
        Assert.Equal(
            "O3",
            Group.Send("a", "x").Deliver("a b c", "x", but: at => at with { Position = at.Position + 1 }).Broken
        );

    [Fact]
    public void A_message_with_another_position_at_one_member_breaks_O3() =>
        Assert.Equal(
            "O3",
            Group
                .Send("a", "x")
                .Deliver("a b", "x")
                .Deliver("c", "x", but: at => at with { Position = 2 })
                .Install("a b c")
                .Broken
        );

    [Fact]
    public void A_joiner_that_delivers_total_messages_in_another_order_breaks_O3()
    {
        Scenario joining = Group.Install("a b c d*").Load("d", from: "a").Send("a", "x").Send("b", "y");
        joining.Deliver("a b c", "x y").Deliver("d", "y x").Install("a b c d");
        Assert.StartsWith("O3", joining.Broken);
    }

    [Fact]
    public void Where_nobody_goes_on_all_agree_up_to_the_last_stable_message() =>
        Assert.StartsWith("O3", Group.Send("a", "x").Send("b", "y").Deliver("a b", "x y").Deliver("c", "y x").Broken);
}
