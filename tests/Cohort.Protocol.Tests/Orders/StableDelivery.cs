using Cohort.Protocol.Tests.Multicast;

namespace Cohort.Protocol.Tests.Orders;

/// <summary>U1: a Stable message is delivered only when all that must precede it is with all.</summary>
public sealed class StableDelivery
{
    [Fact]
    public void It_waits_for_the_rows_of_all()
    {
        var view = new HandCarried("a", "b", "c");
        view["b"].SendFifo("stable", Delivery.Stable);
        view.Items("b", to: "a c");
        view.Row("a", to: "b");
        Assert.Empty(view["b"].Delivered);
        view.Row("c", to: "b");
        Assert.Equal("stable", view["b"].All);
        Assert.Empty(view["c"].Delivered);
    }

    [Fact]
    public void A_received_message_waits_for_no_row()
    {
        var view = new HandCarried("a", "b", "c");
        view["b"].SendFifo("received");
        Assert.Equal("received", view["b"].All);
        view.Items("b", to: "c");
        Assert.Equal("received", view["c"].All);
    }

    [Fact]
    public void A_received_message_waits_behind_its_senders_stable_one()
    {
        var view = new HandCarried("a", "b");
        view["b"].SendFifo("stable", Delivery.Stable);
        view["b"].SendFifo("received");
        view.Items("b", to: "a");
        Assert.Empty(view["a"].Delivered);
        view.Row("b", to: "a");
        Assert.Equal("stable received", view["a"].All);
    }

    [Fact]
    public void It_waits_until_what_it_depends_on_is_stable_too()
    {
        var view = new HandCarried("a", "b", "c");
        view["b"].SendCausal("received by b and c alone");
        view.Items("b", to: "c");
        view["c"].SendCausal("stable", Delivery.Stable);
        view.Items("c", to: "a b");
        view.Row("a", to: "b c");
        view.Row("b", to: "c");
        view.Row("c", to: "b");
        Assert.Equal("received by b and c alone", view["c"].All);
        Assert.Equal("received by b and c alone", view["b"].All);
        view.Items("b", to: "a");
        view.Row("a", to: "b c");
        Assert.Equal("received by b and c alone stable", view["c"].All);
        Assert.Equal("received by b and c alone stable", view["b"].All);
    }

    [Fact]
    public void It_waits_for_what_its_senders_earlier_messages_needed()
    {
        var view = new HandCarried("a", "b", "c");
        view["b"].SendCausal("cause");
        view.Items("b", to: "c");
        view["c"].SendCausal("effect");
        view["c"].SendFifo("stable", Delivery.Stable);
        view.Items("c", to: "a b");
        view.Row("a", to: "b");
        view.Row("c", to: "b");
        Assert.Equal("cause effect", view["b"].All);
        view.Items("b", to: "a");
        view.Row("a", to: "b");
        Assert.Equal("cause effect stable", view["b"].All);
    }

    [Fact]
    public void A_total_one_waits_until_the_announcement_that_placed_it_is_stable()
    {
        var view = new HandCarried("a", "b", "c");
        view["b"].Send("stable", Order.Total, Delivery.Stable);
        view.Items("b", to: "a c");
        view.Row("a", to: "b c");
        view.Row("c", to: "a b");
        view.Row("b", to: "a c");
        view["a"].Announce();
        view.Items("a", to: "b");
        view.Row("a", to: "b");
        Assert.Empty(view["b"].Delivered);
        view.Items("a", to: "c");
        view.Row("c", to: "b");
        Assert.Equal("stable", view["b"].All);
    }

    [Fact]
    public void A_causal_one_waits_until_the_announcements_of_total_messages_before_it_are_stable()
    {
        var view = new HandCarried("a", "b", "c");
        view["b"].Send("total");
        view.Items("b", to: "a c");
        view["a"].Announce();
        view.Items("a", to: "b");
        view["b"].SendCausal("stable", Delivery.Stable);
        view.Items("b", to: "a c");
        view.Row("a", to: "b");
        view.Row("c", to: "b");
        Assert.Equal("total", view["b"].All);
        view.Items("a", to: "c");
        view.Row("c", to: "b");
        Assert.Equal("total stable", view["b"].All);
    }

    [Fact]
    public void Later_traffic_does_not_starve_it()
    {
        var view = new HandCarried("a", "b", "c");
        view["b"].SendFifo("stable", Delivery.Stable);
        view.Items("b", to: "a c");
        for (int i = 0; i < 10; i++)
        {
            view["a"].SendFifo($"noise {i}");
            view["b"].SendFifo($"more {i}");
        }
        view.Items("a", to: "b");
        Assert.DoesNotContain("stable", view["b"].Delivered);
        view.Row("a", to: "b");
        view.Row("c", to: "b");
        Assert.Contains("stable", view["b"].Delivered);
    }

    [Fact]
    public void Waiting_does_not_change_the_total_order()
    {
        var view = new HandCarried("a", "b", "c");
        view["b"].Send("stable", Order.Total, Delivery.Stable);
        view["c"].Send("received");
        view.Items("b", to: "a c");
        view.Items("c", to: "a b");
        view["a"].Announce();
        view.Items("a", to: "b c");
        Assert.Empty(view["c"].Delivered);
        view.Everything();
        Assert.Equal("stable received", view["a"].All);
        Assert.Equal("stable received", view["c"].All);
    }
}
