using Cohort.Protocol.Tests.Multicast;

namespace Cohort.Protocol.Tests.Cuts;

/// <summary>Section 6, "Order of the cut": the orderer is dead, and those that stay deliver the rest in one order.</summary>
public sealed class OrderOfTheCut
{
    [Fact]
    public void Announced_messages_come_before_those_that_were_not()
    {
        var view = new HandCarried("a", "b", "c");
        view["c"].Send("announced");
        view.Items("c", to: "a");
        view["a"].Announce();
        view.Items("a", to: "b");
        view["b"].Send("not announced");
        view.End("b c");
        Assert.Equal("announced not announced", view["b"].All);
        Assert.Equal("announced not announced", view["c"].All);
    }

    [Fact]
    public void What_an_announced_message_depends_on_comes_before_it_and_other_messages_after()
    {
        var view = new HandCarried("a", "b", "c", "d");
        view["d"].SendCausal("cause");
        view.Items("d", to: "a c");
        view["c"].Send("announced");
        view["c"].SendFifo("rest");
        view.Items("c", to: "a");
        view["a"].Announce();
        view.Items("a", to: "b");
        view.End("b c d");
        Assert.Equal("cause announced rest", view["b"].All);
        Assert.Equal("cause announced rest", view["d"].All);
    }

    [Fact]
    public void Of_those_not_announced_the_lowest_rank_comes_first()
    {
        var view = new HandCarried("a", "b", "c", "d");
        view["d"].Send("d1");
        view["c"].Send("c1");
        view["c"].Send("c2");
        view["b"].Send("b1");
        view.End("b c d");
        foreach (string name in (string[])["b", "c", "d"])
            Assert.Equal("b1 c1 c2 d1", view[name].All);
    }

    [Fact]
    public void What_an_announcement_placed_that_is_gone_is_placed_anew()
    {
        var view = new HandCarried("a", "b", "c", "d");
        view["d"].Send("from d");
        view["c"].Send("from c");
        view.Items("d", to: "a");
        view["a"].Announce();
        view.Items("c", to: "a");
        view["a"].Announce();
        Assert.Equal("from d from c", view["a"].All);
        view.End("b c d");
        foreach (string name in (string[])["b", "c", "d"])
            Assert.Equal("from c from d", view[name].All);
    }

    [Fact]
    public void What_was_sent_after_a_message_that_is_placed_anew_is_discarded()
    {
        var view = new HandCarried("a", "b", "c", "d");
        view["c"].Send("cause");
        view.Items("c", to: "a b d");
        view["a"].Announce();
        view.Items("a", to: "b");
        view["b"].Send("effect");
        view.Items("b", to: "c d");
        view.End("c d"); // with a and b the announcement is gone
        Assert.Equal("cause", view["c"].All);
        Assert.Equal("cause", view["d"].All);
    }

    [Fact]
    public void It_does_not_depend_on_what_a_member_has_delivered_of_other_orders()
    {
        var view = new HandCarried("a", "b", "c", "d", "e");
        view["c"].SendCausal("cause");
        view.Items("c", to: "b");
        view["b"].Send("from b");
        view["c"].Send("from c");
        view.Items("b", to: "d");
        view.Items("c", to: "d", upTo: 1);
        Assert.Equal("cause", view["d"].All);
        Assert.Empty(view["e"].Delivered);
        view.End("b c d e");
        foreach (string name in (string[])["b", "c", "d", "e"])
            Assert.Equal("cause from b from c", view[name].All);
    }

    [Fact]
    public void It_is_the_same_for_one_that_has_delivered_a_prefix_and_one_that_has_nothing()
    {
        var view = new HandCarried("a", "b", "c", "d");
        foreach (string name in (string[])["b", "c", "d"])
            for (int i = 0; i < 3; i++)
                view[name].Send($"{name}{i}");
        view.Items("d", to: "a b");
        view.Items("c", to: "a b");
        view["a"].Announce();
        view.Items("a", to: "b", upTo: 1);
        view.Items("b", to: "a");
        view["a"].Announce();
        view.Items("a", to: "c d");
        Assert.Equal(6, view["b"].Delivered.Count);
        Assert.Equal(3, view["c"].Delivered.Count);
        Assert.Empty(view["d"].Delivered);
        view.End("b c d");
        Assert.Equal(9, view["b"].Delivered.Count);
        Assert.Equal(view["b"].Delivered, view["c"].Delivered);
        Assert.Equal(view["b"].Delivered, view["d"].Delivered);
    }

    [Fact]
    public void An_announcement_of_more_than_the_cut_holds_places_what_there_is()
    {
        var view = new HandCarried("a", "b", "c", "d");
        view["d"].Send("d1");
        view["d"].Send("d2");
        view["b"].Send("b1");
        view.Items("d", to: "a");
        view["a"].Announce();
        view.Items("a", to: "b c");
        view.Items("d", to: "c", upTo: 1);
        view.End("b c"); // d2 died with a and d
        Assert.Equal("d1 b1", view["b"].All);
        Assert.Equal("d1 b1", view["c"].All);
    }
}
