using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Formation;

/// <summary>Coming back to a group, or finding that it is gone.</summary>
public sealed class Returning
{
    [Fact]
    public void A_restarted_process_is_a_later_member_in_another_incarnation()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        ProcessId before = cluster["b"].Process;
        cluster.Kill("b");
        cluster.Start("b");
        cluster.RunUntilView("a", "b", "c");
        Member b = cluster["a"].View!.Members.Single(member => member.Name == "b");
        Assert.NotEqual(before, b.Process);
        Assert.Equal(2, cluster["a"].View!.RankOf(b.Id));
    }

    [Fact]
    public void One_that_left_and_joins_again_is_a_later_member_of_the_same_process()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        MemberId before = cluster["b"].View!.Members[1].Id;
        cluster["b"].Leave();
        cluster.RunUntil(() => cluster["b"].Status == GroupStatus.Left);
        cluster["b"].Join("g");
        cluster.RunUntilView("a", "b", "c");
        MemberId after = cluster["a"].View!.Members[2].Id;
        Assert.Equal(before.Process, after.Process);
        Assert.True(after.Join > before.Join);
    }

    [Fact]
    public void A_name_that_is_taken_is_refused_with_the_reason()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Start("b", address: "x");
        cluster.RunUntil(() => cluster["x"].Status == GroupStatus.Failed);
        Assert.Contains("the name 'b' belongs to the member at b", cluster["x"].Reason);
        Assert.Single(cluster["a"].Views);
    }

    [Fact]
    public void Two_that_join_under_one_name_at_once_cost_one_change()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Start("x", address: "x1");
        cluster.Start("x", address: "x2");
        cluster.RunUntil(() =>
            cluster["x1"].Status == GroupStatus.Active || cluster["x2"].Status == GroupStatus.Active
        );
        cluster.RunUntil(() =>
            cluster["x1"].Status == GroupStatus.Failed || cluster["x2"].Status == GroupStatus.Failed
        );
        Assert.Equal(["v0 [a b c]", "v1 [a b c x*]", "v2 [a b c x]"], cluster["a"].History);
    }

    [Fact]
    public void The_last_place_goes_to_one_of_two()
    {
        Cluster cluster = Cluster.Of(new Limits { Members = 4 }, "a", "b", "c");
        cluster.Start("x");
        cluster.Start("y");
        cluster.RunSeconds(10);
        Assert.Single((string[])["x", "y"], name => cluster[name].Status == GroupStatus.Active);
        Assert.Equal(3, cluster["a"].Views.Count);
    }

    [Fact]
    public void A_full_group_refuses_with_the_reason()
    {
        Cluster cluster = Cluster.Of(new Limits { Members = 3 }, "a", "b", "c");
        cluster.Start("x");
        cluster.RunUntil(() => cluster["x"].Status == GroupStatus.Failed);
        Assert.Contains("its limit", cluster["x"].Reason);
    }

    [Fact]
    public void A_node_with_other_seeds_is_refused_with_the_reason()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        var other = new Stranger(cluster, cluster["a"], 1_000_000);
        other.Greet("x", seeds: ["a", "b"]);
        Assert.True(other.IsClosed);
        Assert.Contains(cluster["a"].Warnings, text => text.Contains("the seeds of this node and of x at x differ"));
    }

    [Fact]
    public void When_all_seeds_restart_the_one_that_is_left_of_the_old_group_joins_the_new()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Start("x");
        cluster.RunUntilView("a", "b", "c", "x");
        cluster["x"].Send("of the old group");
        cluster.RunUntilDelivered(1, "x");
        GroupId old = cluster["x"].View!.Group;
        foreach (string seed in cluster.Seeds)
            cluster.Kill(seed);
        foreach (string seed in cluster.Seeds)
            cluster.Start(seed);
        cluster.RunUntilView("a", "b", "c", "x");
        Assert.NotEqual(old, cluster["x"].View!.Group);
        Assert.Empty(cluster["x"].Delivered);
        Assert.Contains(GroupStatus.Expelled, cluster["x"].Application.Statuses);
    }

    [Fact]
    public void What_is_handled_late_of_an_old_group_counts_in_no_view_of_the_new_one()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        List<string> members = ["a", "b", "c"];
        foreach (string name in (string[])["x", "y", "z"])
        {
            cluster.Start(name);
            members.Add(name);
            cluster.RunUntilView([.. members]);
        }
        cluster["x"].Application.Consumes = false;
        cluster["z"].Send("from rank 5 in v6");
        cluster.RunUntilDelivered(1, "x");
        Assert.Equal(new ViewNumber(6), cluster["x"].View!.Number);

        foreach (string name in (string[])["a", "b", "c", "y", "z"])
            cluster.Kill(name);
        foreach (string seed in cluster.Seeds)
            cluster.Start(seed);
        cluster.RunUntilView("a", "b", "c", "x");
        cluster["c"].Leave();
        cluster.RunUntilView("a", "b", "x");
        cluster["c"].Join("g");
        cluster.RunUntilView("a", "b", "x", "c");
        cluster["c"].Leave();
        cluster.RunUntilView("a", "b", "x");
        Assert.Equal(new ViewNumber(6), cluster["x"].View!.Number);
        cluster["x"].Application.Consume(1);
        cluster["a"].Send("of the new group");
        cluster.RunUntilDelivered(1, "a", "b", "x");
    }

    [Fact]
    public void When_all_seeds_restart_who_was_still_joining_the_old_group_joins_the_new()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Start("x");
        cluster.RunUntilView("a", "b", "c", "x");
        foreach (string name in (string[])["a", "b", "c", "x"])
            cluster[name].Application.Saves = false;
        cluster.Start("y");
        cluster.RunUntil(() => cluster["x"].View!.Members.Length == 5);
        foreach (string seed in cluster.Seeds)
            cluster.Kill(seed);
        cluster.RunUntil(() => cluster["x"].Status == GroupStatus.Blocked);
        foreach (string seed in cluster.Seeds)
            cluster.Start(seed);
        cluster.RunUntilView("a", "b", "c", "x", "y");
    }

    [Fact]
    public void Old_members_cannot_go_on_once_a_new_formation_exists()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        foreach (string name in (string[])["x", "y", "z"])
            cluster.Start(name);
        cluster.RunUntilView("a", "b", "c", "x", "y", "z");
        cluster.Partition("x", "y", "z");
        foreach (string seed in cluster.Seeds)
        {
            cluster.Kill(seed);
            cluster.Start(seed);
        }
        cluster.RunUntilView("a", "b", "c");
        cluster.RunSeconds(30);
        Assert.All((string[])["x", "y", "z"], name => Assert.Equal(6, cluster[name].View!.Members.Length));
        cluster.Heal();
        cluster.RunUntilView("a", "b", "c", "x", "y", "z");
    }

    [Fact]
    public void A_majority_of_the_members_cannot_go_on_without_a_quorum_of_the_seeds()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        foreach (string name in (string[])["w", "x", "y", "z"])
            cluster.Start(name);
        cluster.RunUntilView("a", "b", "c", "w", "x", "y", "z");
        cluster.Kill("a");
        cluster.Kill("b");
        cluster.RunSeconds(30);
        Assert.Equal(7, cluster["z"].View!.Members.Length);
        Assert.Equal(GroupStatus.Blocked, cluster["c"].Status);
        cluster.Start("a");
        cluster.RunUntilView("a", "c", "w", "x", "y", "z");
    }

    [Fact]
    public void One_that_comes_back_to_a_group_that_is_gone_is_told_that_it_is_lost()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Start("x");
        cluster.RunUntilView("a", "b", "c", "x");
        cluster["x"].Pause();
        cluster.RunUntilView("a", "b", "c");
        cluster.Network.Lose(FrameType.JoinRequest);
        cluster["x"].Continue();
        cluster.RunUntil(() => cluster["x"].Application.Statuses.Contains(GroupStatus.Expelled));
        foreach (string seed in cluster.Seeds)
            cluster.Kill(seed);
        cluster.RunUntil(() => cluster["x"].Status == GroupStatus.Lost);
        Assert.Contains("Join it again to form it anew", cluster["x"].Reason);
    }

    [Fact]
    public void One_that_is_told_not_to_rejoin_stays_away()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Start("x", group: null).Join("g", rejoin: false);
        cluster.RunUntilView("a", "b", "c", "x");
        cluster["x"].Pause();
        cluster.RunUntilView("a", "b", "c");
        cluster["x"].Continue();
        cluster.RunSeconds(10);
        Assert.Equal(GroupStatus.Expelled, cluster["x"].Status);
        Assert.True(cluster.AreInView("a", "b", "c"));
    }

    [Fact]
    public void A_group_cannot_be_joined_twice_by_one_node()
    {
        Cluster cluster = Cluster.Of("a");
        TestGroup again = cluster["a"].Join("g");
        Assert.Equal(GroupStatus.Failed, again.Status);
        Assert.Contains("already joined", again.Reason);
    }
}
