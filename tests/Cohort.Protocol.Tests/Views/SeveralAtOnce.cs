using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Views;

/// <summary>What waits goes into one change.</summary>
public sealed class SeveralAtOnce
{
    [Fact]
    public void Joins_a_leave_and_a_failure_are_one_change()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d", "e");
        cluster.Start("x", group: null);
        cluster.Start("y", group: null);
        cluster.RunSeconds(1);
        cluster.Network.HoldBack(frame => frame is { Type: FrameType.Wedged or FrameType.WedgeRefused, To: "a" });
        cluster["x"].Join("g");
        cluster.RunSeconds(1);
        cluster["y"].Join("g");
        cluster["d"].Leave();
        cluster.Kill("e");
        cluster.RunSeconds(1);
        cluster.Network.Release();
        cluster.RunUntilView("a", "b", "c", "x", "y");
        Assert.Equal("v1 [a b c x* y*]", cluster["a"].History[1]);
    }

    [Fact]
    public void All_but_one_leave_at_once()
    {
        Cluster cluster = Cluster.Of("a");
        foreach (string name in (string[])["b", "c", "d"])
            cluster.Start(name);
        cluster.RunUntilView("a", "b", "c", "d");
        foreach (string name in (string[])["b", "c", "d"])
            cluster[name].Leave();
        cluster.RunUntilView("a");
        Assert.All((string[])["b", "c", "d"], name => Assert.Equal(GroupStatus.Left, cluster[name].Status));
    }

    [Fact]
    public void All_leave_at_once_and_the_group_ends()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        foreach (string name in (string[])["a", "b", "c"])
            cluster[name].Leave();
        cluster.RunUntil(
            () => cluster.Seeds.All(name => cluster[name].Status == GroupStatus.Left),
            TimeSpan.FromSeconds(7)
        );
    }

    [Fact]
    public void A_leaver_that_the_anchor_needs_goes_when_its_time_is_up()
    {
        Cluster cluster = Cluster.Of("a", "b");
        cluster["a"].Leave();
        cluster.RunSeconds(5);
        Assert.NotEqual(GroupStatus.Left, cluster["a"].Status);
        cluster.RunUntil(() => cluster["a"].Status == GroupStatus.Left, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Who_has_said_that_it_is_gone_is_not_asked_again_and_again()
    {
        Cluster cluster = Cluster.Of("a", "b");
        cluster["a"].Application.Fail("the handler threw");
        cluster.RunSeconds(30);
        Assert.Equal(GroupStatus.Blocked, cluster["b"].Status);
        Assert.InRange(cluster.Network.Count(FrameType.Gone), 1, 10);
    }

    [Fact]
    public void The_last_holder_of_the_state_stays_until_another_has_it()
    {
        (Cluster cluster, TestGroup joiner) = OneHolderAndOneThatLoads();
        cluster["a"].Leave();
        cluster.RunSeconds(2);
        Assert.NotEqual(GroupStatus.Left, cluster["a"].Status);
        joiner.CatchUp();
        cluster.RunUntil(() => cluster["a"].Status == GroupStatus.Left, TimeSpan.FromSeconds(1));
        Assert.Equal("left on request", cluster["a"].Reason);
        cluster.RunUntil(() => cluster["c"].Status == GroupStatus.Active);
        cluster["b"].Application.CatchUp();
        cluster.RunUntilView("b", "c");
        Assert.Equal(["kept"], joiner.Delivered);
    }

    [Fact]
    public void The_last_holder_of_the_state_does_not_stay_for_ever()
    {
        (Cluster cluster, _) = OneHolderAndOneThatLoads();
        cluster["a"].Leave();
        cluster.RunUntil(() => cluster["a"].Status == GroupStatus.Left, TimeSpan.FromSeconds(17));
    }

    /// <summary>Of a, b and c, only a holds the state; c is loading it, and b comes back.</summary>
    private static (Cluster Cluster, TestGroup Joiner) OneHolderAndOneThatLoads()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster["a"].Send("kept");
        cluster.RunUntilDelivered(1, "a", "b", "c");
        cluster.Kill("c");
        cluster.RunUntilView("a", "b");
        TestGroup joiner = cluster.Start("c", group: null).Join("g", begin: group => group.Loads = false);
        cluster.RunUntil(() => joiner.StatesLoaded == 1);
        cluster["b"].Leave();
        cluster.RunUntil(() => cluster["b"].Status == GroupStatus.Left);
        cluster["b"].Join("g", begin: group => group.Loads = false);
        cluster.RunUntil(() => cluster["b"].Application.StatesLoaded == 1);
        Assert.Single(cluster["a"].View!.Members, member => member.HoldsState);
        return (cluster, joiner);
    }

    [Fact]
    public void A_failing_application_takes_its_member_out_at_once()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster["b"].Application.Fail("the handler threw");
        cluster.RunUntil(() => cluster["a"].View!.Members.Length == 2, TimeSpan.FromMilliseconds(100));
        Assert.Equal(GroupStatus.Failed, cluster["b"].Status);
        Assert.Equal("the handler threw", cluster["b"].Reason);
        cluster.RunSeconds(10);
        Assert.Equal(2, cluster["a"].View!.Members.Length);
    }
}
