using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Durability;

/// <summary>A group that keeps a log goes on from it when all its members have died.</summary>
public sealed class Recovering
{
    /// <summary>Three nodes for the root, and others for a group.</summary>
    private static Cluster With(params string[] members)
    {
        var cluster = new Cluster
        {
            Seeds = ["r", "s", "t"],
            Governed = true,
            HasDisks = true,
        };
        foreach (string name in (string[])["r", "s", "t"])
            cluster.Start(name, group: null);
        cluster.RunUntilRootIsWhole();
        for (int at = 0; at < members.Length; at++)
        {
            cluster.Start(members[at], group: null);
            Join(cluster, members[at]);
            cluster.RunUntilView(members[..(at + 1)]);
        }
        return cluster;
    }

    private static void Join(Cluster cluster, string name) => cluster[name].Join("g", governed: true, durable: true);

    private static void Restart(Cluster cluster, string name)
    {
        cluster.Start(name, group: null);
        Join(cluster, name);
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public void Whoever_comes_back_first_has_all_that_was_delivered(string first, string second)
    {
        Cluster cluster = With("a", "b");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster["b"].Send("y", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(2, "a", "b");
        GroupId before = cluster["a"].View!.Group;
        List<string> delivered = cluster["a"].Delivered;
        cluster.Kill("a");
        cluster.Kill("b");
        cluster.RunSeconds(1);

        Restart(cluster, first);
        cluster.RunUntilView(first);
        Assert.Equal(delivered, cluster[first].Delivered);
        Assert.NotEqual(before, cluster[first].View!.Group);

        Restart(cluster, second);
        cluster.RunUntilView(first, second);
        cluster[second].Send("z", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(3, first, second);
        Assert.Equal([.. delivered, "z"], cluster[first].Delivered);
        Assert.Equal(3UL, cluster[first].Application.Positions[^1]);
    }

    [Fact]
    public void When_all_are_back_nobody_waits_for_leases()
    {
        Cluster cluster = With("a", "b");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.Settle();
        cluster.Kill("a");
        cluster.Kill("b");
        Instant killed = cluster.Now;
        Restart(cluster, "a");
        Restart(cluster, "b");
        cluster.RunUntilView("a", "b");
        Assert.True(cluster.Now - killed < 2 * cluster.SuspicionTime, $"{cluster.Now - killed}");
    }

    [Fact]
    public void It_waits_for_those_who_went_on_longest()
    {
        Cluster cluster = With("a", "b");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a", "b");
        cluster.Kill("a");
        cluster.RunUntilView("b");
        cluster["b"].Send("y", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(2, "b");
        cluster.Kill("b");

        Restart(cluster, "a");
        cluster.RunSeconds(60);
        Assert.Equal(GroupStatus.Joining, cluster["a"].Status);
        Assert.Contains("b (b) have it on their disks", cluster["a"].Reason, StringComparison.Ordinal);

        Restart(cluster, "b");
        cluster.RunUntilView("b", "a");
        Assert.All(["a", "b"], name => Assert.Equal(["x", "y"], cluster[name].Delivered));
    }

    [Fact]
    public void A_member_that_has_never_had_the_log_waits()
    {
        Cluster cluster = With("a");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a");
        cluster.Kill("a");
        Restart(cluster, "c");
        cluster.RunSeconds(60);
        Assert.Equal(GroupStatus.Joining, cluster["c"].Status);
        Restart(cluster, "a");
        cluster.RunUntilView("a", "c");
        Assert.Equal(["x"], cluster["c"].Delivered);
    }

    [Fact]
    public void What_had_not_come_to_the_disk_is_gone_and_what_was_durable_is_not()
    {
        Cluster cluster = With("a", "b");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a", "b");
        cluster["a"].StopDisk();
        cluster["b"].StopDisk();
        cluster["a"].Send("y", delivery: Delivery.Stable);
        cluster.RunUntilDelivered(2, "a", "b");
        cluster.Kill("a");
        cluster.Kill("b");
        Restart(cluster, "b");
        cluster.RunUntilView("b");
        Assert.Equal(["x"], cluster["b"].Delivered);
    }

    [Fact]
    public void Whoever_has_accepted_the_last_view_has_what_was_delivered_with_it()
    {
        Cluster cluster = With("a", "b", "c");
        cluster["b"].StopDisk();
        cluster["c"].Send("x", delivery: Delivery.Durable);
        cluster.Settle();
        cluster.Kill("c");
        // b accepts as soon as it has the cut on its disk; that it has come to the next view is never there.
        cluster.Network.Before(
            frame => frame is { Type: FrameType.Accepted, From: "b" },
            () =>
            {
                cluster["a"].StopDisk();
                cluster["b"].StopDisk();
            }
        );
        cluster.RunSeconds(6);
        cluster["b"].GoOnWithDisk();
        cluster.RunUntilView("a", "b");
        Assert.Equal(["x"], cluster["a"].Delivered);
        cluster.Kill("a");
        cluster.Kill("b");
        Restart(cluster, "b");
        cluster.RunUntilView("b");
        Assert.Equal(["x"], cluster["b"].Delivered);
    }

    [Fact]
    public void It_goes_on_as_often_as_all_die()
    {
        Cluster cluster = With("a", "b");
        List<string> sent = [];
        for (int life = 0; life < 4; life++)
        {
            sent.Add($"x{life}");
            cluster["b"].Send(sent[^1], delivery: Delivery.Durable);
            cluster.RunUntilDelivered(sent.Count, "a", "b");
            cluster.Kill("a");
            cluster.Kill("b");
            (string first, string second) = life % 2 == 0 ? ("a", "b") : ("b", "a");
            Restart(cluster, first);
            cluster.RunUntilView(first);
            Assert.Equal(sent, cluster[first].Delivered);
            Restart(cluster, second);
            cluster.RunUntilView(first, second);
        }
        Assert.All(["a", "b"], name => Assert.Equal(sent, cluster[name].Delivered));
    }

    [Fact]
    public void Whoever_dies_before_it_has_begun_can_begin_again()
    {
        Cluster cluster = With("a");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a");
        GroupId before = cluster["a"].View!.Group;
        cluster.Kill("a");
        Restart(cluster, "a");
        cluster["a"].StopDisk();
        cluster.RunUntilView("a");
        GroupId begun = cluster["a"].View!.Group;
        Assert.NotEqual(before, begun);
        // Nothing of that is on its disk.
        cluster.Kill("a");
        Restart(cluster, "a");
        cluster.RunUntilView("a");
        Assert.Equal(["x"], cluster["a"].Delivered);
        Assert.NotEqual(begun, cluster["a"].View!.Group);
    }

    [Fact]
    public void Whoever_was_to_found_the_group_and_never_did_can_found_it_again()
    {
        Cluster cluster = With();
        cluster.Start("a", group: null);
        cluster.RunUntilRootIsWhole();
        // The directory has it, and the seeds do not say that it counts.
        foreach (string seed in (string[])["r", "s", "t"])
            cluster[seed].StopDisk();
        Join(cluster, "a");
        cluster.RunSeconds(3);
        Assert.Equal(GroupStatus.Joining, cluster["a"].Status);
        cluster.Kill("a");
        foreach (string seed in (string[])["r", "s", "t"])
            cluster[seed].GoOnWithDisk();
        Restart(cluster, "b");
        cluster.RunSeconds(30);
        Assert.Equal(GroupStatus.Joining, cluster["b"].Status);
        Restart(cluster, "a");
        cluster.RunUntilView("a", "b");
    }

    [Fact]
    public void A_view_in_which_nothing_was_sent_ends_only_when_it_is_on_the_disk_that_it_began()
    {
        Cluster cluster = With("a");
        cluster["a"].StopDisk();
        Restart(cluster, "b");
        cluster.RunUntil(() => cluster["a"].View!.Members.Length == 2, what: "b is taken in");
        // That a has come to this view is not on its disk.
        cluster.RunSeconds(10);
        Assert.Equal(2, cluster["a"].View!.Members.Length);
        Assert.False(cluster["a"].View!.Members[1].HoldsState);
        cluster["a"].GoOnWithDisk();
        cluster.RunUntilView("a", "b");
    }

    [Fact]
    public void Who_was_out_of_reach_when_all_have_left_hears_where_the_group_is()
    {
        Cluster cluster = With("a", "b");
        cluster.Partition("b");
        cluster.RunUntilView("a");
        cluster["a"].Leave();
        cluster.RunUntil(() => cluster["a"].Status == GroupStatus.Left, TimeSpan.FromSeconds(60), "a has left");
        cluster.Heal();
        cluster.RunUntil(() => cluster["b"].Status == GroupStatus.Lost, TimeSpan.FromSeconds(90), "b knows");
        Assert.Contains("a (a) have it on their disks", cluster["b"].Reason, StringComparison.Ordinal);
        Assert.Contains("Join it again", cluster["b"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_application_hears_the_views_of_long_ago_in_their_place()
    {
        Cluster cluster = With("a", "b");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a", "b");
        cluster.Kill("b");
        cluster.RunUntilView("a");
        cluster["a"].Send("y", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(2, "a");
        List<string> heard = cluster["a"].Application.History;
        ViewChange last = cluster["a"].Application.Views[^1];
        cluster.Kill("a");
        cluster.RunSeconds(1);

        Restart(cluster, "a");
        cluster.RunUntil(() => cluster["a"].View?.Members is [{ HoldsState: true }], what: "a goes on");
        TestGroup again = cluster["a"].Application;
        Assert.Equal(heard, again.History[..^1]);
        Assert.All(again.Views.SkipLast(1), change => Assert.True(change.IsReplayed));
        ViewChange now = again.Views[^1];
        Assert.False(now.IsReplayed);
        Assert.Equal(last.View.Group, now.Continues);
        Assert.Equal(last.View.Members, now.Left);
        Assert.Equal(now.View.Members, now.Joined);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_group_that_all_have_left_waits_on_the_disk_of_whoever_left_last(bool inTheSameLife)
    {
        Cluster cluster = With("a", "b");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a", "b");
        Leave(cluster, "a");
        cluster["b"].Send("y", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(2, "b");
        Leave(cluster, "b");
        if (!inTheSameLife)
        {
            cluster.Kill("a");
            cluster.Kill("b");
            cluster.Start("a", group: null);
            cluster.Start("b", group: null);
        }

        Join(cluster, "a");
        cluster.RunSeconds(30);
        Assert.Null(cluster["a"].View);
        Join(cluster, "b");
        cluster.RunUntilView("a", "b");
        Assert.Equal(["x", "y"], cluster["b"].Delivered.TakeLast(2));
        Assert.Equal(["x", "y"], cluster["a"].Delivered.TakeLast(2));
    }

    private static void Leave(Cluster cluster, string name)
    {
        cluster[name].Leave();
        cluster.RunUntil(() => cluster[name].Status is GroupStatus.Left, what: $"{name} has left");
    }

    [Fact]
    public void While_somebody_lives_nobody_goes_on_from_a_log()
    {
        Cluster cluster = With("a", "b");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a", "b");
        GroupId group = cluster["a"].View!.Group;
        cluster.Kill("a");
        Restart(cluster, "a");
        cluster.RunUntilView("b", "a");
        Assert.Equal(group, cluster["a"].View!.Group);
        Assert.Equal(["x"], cluster["a"].Delivered);
    }

    [Fact]
    public void A_joiner_s_state_counts_with_what_came_after_it()
    {
        Cluster cluster = With("a");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a");
        Restart(cluster, "b");
        cluster.RunUntilView("a", "b");
        cluster["a"].Send("y", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(2, "a", "b");
        cluster.Kill("a");
        cluster.Kill("b");
        Restart(cluster, "b");
        cluster.RunUntilView("b");
        Assert.Equal(["x", "y"], cluster["b"].Delivered);
        Assert.Equal(1, cluster["b"].Application.StatesLoaded);
    }
}
