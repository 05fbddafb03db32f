using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Views;

/// <summary>V3: at most one side goes on, and after the network has healed all are together again.</summary>
public sealed class Partitions
{
    [Fact]
    public void Of_an_even_split_the_half_with_the_oldest_goes_on()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d");
        cluster.Partition("c", "d");
        cluster.RunUntilView("a", "b");
        cluster.RunSeconds(20);
        Assert.Equal(GroupStatus.Blocked, cluster["c"].Status);
        Assert.Equal(0UL, cluster["d"].View!.Number.Value);
        Assert.Contains("a (a), b (b)", cluster["c"].Reason);
    }

    [Fact]
    public void What_a_blocked_half_sends_is_delivered_nowhere_until_it_has_healed()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d");
        cluster.Partition("c", "d");
        cluster.RunUntil(() => cluster["c"].Status == GroupStatus.Blocked);
        cluster["c"].Send("into the void");
        cluster.RunSeconds(5);
        Assert.Empty(cluster["d"].Delivered);
        cluster.Heal();
        cluster.RunUntilView("a", "b", "c", "d");
    }

    [Fact]
    public void Two_that_cannot_hear_each_other_do_not_both_stay()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d", "e");
        cluster.Cut("b", "c");
        cluster.RunUntil(() => cluster["a"].View!.Number.Value > 0);
        string[] names = [.. cluster["a"].View!.Members.Select(member => member.Name)];
        Assert.Equal(["a", "b", "d", "e"], names);
        cluster.RunSeconds(5);
        cluster.Heal();
        cluster.RunUntilView("a", "b", "c", "d", "e");
    }

    [Fact]
    public void One_that_hears_but_is_not_heard_is_left_out_and_comes_back()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.CutOneWay("c", "a");
        cluster.CutOneWay("c", "b");
        cluster.RunUntilView("a", "b");
        cluster.Heal();
        cluster.RunUntilView("a", "b", "c");
    }

    [Fact]
    public void A_ring_in_which_each_hears_only_its_neighbours_heals()
    {
        string[] ring = ["a", "b", "c", "d", "e"];
        Cluster cluster = Cluster.Of(ring);
        for (int i = 0; i < ring.Length; i++)
            cluster.Cut(ring[i], ring[(i + 2) % ring.Length]);
        cluster.RunSeconds(20);
        Assert.False(cluster.AreInView(ring));
        cluster.Heal();
        cluster.RunUntil(() => cluster.AreInView(ring), TimeSpan.FromSeconds(40));
    }

    [Fact]
    public void All_suspect_all_and_come_together_again()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Cut("a", "b");
        cluster.Cut("b", "c");
        cluster.Cut("a", "c");
        cluster.RunUntil(() => cluster.Seeds.All(name => cluster[name].Status == GroupStatus.Blocked));
        cluster.Heal();
        cluster.RunUntilView("a", "b", "c");
    }

    [Fact]
    public void A_split_that_comes_and_goes_leaves_one_history()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d", "e");
        for (int round = 0; round < 4; round++)
        {
            cluster.Partition(cluster.Seeds[round], cluster.Seeds[round + 1]);
            for (int i = 0; i < 5; i++)
                foreach (string name in cluster.Seeds)
                    cluster[name].Send($"{name}{round}{i}");
            cluster.RunSeconds(4);
            cluster.Heal();
            cluster.RunUntilView("a", "b", "c", "d", "e");
        }
        cluster.RunSeconds(1);
        Assert.All(cluster.Seeds, name => Assert.Equal(cluster["a"].Delivered, cluster[name].Delivered));
    }

    [Fact]
    public void One_that_lacks_only_the_seeds_says_who_is_out_of_reach()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Kill("c");
        cluster.RunUntilView("a", "b");
        // The first of two is a quorum of their view, and of the seeds it is not.
        cluster.Kill("b");
        cluster.RunUntil(() => cluster["a"].Status == GroupStatus.Blocked);
        Assert.Contains("or of the seeds, answer: out of reach are b (b)", cluster["a"].Reason);
    }
}
