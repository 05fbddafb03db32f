using Cohort.Protocol.Tests.Multicast;

namespace Cohort.Protocol.Tests.Orders;

/// <summary>O3: in the same place relative to every other Total message. The orderer, <c>a</c>, says which.</summary>
public sealed class TotalOrder
{
    [Fact]
    public void It_is_the_same_wherever_messages_arrive_in_another_order()
    {
        var view = new HandCarried("a", "b", "c", "d");
        view["b"].Send("from b");
        view["c"].Send("from c");
        view.Items("c", to: "a b d");
        view.Items("b", to: "d c a");
        view["a"].Announce();
        view.Items("a", to: "b c d");
        foreach (string name in (string[])["a", "b", "c", "d"])
            Assert.Equal("from b from c", view[name].All);
    }

    [Fact]
    public void Nobody_delivers_what_is_not_announced_yet()
    {
        var view = new HandCarried("a", "b", "c");
        view["b"].Send("from b");
        view.Items("b", to: "a c");
        Assert.Empty(view["b"].Delivered);
        Assert.Empty(view["c"].Delivered);
    }

    [Fact]
    public void The_orderers_own_messages_need_no_announcement()
    {
        var view = new HandCarried("a", "b");
        view["a"].Send("from a");
        Assert.Equal("from a", view["a"].All);
        view.Items("a", to: "b");
        Assert.Equal("from a", view["b"].All);
    }

    [Fact]
    public void The_orderers_own_messages_stand_between_those_that_it_announces()
    {
        var view = new HandCarried("a", "b", "c");
        view["b"].Send("first");
        view.Items("b", to: "a");
        view["a"].Announce();
        view["a"].Send("second");
        view["b"].Send("third");
        view.Items("b", to: "a");
        view["a"].Announce();
        view.Items("a", to: "b c");
        view.Items("b", to: "c");
        foreach (string name in (string[])["a", "b", "c"])
            Assert.Equal("first second third", view[name].All);
    }

    [Fact]
    public void A_message_is_announced_only_when_its_causes_have_come()
    {
        var view = new HandCarried("a", "b", "c");
        view["b"].SendCausal("cause");
        view.Items("b", to: "c");
        view["c"].Send("effect");
        view.Items("c", to: "a");
        view["a"].Announce();
        Assert.Equal(0UL, view["a"].Streams.Own.Received);
        view.Items("b", to: "a");
        view["a"].Announce();
        Assert.Equal(1UL, view["a"].Streams.Own.Received);
        Assert.Equal("cause effect", view["a"].All);
    }

    [Fact]
    public void Causal_messages_are_in_causal_order_with_it()
    {
        var view = new HandCarried("a", "b", "c");
        view["b"].Send("total");
        view.Items("b", to: "a c");
        view["a"].Announce();
        view.Items("a", to: "b");
        view["b"].SendCausal("about the total one");
        view.Items("b", to: "c");
        Assert.Empty(view["c"].Delivered);
        view.Items("a", to: "c");
        Assert.Equal("total about the total one", view["c"].All);
    }

    [Fact]
    public void Fifo_messages_of_others_do_not_wait_for_it()
    {
        var view = new HandCarried("a", "b", "c");
        view["b"].Send("total");
        view["c"].SendFifo("fifo");
        view.Items("b", to: "c");
        Assert.Equal("fifo", view["c"].All);
    }

    [Fact]
    public void All_three_orders_live_side_by_side_in_one_view()
    {
        var view = new HandCarried("a", "b", "c");
        for (int i = 0; i < 20; i++)
            foreach (string name in (string[])["a", "b", "c"])
            {
                view[name].SendFifo($"{name}f{i}");
                view[name].SendCausal($"{name}c{i}");
                view[name].Send($"{name}t{i}");
                if (i % 3 == 0)
                    view.Items(name, to: name == "c" ? "a" : "c");
            }
        view.Everything();
        string[] order = Totals("a");
        Assert.Equal(60, order.Length);
        Assert.Equal(order, Totals("b"));
        Assert.Equal(order, Totals("c"));
        foreach (string name in (string[])["a", "b", "c"])
        {
            Assert.Equal(180, view[name].Delivered.Count);
            foreach (char sender in "abc")
                Assert.Equal(
                    Enumerable.Range(0, 60).Select(i => $"{sender}{"fct"[i % 3]}{i / 3}"),
                    view[name].Delivered.Where(text => text[0] == sender)
                );
        }
        string[] Totals(string name) => [.. view[name].Delivered.Where(text => text[1] == 't')];
    }
}
