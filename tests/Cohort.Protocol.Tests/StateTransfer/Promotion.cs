using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.StateTransfer;

/// <summary>When a member that has loaded the state comes to hold it.</summary>
public sealed class Promotion
{
    /// <summary>x has loaded the state; from then on it gets nothing of the streams, and a dies.</summary>
    private static Cluster LoadedAndBehind()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        TestGroup x = cluster.Start("x", group: null).Join("g", begin: group => group.Loads = false);
        cluster.RunUntil(() => x.StatesLoaded == 1);
        cluster.Network.Lose(FrameType.StreamItems, to: "x");
        cluster["a"].Send("x lacks this", Order.Fifo, Delivery.Stable);
        cluster.RunUntilDelivered(1, "a", "b", "c");
        return cluster;
    }

    [Fact]
    public void One_that_lacks_something_fetches_it_from_those_who_keep_it_for_joiners()
    {
        Cluster cluster = LoadedAndBehind();
        cluster["x"].Application.CatchUp();
        cluster.RunUntilView("a", "b", "c", "x");
        Assert.Equal(["x lacks this"], cluster["x"].Delivered);
    }

    [Fact]
    public void Who_sent_what_it_lacks_may_die_first()
    {
        Cluster cluster = LoadedAndBehind();
        cluster.Kill("a");
        cluster["x"].Application.CatchUp();
        cluster.RunUntilView("b", "c", "x");
        Assert.Equal(["x lacks this"], cluster["x"].Delivered);
    }

    [Fact]
    public void One_that_lacks_what_nobody_keeps_any_more_is_not_promoted_and_begins_again()
    {
        Cluster cluster = Cluster.Of(new Limits { JoinerBuffer = 100 }, "a", "b", "c");
        TestGroup x = cluster.Start("x", group: null).Join("g", begin: group => group.Loads = false);
        cluster.RunUntil(() => x.StatesLoaded == 1);
        cluster.Network.Lose(FrameType.StreamItems, to: "x");
        for (int i = 0; i < 20; i++)
        {
            cluster["a"].Send($"{i} {new string('-', 150)}");
            cluster.Settle();
        }
        cluster.RunUntilDelivered(20, "a", "b", "c");
        x.CatchUp();
        cluster.Kill("a");
        cluster.RunUntil(() => cluster["b"].View!.RankOf(cluster["b"].Process) == 0);
        cluster.Network.Release();
        cluster.RunUntilView("b", "c", "x");
        Assert.Equal(cluster["b"].Delivered, x.Delivered);
        Assert.True(x.StatesLoaded > 1);
    }

    [Fact]
    public void The_change_that_promotes_tells_so()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Start("x");
        cluster.RunUntilView("a", "b", "c", "x");
        ViewChange[] changes = [.. cluster["a"].Views[1..]];
        Assert.Equal(["x"], changes[0].Joined.Select(member => member.Name));
        Assert.Empty(changes[0].Promoted);
        Assert.Empty(changes[1].Joined);
        Assert.Equal(["x"], changes[1].Promoted.Select(member => member.Name));
    }
}
