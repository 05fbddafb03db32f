using Cohort.Protocol.Suspicion;
using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Views;

/// <summary>Section 5: a node's clock measures only the time in which it ran.</summary>
public sealed class Pauses
{
    [Fact]
    public void A_pause_shorter_than_the_suspicion_time_changes_nothing()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster["b"].Pause();
        cluster.RunSeconds(1.7);
        cluster["b"].Continue();
        cluster.RunSeconds(5);
        Assert.Single(cluster["a"].Views);
    }

    [Fact]
    public void A_pause_of_all_raises_no_suspicion()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        foreach (string name in cluster.Seeds)
            cluster[name].Pause();
        cluster.RunSeconds(60);
        foreach (string name in cluster.Seeds)
            cluster[name].Continue();
        cluster.RunSeconds(10);
        Assert.All(cluster.Seeds, name => Assert.Single(cluster[name].Views));
    }

    [Fact]
    public void The_paused_suspects_nobody_for_its_own_pause()
    {
        Cluster cluster = Cluster.Of("a", "b");
        cluster.Start("c");
        cluster.RunUntilView("a", "b", "c");
        cluster["a"].Pause(); // the others are no quorum of the seeds without it
        cluster.RunSeconds(10);
        cluster["a"].Continue();
        cluster.RunUntilView("a", "b", "c");
        Assert.DoesNotContain(GroupStatus.Blocked, cluster["a"].Application.Statuses);
    }

    [Fact]
    public void A_clock_leaves_out_what_it_did_not_mean_to_sleep()
    {
        var clock = new NodeClock(TimeSpan.FromMilliseconds(500));
        clock.Advance(At(0));
        clock.WakeAt(clock.Now + TimeSpan.FromMilliseconds(100));
        clock.Advance(At(100));
        Instant before = clock.Now;
        clock.WakeAt(clock.Now + TimeSpan.FromMilliseconds(100));
        clock.Advance(At(60_000));
        Assert.Equal(TimeSpan.FromMilliseconds(100), clock.Now - before);
    }

    [Fact]
    public void A_clock_that_goes_back_stands_still()
    {
        var clock = new NodeClock(TimeSpan.FromMilliseconds(500));
        clock.Advance(At(1000));
        Instant before = clock.Now;
        clock.Advance(At(0));
        Assert.Equal(before, clock.Now);
        clock.Advance(At(10));
        Assert.Equal(TimeSpan.FromMilliseconds(10), clock.Now - before);
    }

    private static Instant At(long milliseconds) => new(milliseconds * TimeSpan.TicksPerMillisecond);
}
