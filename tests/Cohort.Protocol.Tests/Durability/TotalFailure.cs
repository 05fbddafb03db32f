using Cohort.Protocol.Durability;
using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Durability;

/// <summary>All nodes of a cluster die, and come back with their disks.</summary>
public sealed class TotalFailure
{
    private static readonly string[] s_all = ["a", "b", "c"];

    private static void KillAll(Cluster cluster)
    {
        foreach (string name in s_all)
            cluster.Kill(name);
    }

    private static void Restart(Cluster cluster, params string[] names)
    {
        foreach (string name in names)
        {
            cluster.Start(name, group: null);
            cluster[name].Join("g", governed: true, durable: true);
        }
    }

    [Theory]
    [InlineData("a", "b", "c")]
    [InlineData("c", "b", "a")]
    [InlineData("b", "c", "a")]
    public void The_group_goes_on_with_all_that_was_delivered_in_whatever_order_they_come_back(
        string first,
        string second,
        string third
    )
    {
        Cluster cluster = Cluster.WithLogs(s_all);
        foreach (string name in s_all)
            cluster[name].Send(name, delivery: Delivery.Durable);
        cluster.RunUntilDelivered(3, s_all);
        List<string> delivered = cluster["a"].Delivered;
        KillAll(cluster);
        foreach (string name in (string[])[first, second, third])
        {
            Restart(cluster, name);
            cluster.RunSeconds(3);
        }
        cluster.RunUntil(() => IsWhole(cluster), what: "a view of all");
        Assert.All(s_all, name => Assert.Equal(delivered, cluster[name].Delivered));
        cluster[third].Send("x", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(4, s_all);
    }

    [Fact]
    public void As_often_as_all_die()
    {
        Cluster cluster = Cluster.WithLogs(s_all);
        for (int life = 1; life <= 4; life++)
        {
            cluster["b"].Send($"x{life}", delivery: Delivery.Durable);
            cluster.RunUntilDelivered(life, s_all);
            KillAll(cluster);
            Restart(cluster, s_all);
            cluster.RunUntil(() => IsWhole(cluster), what: "a view of all");
            Assert.All(s_all, name => Assert.Equal(life, cluster[name].Delivered.Count));
        }
    }

    [Fact]
    public void A_view_counts_only_when_the_seeds_have_it_on_their_disks()
    {
        Cluster cluster = Cluster.WithLogs(s_all);
        // The dead one's part aside, two of three are a quorum, and both have to have it.
        cluster.Kill("c");
        cluster["b"].StopDisk();
        cluster.RunSeconds(10);
        Assert.Equal(3, cluster["a"].View!.Members.Length);
        cluster["b"].GoOnWithDisk();
        cluster.RunUntil(() => cluster["a"].View!.Members.Length == 2, what: "a view without c");
    }

    [Fact]
    public void What_a_disk_has_of_the_directory_is_that_of_the_latest_cluster()
    {
        Cluster cluster = Cluster.WithLogs(s_all);
        KillAll(cluster);
        Restart(cluster, s_all);
        cluster.RunUntil(() => IsWhole(cluster), what: "a view of all");
        foreach (string name in s_all)
        {
            LogCopies copies = cluster[name].Copies();
            Assert.Equal(2UL, copies.Directory.Epoch);
            Assert.Equal(
                cluster[name].View!.ToString(),
                Assert.Single(copies.Directory.Entries).Entry!.View.ToString()
            );
        }
    }

    [Fact]
    public void A_group_that_all_have_left_goes_on_from_where_they_left_it()
    {
        Cluster cluster = Cluster.WithLogs(s_all);
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, s_all);
        foreach (string name in s_all)
            cluster[name].Leave();
        cluster.RunUntil(
            () => s_all.All(name => cluster[name].Status is GroupStatus.Left),
            TimeSpan.FromSeconds(60),
            "all have left"
        );
        cluster.RunSeconds(5);
        KillAll(cluster);
        Restart(cluster, s_all);
        cluster.RunUntil(() => IsWhole(cluster), what: "a view of all");
        Assert.All(s_all, name => Assert.Equal(["x"], cluster[name].Delivered));
    }

    private static bool IsWhole(Cluster cluster) =>
        s_all.All(name => cluster[name].View is { Members.Length: 3 } view && view.Members.All(m => m.HoldsState));
}
