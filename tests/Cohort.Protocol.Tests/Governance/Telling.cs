using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Governance;

/// <summary>What a node tells its application of the directory.</summary>
public sealed class Telling
{
    [Fact]
    public void Every_node_knows_the_nodes_with_their_labels_and_loads()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Start("d", group: null, labels: [new("zone", "z1"), new("rack", "7")]);
        cluster.Join("g", "a", "b");
        cluster["a"].Join("h", governed: true);
        cluster.RunUntil(() => cluster["b"].Directory.Nodes is { Count: 4 } nodes && nodes["d"].Labels.Count == 2);
        cluster.RunUntil(() => cluster["b"].Directory.Groups.Count == 2);
        IReadOnlyDictionary<string, NodeInfo> nodes = cluster["b"].Directory.Nodes;
        Assert.Equal([("rack", "7"), ("zone", "z1")], nodes["d"].Labels.Select(label => (label.Key, label.Value)));
        Assert.Equal([2, 1, 0, 0], nodes.OrderBy(node => node.Key).Select(node => node.Value.Load));
        Assert.Equal(new ViewNumber(0), nodes["a"].MemberSince);
        Assert.Equal(cluster["d"].Process, nodes["d"].Process);
        Assert.True(nodes["d"].MemberSince > new ViewNumber(0));
        AllAreTold(cluster, "a", "b", "c", "d");
    }

    [Fact]
    public void A_node_that_dies_is_gone_with_its_labels_and_what_comes_back_says_its_own()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Start("d", group: null, labels: [new("zone", "z1")]);
        cluster.RunUntil(() => cluster["a"].Directory.Nodes is { Count: 4 } nodes && nodes["d"].Labels.Count == 1);
        cluster.Kill("d");
        cluster.RunUntil(() => cluster["a"].Directory.Nodes.Count == 3);
        cluster.Start("d", group: null);
        cluster.RunUntil(() => cluster["a"].Directory.Nodes.Count == 4);
        cluster.RunSeconds(3);
        Assert.Empty(cluster["a"].Directory.Nodes["d"].Labels);
    }

    [Fact]
    public void A_directory_that_is_new_hears_the_labels_again()
    {
        var cluster = new Cluster { Seeds = ["a"], Governed = true };
        cluster.Start("a", group: null);
        cluster.Start("d", group: null, labels: [new("zone", "z1")]);
        cluster.RunUntil(() => cluster["a"].Directory.Nodes is { Count: 2 } nodes && nodes["d"].Labels.Count == 1);
        cluster.Kill("a");
        cluster.Start("a", group: null);
        cluster.RunUntil(
            () =>
                cluster["a"].Directory.Nodes.TryGetValue("d", out NodeInfo? node)
                && node.Labels.Count == 1
                && cluster["d"].Directory.Nodes.Count == 2,
            TimeSpan.FromSeconds(60)
        );
        AllAreTold(cluster, "a", "d");
    }

    [Fact]
    public void A_group_is_told_with_its_terms_its_view_and_who_has_the_state()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        TestGroup founder = cluster["a"].Join("g", governed: true, contract: "prices 1");
        founder.SavesAfter = TimeSpan.FromSeconds(1);
        cluster.RunUntilView("a");
        TestGroup joiner = cluster["b"].Join("g", governed: true, contract: "prices 1");
        cluster.RunUntil(() => cluster["c"].Directory.Groups is { Count: 1 } all && all["g"].View.Members.Length == 2);
        GroupInfo group = cluster["c"].Directory.Groups["g"];
        Assert.Equal("v1 [a b*]", group.View.ToString());
        Assert.Equal(
            ("prices 1", true, false, false),
            (group.Contract, group.HasState, group.SelfGoverned, group.IsLost)
        );
        cluster.RunUntilView("a", "b");
        AllAreTold(cluster, "a", "b", "c");
        Assert.Equal("v2 [a b]", cluster["c"].Directory.Groups["g"].View.ToString());
        Assert.Equal(joiner.View!.Number, cluster["c"].Directory.Groups["g"].View.Number);
    }

    [Fact]
    public void A_self_governed_group_is_told_as_one()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        TestNode other = cluster.Start("d", group: null);
        foreach (string name in (string[])["a", "b", "c"])
            cluster[name].Join("g");
        cluster.RunUntilView("a", "b", "c");
        cluster.RunUntil(() => other.Directory.Groups.Count == 1);
        Assert.True(other.Directory.Groups["g"].SelfGoverned);
        Assert.Equal(cluster["a"].View!.ToString(), other.Directory.Groups["g"].View.ToString());
        cluster.Kill("a");
        cluster.RunUntilView("b", "c");
        cluster.RunUntil(() => other.Directory.Groups["g"].View.Number == cluster["b"].View!.Number);
    }

    [Fact]
    public void A_self_governed_group_that_was_there_before_the_root_is_entered_when_the_root_is()
    {
        var cluster = new Cluster { Seeds = ["a"], Governed = true };
        TestNode node = cluster.Start("a", group: null);
        node.Join("g");
        cluster.RunUntilView("a");
        cluster.RunUntil(() => node.Directory.Groups.Count == 1);
        AllAreTold(cluster, "a");
    }

    [Fact]
    public void A_lost_group_is_told_as_lost_and_as_found_again()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "d", "e");
        cluster.Join("g", "e");
        cluster.Partition("e");
        cluster.RunUntil(() => cluster["a"].Directory.Groups["g"].IsLost);
        cluster.Heal();
        cluster.RunUntil(() => !cluster["a"].Directory.Groups["g"].IsLost);
    }

    [Fact]
    public void A_group_goes_with_its_last_member_and_an_empty_one_without_state_with_its_process()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Join("g", "c");
        cluster["c"].Join("h", hasState: false, governed: true);
        cluster.RunUntil(() => cluster["a"].Directory.Groups.Count == 2);
        cluster["c"].Leave();
        cluster.RunUntil(() => !cluster["a"].Directory.Groups.ContainsKey("g"));
        cluster.Kill("c");
        cluster.RunUntil(() => cluster["a"].Directory.Groups["h"].IsLost);
        // Nobody can believe any more that it is in it.
        cluster.RunUntil(() => cluster["a"].Directory.Groups.Count == 0, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Without_a_quorum_the_last_known_state_is_marked_as_such()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Join("g", "a");
        cluster.RunUntil(() => cluster["c"].Directory is { IsCurrent: true, Groups.Count: 1 });
        cluster.Partition("c");
        cluster.RunUntil(() => !cluster["c"].Directory.IsCurrent);
        Assert.Equal("v0 [a]", cluster["c"].Directory.Groups["g"].View.ToString());
        cluster["a"].Leave();
        cluster.RunUntil(() => cluster["a"].Directory.Groups.Count == 0);
        cluster.Heal();
        cluster.RunUntil(() => cluster["c"].Directory is { IsCurrent: true, Groups.Count: 0 });
        AllAreTold(cluster, "a", "b", "c");
    }

    [Fact]
    public void A_read_is_answered_when_all_that_was_decided_before_has_been_told()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        long before = cluster["c"].ReadDirectory();
        cluster.Join("g", "a");
        long after = cluster["c"].ReadDirectory();
        cluster.RunUntil(() => cluster["c"].Directory.Reads.Count == 2);
        Assert.Equal([before, after], cluster["c"].Directory.Reads);
        Assert.Single(cluster["c"].Directory.Groups);
    }

    [Fact]
    public void A_read_waits_for_the_quorum()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Partition("c");
        cluster.RunUntil(() => !cluster["c"].Directory.IsCurrent);
        cluster.Join("g", "a");
        long ticket = cluster["c"].ReadDirectory();
        cluster.RunSeconds(20);
        Assert.Empty(cluster["c"].Directory.Reads);
        cluster.Heal();
        cluster.RunUntil(() => cluster["c"].Directory.Reads.Count == 1);
        Assert.Equal([ticket], cluster["c"].Directory.Reads);
        Assert.Single(cluster["c"].Directory.Groups);
    }

    [Fact]
    public void Where_nothing_happens_nothing_is_told()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Join("g", "a", "b");
        cluster.RunSeconds(5);
        int changes = cluster["c"].Directory.Changes;
        cluster.RunSeconds(30);
        Assert.Equal(changes, cluster["c"].Directory.Changes);
    }

    /// <summary>What was told change by change is the same at all, and with it the whole that each could be told.</summary>
    private static void AllAreTold(Cluster cluster, params string[] names)
    {
        cluster.RunSeconds(1);
        string[] told = [.. names.Select(name => cluster[name].Directory.ToString())];
        Assert.All(told, text => Assert.Equal(told[0], text));
        Assert.StartsWith("current", told[0]);
        Assert.Equal(names.Order(), cluster[names[0]].Directory.Nodes.Keys.Order());
    }
}
