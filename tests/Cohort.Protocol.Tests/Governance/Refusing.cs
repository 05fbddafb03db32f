using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Governance;

/// <summary>Who joins a group must want the same of it as whoever created it.</summary>
public sealed class Refusing
{
    [Fact]
    public void Other_terms_are_refused_and_both_sides_are_shown()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster["a"].Join("g", governed: true, contract: "prices 1");
        cluster.RunUntilView("a");
        TestGroup other = cluster["b"].Join("g", governed: true, contract: "prices 2");
        cluster.RunUntil(() => other.Status == GroupStatus.Failed);
        Assert.Contains("contract 'prices 1'", other.Reason);
        Assert.Contains("contract 'prices 2'", other.Reason);
    }

    [Fact]
    public void A_governed_group_with_the_name_of_a_self_governed_one_is_refused_and_both_sides_are_shown()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        SelfGoverned(cluster, "a", "b", "c");
        TestNode late = cluster.Start("d", group: null);
        cluster.RunUntil(() => late.Root is not null);
        TestGroup group = late.Join("g", governed: true);
        cluster.RunUntil(() => group.Status == GroupStatus.Failed);
        Assert.Contains("is one self-governed with state", group.Reason);
        Assert.Contains("joined it as one governed with state", group.Reason);
        Assert.Contains("choose another name", group.Reason);
    }

    [Fact]
    public void A_self_governed_group_with_the_name_of_a_governed_one_is_refused_and_both_sides_are_shown()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Join("g", "a");
        TestGroup group = cluster["b"].Join("g");
        cluster.RunUntil(() => group.Status == GroupStatus.Failed);
        Assert.Contains("is one governed with state", group.Reason);
        Assert.Contains("joined it as one self-governed with state", group.Reason);
    }

    [Fact]
    public void When_a_self_governed_group_has_ended_its_name_is_free()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        SelfGoverned(cluster, "a", "b", "c");
        foreach (string name in (string[])["a", "b", "c"])
            cluster[name].Leave();
        cluster.RunUntil(() => ((string[])["a", "b", "c"]).All(name => cluster[name].Status == GroupStatus.Left));
        cluster.Settle();
        cluster.Join("g", "b");
    }

    [Fact]
    public void Where_both_came_to_be_before_either_could_know_the_self_governed_one_says_so_once()
    {
        var cluster = new Cluster { Seeds = ["a"], Governed = true };
        TestNode a = cluster.Start("a", group: null);
        TestNode d = cluster.Start("d", group: null);
        cluster.RunUntil(() => a.Root?.Members is [_, { HoldsState: true }] && d.Root?.Members.Length == 2);
        // While its message about z is under way, a cannot tell of its own group; and d has asked for one by then.
        a.Join("z", governed: true);
        TestGroup governed = d.Join("g", governed: true);
        TestGroup own = a.Join("g");
        cluster.RunUntil(() => own.Status == GroupStatus.Active && governed.Status == GroupStatus.Active);
        cluster.RunSeconds(20);
        string warning = Assert.Single(a.Warnings);
        Assert.Contains("two groups named 'g'", warning);
        Assert.False(a.Directory.Groups["g"].SelfGoverned);
    }

    [Fact]
    public void A_node_outside_the_root_is_told_so()
    {
        Cluster cluster = Cluster.Of("a");
        TestGroup group = cluster["a"].Join("h", governed: true);
        Assert.Equal(GroupStatus.Failed, group.Status);
        Assert.Contains("no part in the root group", group.Reason);
    }

    [Fact]
    public void While_the_root_forms_a_join_says_whom_it_waits_for()
    {
        var cluster = new Cluster { Seeds = ["a", "b", "c"], Governed = true };
        TestNode node = cluster.Start("a", group: null);
        TestGroup group = node.Join("g", governed: true);
        cluster.RunSeconds(1);
        Assert.Equal(GroupStatus.Joining, group.Status);
        Assert.Contains("root group: waiting for b", group.Reason);
    }

    private static void SelfGoverned(Cluster cluster, params string[] names)
    {
        foreach (string name in names)
            cluster[name].Join("g");
        cluster.RunUntilView(names);
        cluster.Settle();
    }
}
