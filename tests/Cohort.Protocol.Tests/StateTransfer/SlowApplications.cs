using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.StateTransfer;

/// <summary>An application may take its time to save or to load.</summary>
public sealed class SlowApplications
{
    private static (Cluster Cluster, TestGroup Joiner) Joining(bool loads)
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster["a"].Send("state");
        cluster.RunUntilDelivered(1, "a", "b", "c");
        TestGroup joiner = cluster.Start("x", group: null).Join("g", begin: group => group.Loads = loads);
        return (cluster, joiner);
    }

    [Fact]
    public void One_that_loads_for_a_minute_is_taken_in_when_it_is_done()
    {
        (Cluster cluster, TestGroup joiner) = Joining(loads: false);
        cluster.RunSeconds(60);
        Assert.Equal(GroupStatus.Joining, joiner.Status);
        Assert.Equal(1, joiner.StatesLoaded);
        joiner.CatchUp();
        cluster.RunUntilView("a", "b", "c", "x");
    }

    [Fact]
    public void The_group_goes_on_while_one_loads()
    {
        (Cluster cluster, TestGroup joiner) = Joining(loads: false);
        cluster.RunUntil(() => joiner.StatesLoaded == 1);
        cluster["b"].Send("meanwhile");
        cluster.RunUntilDelivered(2, "a", "b", "c", "x");
        joiner.CatchUp();
        cluster.RunUntilView("a", "b", "c", "x");
        Assert.Equal(["state", "meanwhile"], joiner.Delivered);
    }

    [Fact]
    public void One_that_loads_keeps_the_state_of_a_donor_that_goes()
    {
        (Cluster cluster, TestGroup joiner) = Joining(loads: false);
        cluster.RunUntil(() => joiner.StatesLoaded == 1);
        Assert.Equal(1, cluster["a"].Application.StatesTaken);
        cluster["b"].Send("meanwhile");
        cluster.RunUntilDelivered(2, "a", "b", "c", "x");
        // What another holder would give now, if it were asked, lacks what is delivered until it arrives.
        cluster["b"].Application.SavesAfter = TimeSpan.FromSeconds(1);
        cluster["c"].Application.SavesAfter = TimeSpan.FromSeconds(1);
        cluster.Kill("a");
        cluster.RunUntil(() => joiner.View is { Members.Length: 3 });
        cluster["c"].Send("later");
        cluster.RunUntilDelivered(3, "b", "c", "x");
        cluster.RunSeconds(5);
        Assert.Equal(1, joiner.StatesLoaded);
        Assert.Equal(0, cluster["b"].Application.StatesTaken + cluster["c"].Application.StatesTaken);
        joiner.CatchUp();
        cluster.RunUntilView("b", "c", "x");
        Assert.Equal(["state", "meanwhile", "later"], joiner.Delivered);
        Assert.Equal(joiner.Delivered, cluster["b"].Delivered);
    }

    [Fact]
    public void One_that_saves_longer_than_the_suspicion_time_gives_its_state_in_the_end()
    {
        (Cluster cluster, TestGroup joiner) = Joining(loads: true);
        foreach (string name in cluster.Seeds)
            cluster[name].Application.SavesAfter = TimeSpan.FromSeconds(10);
        cluster.RunUntil(() => joiner.StatesLoaded == 1, TimeSpan.FromMinutes(2));
        cluster.RunUntilView("a", "b", "c", "x");
        Assert.Equal(["state"], joiner.Delivered);
    }

    [Fact]
    public void A_donor_that_never_answers_is_replaced()
    {
        (Cluster cluster, TestGroup joiner) = Joining(loads: true);
        cluster["a"].Application.Saves = false;
        cluster.RunUntilView("a", "b", "c", "x");
        Assert.Equal(1, cluster["a"].Application.StatesTaken);
        Assert.Equal(1, cluster["b"].Application.StatesTaken);
        Assert.Equal(1, joiner.StatesLoaded);
    }
}
