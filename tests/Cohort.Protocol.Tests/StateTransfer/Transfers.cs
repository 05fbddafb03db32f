using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.StateTransfer;

/// <summary>Section 7: a joiner gets the state, whatever happens to its donor and its link meanwhile.</summary>
public sealed class Transfers
{
    private const int StateSize = 4 << 20;

    /// <summary>A group of three with a state that takes 4 s to a joiner x.</summary>
    private static Cluster WithLargeState()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster["a"].Send("before");
        cluster.RunUntilDelivered(1, "a", "b", "c");
        foreach (string name in cluster.Seeds)
            cluster[name].Application.StatePadding = StateSize;
        cluster.BytesPerMillisecond = 1000;
        cluster.Start("x");
        cluster.RunUntil(() => cluster.Network.Count(FrameType.StateRequest) > 0);
        cluster.RunSeconds(2);
        Assert.Empty(cluster["x"].Delivered);
        return cluster;
    }

    private static long ChunkBytes(Cluster cluster) =>
        cluster.Network.Written.Where(frame => frame.Type == FrameType.StateChunk).Sum(frame => frame.Bytes.Length);

    [Fact]
    public void A_joiner_gets_the_state_from_the_oldest()
    {
        Cluster cluster = WithLargeState();
        cluster.RunUntilView("a", "b", "c", "x");
        Assert.Equal(["before"], cluster["x"].Delivered);
        Assert.Equal(1, cluster["a"].Application.StatesTaken);
        Assert.Equal(0, cluster["b"].Application.StatesTaken);
        Assert.InRange(ChunkBytes(cluster), StateSize, StateSize * 11 / 10);
    }

    [Fact]
    public void A_broken_connection_goes_on_from_what_has_arrived()
    {
        Cluster cluster = WithLargeState();
        cluster.Break("a", "x");
        cluster.RunUntilView("a", "b", "c", "x");
        Assert.Equal(1, cluster["a"].Application.StatesTaken);
        Assert.Equal(0, cluster["b"].Application.StatesTaken);
        // What was on its way when the connection broke is sent again, and no more.
        Assert.InRange(ChunkBytes(cluster), StateSize, StateSize + (2 << 20));
    }

    [Fact]
    public void A_donor_that_dies_is_followed_by_another()
    {
        Cluster cluster = WithLargeState();
        cluster.Kill("a");
        cluster.RunUntilView("b", "c", "x");
        Assert.Equal(["before"], cluster["x"].Delivered);
        Assert.Equal(1, cluster["b"].Application.StatesTaken);
        Assert.Equal(1, cluster["x"].Application.StatesLoaded);
    }

    [Fact]
    public void A_donor_that_hangs_is_followed_by_another()
    {
        Cluster cluster = WithLargeState();
        cluster["a"].Pause();
        cluster.RunUntilView("b", "c", "x");
        Assert.Equal(["before"], cluster["x"].Delivered);
        Assert.Equal(1, cluster["b"].Application.StatesTaken);
    }

    [Fact]
    public void A_view_change_that_keeps_the_donor_does_not_begin_it_anew()
    {
        Cluster cluster = WithLargeState();
        cluster.Kill("c");
        cluster.RunUntilView("a", "b", "x");
        Assert.Equal(1, cluster["a"].Application.StatesTaken);
        Assert.InRange(ChunkBytes(cluster), StateSize, StateSize * 11 / 10);
    }

    [Fact]
    public void What_is_sent_meanwhile_follows_the_state_in_order()
    {
        Cluster cluster = WithLargeState();
        for (int i = 0; i < 20; i++)
        {
            cluster[cluster.Seeds[i % 3]].Send($"during {i}");
            cluster.RunSeconds(0.05);
        }
        Assert.Empty(cluster["x"].Delivered);
        cluster.RunUntilView("a", "b", "c", "x");
        cluster.RunUntilDelivered(21, "a", "x");
        Assert.Equal(cluster["a"].Delivered, cluster["x"].Delivered);
        Assert.Equal("state", cluster["x"].History[0]);
        Assert.Equal(cluster["a"].Application.Positions[^1], cluster["x"].Application.Positions[^1]);
    }

    [Fact]
    public void What_came_before_the_state_was_taken_is_not_delivered_again_after_it()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Network.Lose(FrameType.StateRequest);
        cluster.Start("x");
        cluster.RunUntil(() => cluster["a"].View!.Members.Length == 4);
        for (int i = 0; i < 5; i++)
            cluster[cluster.Seeds[i % 3]].Send($"{i}", (Order)(i % 3));
        cluster.RunUntilDelivered(5, "a", "b", "c");
        cluster.Network.Release();
        cluster.RunUntilView("a", "b", "c", "x");
        Assert.Equal(cluster["b"].Delivered, cluster["x"].Delivered);
        Assert.Equal(["state", "v1 [a b c x*]", "v2 [a b c x]"], cluster["x"].History);
    }

    [Fact]
    public void The_group_does_not_stand_still_meanwhile()
    {
        Cluster cluster = WithLargeState();
        cluster["b"].Send("meanwhile");
        cluster.Run(TimeSpan.FromMilliseconds(100));
        Assert.Contains("meanwhile", cluster["c"].Delivered);
        Assert.Empty(cluster["x"].Delivered);
    }

    [Fact]
    public void One_that_goes_away_before_it_has_the_state_is_left_out_again()
    {
        Cluster cluster = WithLargeState();
        cluster.Kill("x");
        cluster.RunUntilView("a", "b", "c");
    }

    [Fact]
    public void One_that_leaves_before_it_has_the_state_is_left_out_again()
    {
        Cluster cluster = WithLargeState();
        cluster["x"].Leave();
        cluster.RunUntil(() => cluster["x"].Status == GroupStatus.Left);
        cluster.RunUntilView("a", "b", "c");
        Assert.Empty(cluster["x"].Delivered);
    }

    [Fact]
    public void A_joiner_sends_when_it_holds_the_state()
    {
        Cluster cluster = WithLargeState();
        long ticket = cluster["x"].Send("first words");
        Assert.DoesNotContain(ticket, cluster["x"].Accepted);
        cluster.RunUntilDelivered(2, "a", "b", "c", "x");
        Assert.Equal(["before", "first words"], cluster["a"].Delivered);
    }

    [Fact]
    public void Three_join_at_once()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster["a"].Send("before");
        foreach (string name in (string[])["x", "y", "z"])
            cluster.Start(name);
        cluster.RunUntilView("a", "b", "c", "x", "y", "z");
        Assert.All((string[])["x", "y", "z"], name => Assert.Equal(["before"], cluster[name].Delivered));
    }
}
