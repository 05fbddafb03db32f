using Cohort.Protocol.Tests.Multicast;

namespace Cohort.Protocol.Tests.Orders;

/// <summary>O2: after everything that the sender had delivered.</summary>
public sealed class CausalOrder
{
    [Fact]
    public void An_answer_waits_for_its_question()
    {
        var view = new HandCarried("a", "b", "c");
        view["a"].SendCausal("question");
        view.Items("a", to: "b");
        view["b"].SendCausal("answer");
        view.Items("b", to: "c");
        Assert.Empty(view["c"].Delivered);
        view.Items("a", to: "c");
        Assert.Equal("question answer", view["c"].All);
    }

    [Fact]
    public void A_chain_over_three_members_is_delivered_from_its_beginning()
    {
        var view = new HandCarried("a", "b", "c", "d");
        view["a"].SendCausal("one");
        view.Items("a", to: "b");
        view["b"].SendCausal("two");
        view.Items("b", to: "c");
        view.Items("a", to: "c");
        view["c"].SendCausal("three");
        view.Items("c", to: "d");
        view.Items("b", to: "d");
        Assert.Empty(view["d"].Delivered);
        view.Items("a", to: "d");
        Assert.Equal("one two three", view["d"].All);
    }

    [Fact]
    public void A_fifo_message_between_them_is_not_held_up()
    {
        var view = new HandCarried("a", "b", "c");
        view["a"].SendCausal("question");
        view.Items("a", to: "b");
        view["b"].SendFifo("news");
        view["b"].SendCausal("answer");
        view.Items("b", to: "c");
        Assert.Equal("news", view["c"].All);
        view.Items("a", to: "c");
        Assert.Equal("news question answer", view["c"].All);
    }

    [Fact]
    public void A_fifo_message_waits_for_its_senders_earlier_causal_one()
    {
        var view = new HandCarried("a", "b", "c");
        view["a"].SendCausal("question");
        view.Items("a", to: "b");
        view["b"].SendCausal("answer");
        view["b"].SendFifo("news");
        view.Items("b", to: "c");
        Assert.Empty(view["c"].Delivered);
        view.Items("a", to: "c");
        Assert.Equal("question answer news", view["c"].All);
    }

    [Fact]
    public void What_the_sender_had_received_but_not_delivered_is_no_cause()
    {
        var view = new HandCarried("a", "b", "c");
        view["a"].SendFifo("not stable yet", Delivery.Stable);
        view.Items("a", to: "b");
        view["b"].SendCausal("knows nothing of it");
        view.Items("b", to: "c");
        Assert.Equal("knows nothing of it", view["c"].All);
    }

    [Fact]
    public void Independent_causal_messages_are_delivered_as_they_come()
    {
        var view = new HandCarried("a", "b", "c", "d");
        view["a"].SendCausal("from a");
        view["b"].SendCausal("from b");
        view.Items("a", to: "c");
        view.Items("b", to: "c");
        view.Items("b", to: "d");
        view.Items("a", to: "d");
        Assert.Equal("from a from b", view["c"].All);
        Assert.Equal("from b from a", view["d"].All);
    }
}
