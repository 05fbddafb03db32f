using Cohort.Protocol.Durability;
using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Durability;

/// <summary>A quorum of the seeds forms the root anew, where their disks say enough.</summary>
public sealed class QuorumOfDisks
{
    private static readonly string[] s_all = ["a", "b", "c"];

    private static Cluster WithOneMessage(params string[] others)
    {
        Cluster cluster = Cluster.WithLogs(s_all);
        foreach (string other in others)
        {
            cluster.Start(other, group: null);
            cluster[other].Join("g", governed: true, durable: true);
        }
        cluster.RunUntilView([.. s_all, .. others]);
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, [.. s_all, .. others]);
        return cluster;
    }

    private static void Kill(Cluster cluster, params string[] names)
    {
        foreach (string name in names)
            cluster.Kill(name);
    }

    private static void Start(Cluster cluster, params string[] names)
    {
        foreach (string name in names)
        {
            cluster.Start(name, group: null);
            cluster[name].Join("g", governed: true, durable: true);
        }
    }

    [Theory]
    [InlineData("a", "b", "c")]
    [InlineData("b", "c", "a")]
    [InlineData("c", "a", "b")]
    public void Two_of_three_go_on_without_the_third_which_may_come_later(string one, string other, string late)
    {
        Cluster cluster = WithOneMessage();
        Kill(cluster, s_all);
        Start(cluster, one);
        cluster.RunSeconds(20);
        Assert.Equal(GroupStatus.Joining, cluster[one].Status);
        Start(cluster, other);
        cluster.RunUntilView(one, other);
        Assert.Equal(["x"], cluster[one].Delivered);
        cluster[other].Send("y", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(2, one, other);
        Start(cluster, late);
        cluster.RunUntilView(one, other, late);
        Assert.Equal(["x", "y"], cluster[late].Delivered);
        // And so does its disk, when one of the others is lost for good.
        Kill(cluster, s_all);
        Start(cluster, late, other);
        cluster.RunUntilView(late, other);
        Assert.Equal(["x", "y"], cluster[late].Delivered);
    }

    [Fact]
    public void It_says_who_is_missing_and_that_a_quorum_is_enough()
    {
        Cluster cluster = WithOneMessage();
        Kill(cluster, s_all);
        Start(cluster, "b");
        cluster.RunSeconds(10);
        Assert.Contains("a (nobody listens there), c (nobody listens there)", cluster["b"].RootStatus);
        Assert.Contains("A quorum of the seeds is enough", cluster["b"].RootStatus);
        Assert.Contains("as that of b is", cluster["b"].RootStatus);
    }

    [Fact]
    public void An_empty_folder_does_not_count_and_it_says_so()
    {
        Cluster cluster = WithOneMessage();
        Kill(cluster, s_all);
        cluster.ReplaceDisk("b");
        Start(cluster, "b", "c");
        cluster.RunSeconds(30);
        Assert.All(["b", "c"], name => Assert.Null(cluster[name].View));
        Assert.Contains("as that of c is; that of b does not count", cluster["c"].RootStatus);
        Start(cluster, "a");
        cluster.RunUntilView("b", "c", "a");
        Assert.Equal(["x"], cluster["b"].Delivered);
    }

    [Fact]
    public void The_group_waits_for_one_of_its_last_members_though_the_cluster_is_there()
    {
        Cluster cluster = WithOneMessage();
        Kill(cluster, "c");
        cluster.RunUntilView("a", "b");
        Kill(cluster, "b");
        cluster.RunSeconds(10);
        Kill(cluster, "a");
        // What a alone did after b had gone did not come to a quorum of the disks; what a and b did without c has.
        Start(cluster, "c", "b");
        cluster.RunUntilView("b", "c");
        Assert.Equal(["x"], cluster["c"].Delivered);
    }

    [Fact]
    public void A_seed_that_has_agreed_to_a_later_root_is_not_in_the_former_one()
    {
        Cluster cluster = WithOneMessage("d", "e");
        GroupId former = cluster["a"].Root!.Group;
        cluster.Partition("b", "c");
        Kill(cluster, "b", "c");
        Start(cluster, "b", "c");
        cluster.RunUntil(() => cluster["b"].IsInRoot && cluster["c"].IsInRoot, what: "a root of b and c");
        GroupId later = cluster["b"].Root!.Group;
        Assert.NotEqual(former, later);
        Kill(cluster, "b", "c");
        cluster.Heal();
        Start(cluster, "c");
        cluster.RunSeconds(4);
        // Who is left of the former root lacks nothing but one seed; and that does not come.
        Assert.False(cluster["c"].IsInRoot && cluster["c"].Root!.Group == former);
        Start(cluster, "b");
        cluster.RunUntil(() => s_all.All(name => cluster[name].IsInRoot), what: "a root of all seeds");
        Assert.All(s_all, name => Assert.NotEqual(former, cluster[name].Root!.Group));
        cluster.RunUntil(
            () => cluster["d"].View is { Members.Length: 5 } view && view.Members.All(member => member.HoldsState),
            what: "a view of all"
        );
        Assert.All([.. s_all, "d", "e"], name => Assert.Equal(["x"], cluster[name].Delivered));
    }

    [Fact]
    public void Who_is_left_of_the_former_root_alone_forms_it_anew_with_those_that_come_back()
    {
        Cluster cluster = WithOneMessage();
        Kill(cluster, "a", "b");
        cluster.RunSeconds(30);
        Start(cluster, "b");
        cluster.RunUntilView("c", "b");
        Assert.Equal(["x"], cluster["b"].Delivered);
    }

    [Fact]
    public void Where_the_others_come_back_with_empty_folders_whoever_is_left_forms_it_anew_with_all_of_them()
    {
        Cluster cluster = WithOneMessage();
        Kill(cluster, "a", "b");
        cluster.ReplaceDisk("a");
        cluster.ReplaceDisk("b");
        Start(cluster, "a", "b");
        cluster.RunUntil(() => cluster.AreInView(s_all), TimeSpan.FromSeconds(60), "all are members again");
        Assert.All(s_all, name => Assert.Equal(["x"], cluster[name].Delivered));
    }

    [Fact]
    public void Who_was_cut_off_while_the_others_formed_it_anew_moves_over_though_one_of_them_is_the_same_as_before()
    {
        Cluster cluster = WithOneMessage();
        // So that there was a view before the one that is left.
        Kill(cluster, "c");
        Start(cluster, "c");
        cluster.RunUntilView(s_all);
        cluster.Partition("b");
        Kill(cluster, "c");
        Start(cluster, "c");
        cluster.Partition("b");
        cluster.RunUntil(() => cluster.AreInView("a", "c"), TimeSpan.FromSeconds(60), "a and c form it anew");
        cluster.Heal();
        cluster.RunUntil(() => cluster.AreInView(s_all), TimeSpan.FromSeconds(60), "b moves over");
        Assert.All(s_all, name => Assert.Equal(["x"], cluster[name].Delivered));
    }

    [Fact]
    public void Who_comes_to_a_root_that_was_formed_anew_is_a_member_still_when_the_disks_have_said_so()
    {
        Cluster cluster = Cluster.WithLogs("a", "b", "c", "d", "e");
        Member[] lived = [.. cluster["d"].View!.Members.Where(member => member.Name is "d" or "e")];
        Kill(cluster, s_all);
        cluster.RunSeconds(10);
        // It dies when the root is formed, and has not said what its disk has: so those that lived have to, and come to the root before that.
        cluster.Network.Before(frame => frame is { Type: FrameType.StreamItems, From: "c" }, () => cluster.Kill("c"));
        Start(cluster, s_all);
        cluster.RunUntilView("a", "b", "d", "e");
        Assert.All(lived, member => Assert.Contains(member, cluster["a"].View!.Members));
        Assert.All(["d", "e"], name => Assert.DoesNotContain(GroupStatus.Expelled, cluster[name].Group("g").Statuses));
    }

    [Fact]
    public void Nobody_agrees_before_its_disk_has_it()
    {
        Cluster cluster = WithOneMessage();
        Kill(cluster, s_all);
        Start(cluster, "a", "b");
        cluster["b"].StopDisk();
        cluster.RunSeconds(20);
        Assert.All(["a", "b"], name => Assert.False(cluster[name].IsInRoot));
        cluster["b"].GoOnWithDisk();
        cluster.RunUntilView("a", "b");
    }

    [Fact]
    public void A_root_takes_in_a_seed_that_has_agreed_to_another_one_that_came_to_nothing()
    {
        Cluster cluster = WithOneMessage();
        GroupId root = cluster["a"].Root!.Group;
        cluster.Kill("b");
        cluster.RunUntilView("a", "c");
        cluster.Start("b", group: null);
        cluster.Kill("b");
        // As if b and another had been about to form it anew, and only b's disk had come to know of that.
        cluster.ReplaceDisk("b", cluster.LogOf("b").Append(Founding(epoch: 7)));
        Start(cluster, "b");
        cluster.RunUntil(() => cluster["b"].IsInRoot, what: "b in the root");
        Assert.Equal(root, cluster["b"].Root!.Group);
        cluster.RunUntil(() => cluster["a"].Copies().Directory.Epoch == 8, what: "an epoch above that of b");
    }

    private static byte[] Founding(ulong epoch)
    {
        var outputs = new OutputBuffer();
        var journal = new Journal(
            new NodeSettings
            {
                Cluster = "test",
                Name = "b",
                Process = new ProcessId("b", 9),
            },
            outputs
        );
        _ = FoundingRecords.Write(journal, "cohort.root", new GroupId(7, 7), epoch);
        return outputs.Outputs[0].Bytes.ToArray();
    }
}
