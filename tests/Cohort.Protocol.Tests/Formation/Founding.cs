using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Formation;

/// <summary>Section 8: all listed processes found a group together, or nobody does.</summary>
public sealed class Founding
{
    [Fact]
    public void Two_halves_of_the_list_do_not_form_two_groups()
    {
        var cluster = new Cluster { Seeds = ["a", "b", "c", "d"] };
        foreach (string one in (string[])["a", "b"])
        foreach (string other in (string[])["c", "d"])
            cluster.Cut(one, other);
        foreach (string name in cluster.Seeds)
            cluster.Start(name);
        cluster.RunSeconds(60);
        Assert.All(cluster.Seeds, name => Assert.Null(cluster[name].View));
        cluster.Heal();
        cluster.RunUntilView("a", "b", "c", "d");
        Assert.Single(cluster.Seeds.Select(name => cluster[name].View!.Group).Distinct());
    }

    [Fact]
    public void They_do_not_form_two_groups_either_when_one_half_restarts()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d");
        cluster["a"].Send("state");
        cluster.RunUntilDelivered(1, "a", "b", "c", "d");
        cluster.Partition("c", "d");
        cluster.RunUntilView("a", "b");
        cluster.Kill("c");
        cluster.Kill("d");
        cluster.Start("c");
        cluster.Start("d");
        cluster.RunSeconds(60);
        Assert.Null(cluster["c"].View);
        Assert.Null(cluster["d"].View);
        cluster.Heal();
        cluster.RunUntilView("a", "b", "c", "d");
        Assert.Equal(["state"], cluster["d"].Delivered);
    }

    [Fact]
    public void A_majority_that_restarts_does_not_found_a_group_beside_the_rest()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Kill("a");
        cluster.Kill("b");
        cluster.Start("a");
        cluster.Start("b");
        cluster.RunSeconds(60);
        Assert.Null(cluster["a"].View);
        Assert.Null(cluster["b"].View);
        Assert.Equal(GroupStatus.Blocked, cluster["c"].Status);
    }

    [Fact]
    public void Who_forms_dies_when_the_others_have_accepted()
    {
        var cluster = new Cluster { Seeds = ["a", "b", "c"] };
        cluster.Network.Before(frame => frame is { Type: FrameType.Formed }, () => cluster.Kill("a"));
        foreach (string name in cluster.Seeds)
            cluster.Start(name);
        cluster.RunSeconds(1);
        cluster.RunUntilView("b", "c");
        cluster.Start("a");
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal(2, cluster["b"].View!.RankOf(cluster["a"].Process));
    }

    [Fact]
    public void Who_forms_dies_before_anybody_has_accepted()
    {
        var cluster = new Cluster { Seeds = ["a", "b", "c"] };
        cluster.Network.Before(frame => frame is { Type: FrameType.AcceptFormation }, () => cluster.Kill("a"));
        foreach (string name in cluster.Seeds)
            cluster.Start(name);
        cluster.RunSeconds(20);
        Assert.Null(cluster["b"].View);
        cluster.Start("a");
        cluster.RunUntilView("a", "b", "c");
    }

    [Fact]
    public void One_that_accepted_and_restarts_is_a_new_process()
    {
        var cluster = new Cluster { Seeds = ["a", "b", "c"] };
        cluster.Network.Lose(FrameType.FormationAccepted);
        cluster.Network.Lose(FrameType.Formed);
        foreach (string name in cluster.Seeds)
            cluster.Start(name);
        cluster.RunUntil(() => cluster.Network.Count(FrameType.FormationAccepted) > 0);
        cluster.Kill("b");
        cluster.Kill("c");
        cluster.Start("b");
        cluster.Start("c");
        cluster.RunSeconds(3);
        cluster.Network.Release();
        cluster.RunUntilView("a", "b", "c");
        Assert.Single(cluster.Seeds.Select(name => cluster[name].View!.Group).Distinct());
    }

    [Fact]
    public void It_says_whom_it_waits_for()
    {
        var cluster = new Cluster { Seeds = ["a", "b", "c"] };
        cluster.Start("a");
        cluster.Start("b", group: null);
        cluster.RunSeconds(2);
        Assert.Contains("b (has not joined group 'g')", cluster["a"].Reason);
        Assert.Contains("c (nobody listens there)", cluster["a"].Reason);
    }

    [Fact]
    public void Groups_of_two_names_are_formed_apart()
    {
        Cluster cluster = Cluster.Of("a", "b");
        cluster["a"].Join("other");
        cluster.RunSeconds(5);
        Assert.Equal(GroupStatus.Joining, cluster["a"].Group("other").Status);
        cluster["b"].Join("other");
        cluster.RunUntil(() => cluster["b"].Group("other").Status == GroupStatus.Active);
        Assert.NotEqual(cluster["a"].View!.Group, cluster["a"].Group("other").View!.Group);
    }
}
