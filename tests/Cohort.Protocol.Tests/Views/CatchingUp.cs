using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Views;

/// <summary>Whoever has gone on tells the one that is behind: the decision, the cut, or that it is a member no more.</summary>
public sealed class CatchingUp
{
    [Fact]
    public void One_that_missed_the_decision_hears_it_from_any_member_that_has_gone_on()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d");
        cluster.Network.Lose(frame => frame is { Type: FrameType.Install, From: "a", To: "c" });
        cluster.Kill("d");
        cluster.RunUntilView("a", "b", "c");
        Assert.Contains(cluster.Network.Written, frame => frame is { Type: FrameType.Install, From: "b", To: "c" });
    }

    [Fact]
    public void One_that_lacks_a_part_of_the_cut_fetches_it()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d");
        cluster.Network.Lose(frame => frame is { Type: FrameType.StreamItems, From: "d", To: not "a" });
        for (int i = 0; i < 50; i++)
            cluster["d"].Send($"{i}", Order.Fifo, Delivery.Received);
        cluster.Settle();
        Assert.Empty(cluster["b"].Delivered);
        cluster.Kill("d");
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), cluster["b"].Delivered);
        Assert.Equal(cluster["a"].History, cluster["c"].History);
    }

    [Fact]
    public void It_is_asked_of_those_that_have_it()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d");
        cluster.Network.Lose(frame => frame is { Type: FrameType.StreamItems, From: "d", To: not "c" });
        cluster["d"].Send("only c has this", Order.Fifo, Delivery.Received);
        cluster.Settle();
        cluster.Kill("d");
        cluster.RunUntilView("a", "b", "c");
        Assert.All(
            cluster.Network.Written.Where(frame => frame.Type == FrameType.Fetch),
            frame => Assert.Equal("c", frame.To)
        );
        Assert.Equal(["only c has this"], cluster["b"].Delivered);
    }

    [Fact]
    public void What_a_leaver_alone_has_is_in_the_cut()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Network.Lose(FrameType.StreamItems, from: "b");
        cluster["b"].Send("last words", Order.Fifo, Delivery.Received);
        long flush = cluster["b"].Flush();
        cluster["b"].Leave();
        cluster.RunUntilView("a", "c");
        Assert.Equal(["v0 [a b c]", "last words", "v1 [a c]"], cluster["a"].History);
        Assert.Equal(cluster["a"].History, cluster["c"].History);
        Assert.Contains(flush, cluster["b"].Flushed);
    }

    [Fact]
    public void What_is_fetched_is_not_in_the_row_before_the_view_is_decided()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d");
        cluster.Network.Lose(frame => frame is { Type: FrameType.StreamItems, From: "d", To: not "a" });
        cluster["d"].Send("fetched", Order.Fifo, Delivery.Received);
        cluster.Settle();
        cluster.Network.Lose(FrameType.Accepted);
        cluster.Kill("d");
        cluster.RunUntil(() => cluster.Network.Count(FrameType.CutItems) > 0);
        int answers = cluster.Network.Count(FrameType.Wedged);
        cluster.RunUntil(() => cluster.Network.Count(FrameType.Wedged) > answers + 1);
        Assert.All(
            cluster.Network.Written.Where(frame => frame.Type == FrameType.Wedged),
            frame => Assert.Equal([0UL, 0, 0, 0], frame.Row)
        );
    }

    [Fact]
    public void What_is_fetched_is_delivered_only_when_the_view_is_decided()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d");
        cluster.Network.Lose(frame => frame is { Type: FrameType.StreamItems, From: "d", To: not "a" });
        cluster["d"].Send("fetched", Order.Fifo, Delivery.Received);
        cluster.Settle();
        cluster.Network.Lose(FrameType.Accepted);
        cluster.Kill("d");
        cluster.RunUntil(() => cluster.Network.Count(FrameType.CutItems) > 0);
        cluster.Settle();
        Assert.Empty(cluster["b"].Delivered);
        cluster.Network.Release();
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal(["v0 [a b c d]", "fetched", "v1 [a b c]"], cluster["b"].History);
    }

    [Fact]
    public void One_that_accepted_serves_the_cut_when_who_proposed_it_has_died()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d", "e");
        cluster.Network.Lose(frame => frame is { Type: FrameType.StreamItems, From: "e", To: not "a" });
        cluster["e"].Send("only a has this", Order.Fifo, Delivery.Received);
        cluster.Settle();
        cluster.Network.Lose(frame => frame is { Type: FrameType.Propose, From: "a", To: not "b" });
        cluster.Network.Before(frame => frame is { Type: FrameType.Accepted, From: "b" }, () => cluster.Kill("a"));
        cluster.Kill("e");
        cluster.RunUntilView("b", "c", "d");
        Assert.Equal(["only a has this"], cluster["d"].Delivered);
        Assert.Equal(cluster["b"].History, cluster["d"].History);
    }

    [Fact]
    public void One_that_was_left_out_and_that_the_coordinator_cannot_reach_hears_it_from_the_others()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d");
        cluster.Cut("a", "d");
        cluster.RunUntil(() => cluster["a"].View!.Members.Length == 3);
        cluster.RunUntil(
            () => cluster["d"].Application.Statuses.Contains(GroupStatus.Expelled),
            TimeSpan.FromSeconds(1)
        );
    }

    [Fact]
    public void One_that_slept_through_several_views_comes_back_as_a_new_member()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d", "e");
        cluster["e"].Send("old");
        cluster.RunUntilDelivered(1, "e");
        cluster["e"].Pause();
        cluster.RunUntilView("a", "b", "c", "d");
        cluster.Kill("d");
        cluster.RunUntilView("a", "b", "c");
        cluster["a"].Send("new");
        cluster.Settle();
        cluster["e"].Continue();
        cluster.RunUntilView("a", "b", "c", "e");
        Assert.Equal(["old", "new"], cluster["e"].Delivered);
        Assert.NotEqual(0UL, cluster["e"].View!.Members[3].Id.Join);
    }
}
