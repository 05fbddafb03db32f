using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.StateTransfer;

/// <summary>A group without state has nothing to transfer.</summary>
public sealed class GroupsWithoutState
{
    private static Cluster Three()
    {
        var cluster = new Cluster { Seeds = ["a", "b", "c"] };
        foreach (string name in cluster.Seeds)
            cluster.Start(name, hasState: false);
        cluster.RunUntilView("a", "b", "c");
        return cluster;
    }

    [Fact]
    public void Nobody_saves_or_loads()
    {
        Cluster cluster = Three();
        cluster["a"].Send("before");
        cluster.Settle();
        cluster.Start("x", hasState: false);
        cluster.RunUntilView("a", "b", "c", "x");
        Assert.Empty(cluster["x"].Delivered);
        Assert.All((string[])["a", "b", "c", "x"], name => Assert.Equal(0, cluster[name].Application.StatesTaken));
        Assert.Equal(0, cluster["x"].Application.StatesLoaded);
    }

    [Fact]
    public void A_joiner_delivers_everything_of_its_first_view()
    {
        Cluster cluster = Three();
        cluster.Network.Lose(FrameType.StateChunk);
        cluster.Start("x", hasState: false);
        cluster.RunUntil(() => cluster["a"].View!.Members.Length == 4);
        cluster["b"].Send("before it was told that there is no state");
        cluster.Settle();
        Assert.Single(cluster["a"].Delivered);
        Assert.Empty(cluster["x"].Delivered);
        cluster.Network.Release();
        cluster.RunUntilDelivered(1, "x");
        cluster.RunUntilView("a", "b", "c", "x");
        Assert.Equal(cluster["a"].History[1..], cluster["x"].History);
    }

    [Fact]
    public void The_place_in_the_total_order_is_the_same_at_a_joiner()
    {
        Cluster cluster = Three();
        for (int i = 0; i < 5; i++)
            cluster["a"].Send($"{i}");
        cluster.Settle();
        cluster.Start("x", hasState: false);
        cluster.RunUntilView("a", "b", "c", "x");
        cluster["b"].Send("sixth");
        cluster.RunUntilDelivered(1, "x");
        Assert.Equal([6UL], cluster["x"].Application.Positions);
        Assert.Equal(6UL, cluster["a"].Application.Positions[^1]);
    }

    [Fact]
    public void One_that_could_not_keep_what_came_before_its_first_messages_begins_with_the_next_view()
    {
        var cluster = new Cluster
        {
            Seeds = ["a", "b", "c"],
            Limits = new Limits { JoinerBuffer = 1000 },
        };
        foreach (string name in cluster.Seeds)
            cluster.Start(name, hasState: false);
        cluster.RunUntilView("a", "b", "c");
        cluster.Network.Lose(frame => frame is { To: "x", Type: FrameType.StateChunk });
        cluster.Start("x", hasState: false);
        cluster.RunUntil(() => cluster["a"].View!.Members.Length == 4);
        for (int message = 0; message < 50; message++)
            cluster["b"].Send($"{message} {new string('-', 100)}");
        cluster.RunUntilDelivered(50, "a", "b", "c");
        cluster.RunSeconds(0.5);
        cluster.Network.Release();
        cluster.RunUntilView("a", "b", "c", "x");
        cluster["a"].Send("after");
        cluster.RunUntil(() => cluster["x"].Delivered.Contains("after"));
    }
}
