using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Governance;

/// <summary>G1: a governed group goes on while the root has its quorum and one member that holds the state lives.</summary>
public sealed class Surviving
{
    [Fact]
    public void A_node_alone_has_a_group_at_once()
    {
        Cluster cluster = Cluster.WithRoot("a");
        cluster.Join("g", "a");
        cluster["a"].Send("one");
        cluster.RunUntilDelivered(1, "a");
    }

    [Fact]
    public void Whoever_joins_first_founds_it_and_the_others_are_taken_in()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Join("g", "b", "c", "a");
        cluster["a"].Send("to all");
        cluster.RunUntilDelivered(1, "a", "b", "c");
        Assert.Equal("v4 [b c a]", cluster["a"].View!.ToString());
    }

    [Fact]
    public void However_many_join_at_once_there_is_one_group()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "d", "e");
        string[] all = ["a", "b", "c", "d", "e"];
        foreach (string name in all)
            cluster[name].Join("g", governed: true);
        cluster.RunUntilView(all);
        Assert.Single(all.Select(name => cluster[name].View!.Group).Distinct());
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public void Of_two_either_may_die_and_the_other_goes_on(string first, string other)
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "d", "e");
        cluster.Join("g", "a", "b");
        cluster[first].Send("before");
        cluster.RunUntilDelivered(1, "a", "b");
        cluster.Kill(first);
        cluster.RunUntilView(other);
        cluster[other].Send("after");
        cluster.RunUntilDelivered(2, other);
        Assert.Equal(["before", "after"], cluster[other].Delivered);
    }

    [Fact]
    public void It_survives_down_to_its_last_member()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "r", "s", "t", "u");
        cluster.Join("g", "a", "b", "c");
        cluster.Kill("a");
        cluster.Kill("b");
        cluster.RunUntilView("c");
        cluster["c"].Send("alone");
        cluster.RunUntilDelivered(1, "c");
    }

    [Fact]
    public void The_last_that_leaves_takes_it_out_of_the_directory_and_the_next_creates_another()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Join("g", "a");
        GroupId before = cluster["a"].View!.Group;
        cluster["a"].Leave();
        cluster.RunUntil(() => cluster["a"].Status == GroupStatus.Left);
        cluster.Join("g", "b");
        Assert.NotEqual(before, cluster["b"].View!.Group);
        Assert.Empty(cluster["b"].Delivered);
    }

    [Fact]
    public void One_that_restarts_joins_again_and_has_the_state()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Join("g", "a", "b");
        cluster["a"].Send("kept");
        cluster.RunUntilDelivered(1, "a", "b");
        cluster.Kill("a");
        cluster.Start("a");
        cluster.RunUntilView("a", "b");
        Assert.Equal(["kept"], cluster["a"].Delivered);
    }

    [Fact]
    public void Where_the_root_has_lost_its_quorum_a_group_stops_and_says_so_and_goes_on_when_it_is_back()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "d", "e");
        cluster.Join("g", "d", "e");
        cluster.Partition("d", "e");
        cluster.RunUntil(() =>
            cluster["d"].Status == GroupStatus.Blocked && cluster["e"].Status == GroupStatus.Blocked
        );
        Assert.Contains("no contact with the root group's quorum", cluster["d"].Reason);
        cluster["d"].Send("waits");
        cluster.RunSeconds(20);
        Assert.Empty(cluster["e"].Delivered);
        cluster.Heal();
        cluster.RunUntilView("d", "e");
        cluster.RunUntilDelivered(1, "d", "e");
    }

    [Fact]
    public void A_member_that_is_cut_off_is_left_out_and_comes_back_with_the_state()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "d", "e");
        cluster.Join("g", "d", "e");
        cluster.Partition("d");
        cluster.RunUntilView("e");
        cluster["e"].Send("without d");
        cluster.RunUntilDelivered(1, "e");
        cluster.Heal();
        cluster.RunUntilView("d", "e");
        Assert.Equal(["without d"], cluster["d"].Delivered);
        Assert.Contains(GroupStatus.Expelled, cluster["d"].Application.Statuses);
    }

    [Fact]
    public void Two_that_cannot_hear_each_other_but_the_root_are_separated_in_favour_of_the_older()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "d", "e");
        cluster.Join("g", "e", "d");
        cluster.Cut("d", "e");
        cluster.RunUntil(() => cluster.AreInView("e") || cluster.AreInView("d"));
    }
}
