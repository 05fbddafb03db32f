using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Views;

/// <summary>
/// Section 6: the coordinator of a change dies at each of its steps. Of five, <c>e</c> dies first; <c>a</c> leads the change and
/// dies in it.
/// </summary>
public sealed class DyingCoordinators
{
    private static Cluster Five() => Cluster.Of("a", "b", "c", "d", "e");

    private static void AssertGoesOn(Cluster cluster, params string[] names)
    {
        cluster.RunUntilView(names);
        foreach (string name in names)
            cluster[name].Send($"{name} goes on");
        cluster.RunUntil(() => names.All(name => names.All(by => cluster[by].Delivered.Contains($"{name} goes on"))));
        foreach (string name in names)
            Assert.Equal(cluster[names[0]].History, cluster[name].History);
    }

    [Fact]
    public void One_dies_when_it_has_wedged_the_others()
    {
        Cluster cluster = Five();
        cluster.Network.Before(frame => frame is { Type: FrameType.Wedged, From: "d" }, () => cluster.Kill("a"));
        cluster.Kill("e");
        AssertGoesOn(cluster, "b", "c", "d");
    }

    [Fact]
    public void One_dies_when_some_have_accepted()
    {
        Cluster cluster = Five();
        cluster.Network.Lose(frame => frame is { Type: FrameType.Propose, From: "a", To: "b" or "d" });
        cluster.Network.Before(frame => frame is { Type: FrameType.Accepted, From: "c" }, () => cluster.Kill("a"));
        cluster.Kill("e");
        AssertGoesOn(cluster, "b", "c", "d");
    }

    [Fact]
    public void One_dies_when_it_has_decided_and_told_nobody()
    {
        Cluster cluster = Five();
        cluster.Network.Before(frame => frame is { Type: FrameType.Install, From: "a" }, () => cluster.Kill("a"));
        cluster.Kill("e");
        AssertGoesOn(cluster, "b", "c", "d");
    }

    [Fact]
    public void What_one_had_decided_is_what_the_others_decide()
    {
        Cluster cluster = Five();
        cluster.Network.Lose(FrameType.Install, from: "a");
        TestNode a = cluster["a"];
        cluster.Kill("e");
        cluster.RunUntil(() => a.View!.Number.Value == 1);
        cluster.Kill("a");
        cluster.RunUntilView("b", "c", "d");
        Assert.Equal(["v0 [a b c d e]", "v1 [a b c d]", "v2 [b c d]"], cluster["b"].History);
        Assert.Equal(cluster["b"].History, cluster["d"].History);
        Assert.Equal(a.History, cluster["b"].History[..2]);
    }

    [Fact]
    public void One_dies_when_it_has_told_one_other()
    {
        Cluster cluster = Five();
        cluster.Network.Lose(frame => frame is { Type: FrameType.Install, From: "a", To: not "d" });
        cluster.Network.Lose(frame => frame is { Type: FrameType.Install, From: "d" });
        TestNode a = cluster["a"];
        cluster.Kill("e");
        cluster.RunUntil(() => cluster["d"].View!.Number.Value == 1);
        Assert.Equal(0UL, cluster["b"].View!.Number.Value);
        cluster.Kill("a");
        cluster.Network.Release();
        AssertGoesOn(cluster, "b", "c", "d");
        Assert.Equal(a.History, cluster["b"].History[..2]);
    }

    [Fact]
    public void One_hangs_in_the_middle_and_comes_back_as_a_new_member()
    {
        Cluster cluster = Five();
        cluster.Network.Before(frame => frame is { Type: FrameType.Wedged, From: "d" }, () => cluster["a"].Pause());
        cluster.Kill("e");
        cluster.RunUntilView("b", "c", "d");
        cluster["a"].Continue();
        cluster.RunUntilView("a", "b", "c", "d");
        Assert.NotEqual(0UL, cluster["b"].View!.Members[3].Id.Join);
        Assert.Contains(GroupStatus.Expelled, cluster["a"].Application.Statuses);
    }

    [Fact]
    public void Three_coordinators_die_one_after_the_other()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d", "e", "f", "g");
        cluster.Network.Before(frame => frame is { Type: FrameType.Propose, From: "a" }, () => cluster.Kill("a"));
        cluster.Network.Before(frame => frame is { Type: FrameType.Propose, From: "b" }, () => cluster.Kill("b"));
        cluster.Kill("g");
        AssertGoesOn(cluster, "c", "d", "e", "f");
    }

    [Fact]
    public void What_was_sent_by_the_dead_is_delivered_by_all_or_by_none()
    {
        Cluster cluster = Five();
        cluster.Network.Lose(frame => frame is { Type: FrameType.StreamItems, From: "e", To: not "d" });
        cluster["e"].Send("only d has this", Order.Fifo, Delivery.Received);
        cluster.Settle();
        Assert.Equal(["only d has this"], cluster["d"].Delivered);
        cluster.Network.Before(frame => frame is { Type: FrameType.Accepted, From: "c" }, () => cluster.Kill("a"));
        cluster.Kill("e");
        AssertGoesOn(cluster, "b", "c", "d");
        Assert.Contains("only d has this", cluster["b"].Delivered);
    }
}
