using Cohort.Protocol.Tests.Multicast;

namespace Cohort.Protocol.Tests.Cuts;

/// <summary>Section 6: what the cut cannot complete nobody that stays delivers.</summary>
public sealed class Discarding
{
    [Fact]
    public void A_message_without_its_cause_is_discarded_and_all_after_it_in_its_stream()
    {
        var view = new HandCarried("a", "b", "c", "d");
        view["a"].SendCausal("cause");
        view.Items("a", to: "b");
        view["b"].SendFifo("before");
        view["b"].SendCausal("effect");
        view["b"].SendFifo("after");
        view.Items("b", to: "c d");
        view.End("c d");
        Assert.Equal("before", view["c"].All);
        Assert.Equal("before", view["d"].All);
    }

    [Fact]
    public void What_depends_on_a_discarded_message_is_discarded_too()
    {
        var view = new HandCarried("a", "b", "c", "d", "e");
        view["a"].SendCausal("cause");
        view.Items("a", to: "b c");
        view["b"].SendCausal("effect");
        view.Items("b", to: "c d e");
        view["c"].SendCausal("effect of the effect");
        view.Items("c", to: "d e");
        view.End("d e");
        Assert.Empty(view["d"].Delivered);
        Assert.Empty(view["e"].Delivered);
    }

    [Fact]
    public void A_message_whose_last_fragments_are_gone_is_discarded()
    {
        var view = new HandCarried("a", "b", "c");
        view["a"].SendFifo("short");
        view["a"].SendFifo("this one is cut into three fragments");
        view.Items("a", to: "b", upTo: 3);
        view.End("b c");
        Assert.Equal("short", view["b"].All);
        Assert.Equal("short", view["c"].All);
    }

    [Fact]
    public void A_total_message_that_is_discarded_holds_up_no_other()
    {
        var view = new HandCarried("a", "b", "c", "d");
        view["a"].SendCausal("cause");
        view.Items("a", to: "b");
        view["b"].Send("discarded");
        view["d"].Send("kept");
        view.Items("b", to: "a c d");
        view.Items("d", to: "a");
        view["a"].Announce();
        view.Items("a", to: "c", upTo: 0);
        view.End("c d");
        Assert.Equal("kept", view["c"].All);
        Assert.Equal("kept", view["d"].All);
    }

    [Fact]
    public void Nothing_that_only_the_dead_had_is_delivered()
    {
        var view = new HandCarried("a", "b", "c");
        view["a"].SendFifo("lost");
        view.End("b c");
        Assert.Empty(view["b"].Delivered);
    }

    [Fact]
    public void Whatever_one_that_stays_has_all_that_stay_deliver()
    {
        var view = new HandCarried("a", "b", "c");
        view["a"].SendFifo("received by b");
        view.Items("a", to: "b");
        view.End("b c");
        Assert.Equal("received by b", view["c"].All);
    }
}
