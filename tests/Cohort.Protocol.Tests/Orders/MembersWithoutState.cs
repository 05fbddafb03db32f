using Cohort.Protocol.Tests.Multicast;

namespace Cohort.Protocol.Tests.Orders;

/// <summary>A member that does not hold the state yet (a star marks it) is in no cut: what it alone has counts for nothing.</summary>
public sealed class MembersWithoutState
{
    [Fact]
    public void One_waits_for_stability_whatever_was_asked_for()
    {
        var view = new HandCarried("a", "b", "c*");
        view["a"].SendFifo("received");
        view.Items("a", to: "b c");
        Assert.Equal("received", view["b"].All);
        view.Row("a", to: "c");
        Assert.Empty(view["c"].Delivered);
        view.Row("b", to: "c");
        Assert.Equal("received", view["c"].All);
    }

    [Fact]
    public void The_others_do_not_wait_for_its_row()
    {
        var view = new HandCarried("a", "b", "c*");
        view["a"].SendFifo("stable", Delivery.Stable);
        view.Items("a", to: "b");
        view.Row("b", to: "a");
        Assert.Equal("stable", view["a"].All);
    }

    [Fact]
    public void An_announcement_that_it_alone_has_does_not_count_as_delivered()
    {
        var view = new HandCarried("a", "b", "c*");
        view["b"].Send("total");
        view.Items("b", to: "a c");
        view["a"].Announce();
        view.Items("a", to: "c");
        Assert.Equal([0UL, 0], view["c"].Streams.DeliveredRow());
        view.Row("a", to: "c");
        view.Items("a", to: "b");
        view.Row("b", to: "c");
        Assert.Equal([1UL, 1], view["c"].Streams.DeliveredRow());
    }

    [Fact]
    public void It_can_go_on_when_the_cut_lacks_what_it_alone_has()
    {
        var view = new HandCarried("a", "b", "c*");
        view["b"].Send("total");
        view["a"].SendFifo("only the joiner has this");
        view.Items("b", to: "a c");
        view["a"].Announce();
        view.Items("a", to: "c");
        view.End("b c", cutOf: "b");
        Assert.Equal("total", view["b"].All);
        Assert.Equal("total", view["c"].All);
    }

    [Fact]
    public void The_oldest_that_holds_the_state_orders_even_behind_one_that_does_not()
    {
        var view = new HandCarried("a*", "b", "c");
        Assert.Equal(1, view["c"].Streams.Orderer);
        view["c"].Send("from c");
        view.Items("c", to: "a b");
        view["b"].Announce();
        view.Items("b", to: "a c");
        Assert.Equal("from c", view["c"].All);
    }
}
