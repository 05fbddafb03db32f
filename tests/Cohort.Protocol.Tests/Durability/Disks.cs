using System.Text;
using Cohort.Protocol.Clients;
using Cohort.Protocol.Durability;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Durability;

/// <summary>Seeds come back with disks that were restored from a backup, or are those of another cluster, or are empty.</summary>
public sealed class Disks
{
    private static readonly string[] s_all = ["a", "b", "c"];

    /// <summary>What a restored disk has: a group with a state.</summary>
    private static List<byte[]> Restored(string node, string group = "g", ulong origin = 77, string state = "x\ny")
    {
        var outputs = new OutputBuffer();
        var settings = new NodeSettings
        {
            Cluster = "test",
            Name = node,
            Process = new ProcessId(node, 9),
        };
        var journal = new Journal(settings, outputs);
        var view = new View(
            new GroupId(5, 5),
            new ViewNumber(7),
            [.. s_all.Select(name => new Member(new MemberId(new ProcessId(name, 9), 3), name, true))]
        );
        var restored = new RestoredGroup(group, new BackupHead(new GroupTerms(true, ""), view, 2), node);
        RestoredGroup.WriteDirectory(journal, origin, [restored.Entry]);
        restored.WriteView(journal);
        byte[] bytes = Encoding.UTF8.GetBytes(state);
        restored.WriteState(journal, bytes.Length, 0, bytes.AsSpan(0, 1));
        restored.WriteState(journal, bytes.Length, 1, bytes.AsSpan(1));
        List<byte[]> records = [];
        foreach (Output output in outputs.Outputs)
            records.Add(output.Bytes.ToArray());
        return records;
    }

    private static Cluster Fresh()
    {
        var cluster = new Cluster
        {
            Seeds = s_all,
            Governed = true,
            HasDisks = true,
        };
        foreach (string name in s_all)
        {
            cluster.Start(name, group: null);
            cluster.Kill(name);
        }
        return cluster;
    }

    private static void Start(Cluster cluster, params string[] names)
    {
        foreach (string name in names)
        {
            cluster.Start(name, group: null);
            cluster[name].Join("g", governed: true, durable: true);
        }
    }

    private static Cluster Killed()
    {
        Cluster cluster = Cluster.WithLogs(s_all);
        cluster["a"].Send("z", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, s_all);
        foreach (string name in s_all)
            cluster.Kill(name);
        return cluster;
    }

    [Theory]
    [InlineData("a", "b", "c")]
    [InlineData("c", "b", "a")]
    public void A_group_goes_on_from_a_restored_disk_among_empty_ones(params string[] order)
    {
        Cluster cluster = Fresh();
        cluster.ReplaceDisk("b", Restored("b"));
        Start(cluster, order);
        cluster.RunUntilView(s_all);
        Assert.All(s_all, name => Assert.Equal(["x", "y"], cluster[name].Delivered));
        Assert.Equal(new GroupId(5, 5), cluster["b"].Views.Single(change => change.Continues is not null).Continues);
        cluster["c"].Send("z", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(3, s_all);
        // The position goes on.
        Assert.Equal(3UL, cluster["b"].Application.Positions[^1]);
        // And again, from any of the disks.
        foreach (string name in s_all)
            cluster.Kill(name);
        Start(cluster, s_all);
        cluster.RunUntilView(s_all);
        Assert.All(s_all, name => Assert.Equal(["x", "y", "z"], cluster[name].Delivered));
    }

    [Fact]
    public void It_may_be_for_a_node_at_any_address_and_a_cluster_of_one()
    {
        var cluster = new Cluster
        {
            Seeds = ["a"],
            Governed = true,
            HasDisks = true,
        };
        cluster.Start("a", group: null);
        cluster.Kill("a");
        cluster.ReplaceDisk("a", Restored("some other name"));
        Start(cluster, "a");
        cluster.RunUntilView("a");
        Assert.Equal(["x", "y"], cluster["a"].Delivered);
    }

    [Fact]
    public void Among_disks_of_another_cluster_nothing_goes_on_and_all_are_told_which_they_are()
    {
        Cluster cluster = Killed();
        cluster.ReplaceDisk("c", Restored("c"));
        Start(cluster, s_all);
        cluster.RunSeconds(60);
        foreach (string name in s_all)
        {
            Assert.Equal(GroupStatus.Joining, cluster[name].Status);
            Assert.Contains("different clusters", cluster[name].Reason, StringComparison.Ordinal);
            Assert.Contains("a and b with 'g'; c with 'g'", cluster[name].Reason, StringComparison.Ordinal);
            Assert.Single(
                cluster[name].Warnings,
                text => text.Contains("different clusters", StringComparison.Ordinal)
            );
        }
        // Without the one that does not belong here, the others lose nothing.
        cluster.Kill("c");
        cluster.ReplaceDisk("c");
        Start(cluster, "c");
        cluster.RunUntilView(s_all);
        Assert.All(s_all, name => Assert.Equal(["z"], cluster[name].Delivered));
    }

    [Fact]
    public void Nor_does_it_when_the_others_are_given_up()
    {
        Cluster cluster = Killed();
        cluster.ReplaceDisk("c", Restored("c"));
        Start(cluster, s_all);
        cluster.RunSeconds(10);
        foreach (string name in (string[])["a", "b"])
        {
            cluster.Kill(name);
            cluster.ReplaceDisk(name);
            cluster.RunSeconds(10);
            Start(cluster, name);
            cluster.RunUntilRootIsWhole();
        }
        cluster.RunUntilView(s_all);
        Assert.All(s_all, name => Assert.Equal(["x", "y"], cluster[name].Delivered));
    }

    [Fact]
    public void A_log_whose_group_no_seed_knows_of_is_not_written_over()
    {
        Cluster cluster = Killed();
        cluster.ReplaceDisk("a");
        cluster.ReplaceDisk("b");
        cluster.ReplaceDisk("c");
        foreach (string name in s_all)
            cluster.Start(name, group: null);
        cluster.RunUntilRootIsWhole();
        cluster.Start("d", group: null);
        cluster.Kill("d");
        cluster.ReplaceDisk("d", Restored("d").Skip(1));
        Start(cluster, "d");
        cluster.RunSeconds(30);
        Assert.Equal(GroupStatus.Joining, cluster["d"].Status);
        Assert.Contains("none of the seeds' disks knows of it", cluster["d"].Reason, StringComparison.Ordinal);
    }
}
