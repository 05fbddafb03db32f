using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Views;

/// <summary>Section 5, "Too slow": the others go on without a member that stands still for longer than they allow.</summary>
public sealed class SlowMembers
{
    private static readonly TimeSpan MaxLag = TimeSpan.FromSeconds(5);

    private static readonly string Ten = new('x', 10);

    private static Cluster Of(params string[] names) => Cluster.Of(new Limits { Window = 100 }, MaxLag, names);

    private static void SendMany(TestNode node, int count)
    {
        for (int i = 0; i < count; i++)
            node.Send(Ten);
    }

    private static void AssertNothingChanges(Cluster cluster, double seconds, params string[] names)
    {
        int[] views = [.. names.Select(name => cluster[name].Views.Count)];
        cluster.RunSeconds(seconds);
        Assert.Equal(views, names.Select(name => cluster[name].Views.Count));
    }

    /// <summary>There has been a view of exactly these, whoever has come back meanwhile.</summary>
    private static void AssertWentOn(Cluster cluster, params string[] names) =>
        Assert.All(
            names,
            name =>
                Assert.Contains(
                    cluster[name].Views,
                    change => change.View.Members.Select(member => member.Name).Order().SequenceEqual(names.Order())
                )
        );

    [Fact]
    public void One_that_stands_still_is_left_out_when_its_time_is_up_and_not_before()
    {
        Cluster cluster = Of("a", "b", "c");
        cluster["c"].Application.Hang();
        SendMany(cluster["b"], 30);
        AssertNothingChanges(cluster, 4.9, "a", "b", "c");
        cluster.RunSeconds(0.2);
        AssertWentOn(cluster, "a", "b");
        cluster.RunUntilDelivered(30, "a", "b");
        Assert.Contains(
            "group 'g': c has kept sends waiting for 5.0 s without moving: the others are asked to go on without it",
            cluster["b"].Warnings
        );
    }

    [Fact]
    public void It_learns_that_it_was_too_slow_for_whom_and_what_to_do()
    {
        Cluster cluster = Of("a", "b", "c");
        TestGroup slow = cluster["c"].Application;
        slow.Hang();
        SendMany(cluster["b"], 30);
        cluster.RunUntil(() => slow.Statuses.Contains(GroupStatus.Expelled));
        Assert.Equal(
            "the others went on to v1 without this member, which was too slow: it kept the sends of b waiting for longer than "
                + "their MaxLag without receiving or handling any of them. Make its handlers or its network faster, or let the others wait "
                + "longer",
            slow.Reasons[slow.Statuses.IndexOf(GroupStatus.Expelled)]
        );
    }

    [Fact]
    public void It_comes_back_with_the_state_when_it_moves_again()
    {
        Cluster cluster = Of("a", "b", "c");
        cluster["c"].Application.Hang();
        SendMany(cluster["b"], 30);
        cluster.RunSeconds(30);
        Assert.False(cluster["a"].View!.Members.Any(member => member.Name == "c" && member.HoldsState));
        cluster["c"].Application.CatchUp();
        cluster.RunUntilView("a", "b", "c");
        cluster["a"].Send("after");
        cluster.RunUntilDelivered(31, "a", "b", "c");
        Assert.Equal(cluster["a"].Delivered, cluster["c"].Delivered);
    }

    [Fact]
    public void One_that_never_keeps_up_comes_back_more_and_more_slowly()
    {
        Cluster cluster = Of("a", "b", "c");
        cluster.Network.Lose(FrameType.StreamItems, from: "a", to: "c");
        List<Instant> leftOut = [];
        for (int i = 0; i < 5; i++)
        {
            cluster.RunUntilView("a", "b", "c");
            SendMany(cluster["a"], 30);
            cluster.RunUntil(() =>
                cluster["c"].Application.Statuses.Count(status => status == GroupStatus.Expelled) > leftOut.Count
            );
            leftOut.Add(cluster.Now);
        }
        double[] pauses = [.. leftOut.Zip(leftOut.Skip(1), (one, next) => (next - one).TotalSeconds)];
        Assert.Equal([5, 7, 9, 13], pauses.Select(seconds => Math.Round(seconds)));
    }

    [Fact]
    public void Without_the_setting_nobody_is_ever_left_out()
    {
        Cluster cluster = Cluster.Of(new Limits { Window = 100 }, "a", "b", "c");
        cluster["c"].Application.Hang();
        SendMany(cluster["b"], 30);
        AssertNothingChanges(cluster, 3600, "a", "b", "c");
    }

    [Fact]
    public void One_that_moves_in_time_stays_however_slow_it_is()
    {
        Cluster cluster = Of("a", "b", "c");
        cluster["c"].Application.Hang();
        SendMany(cluster["b"], 30);
        for (int i = 0; i < 20; i++)
        {
            AssertNothingChanges(cluster, 4.5, "a", "b", "c");
            cluster["c"].Application.Consume(1);
        }
        Assert.StartsWith("sends wait for c", cluster["b"].Reason);
    }

    [Fact]
    public void Receiving_is_moving_too()
    {
        Cluster cluster = Cluster.Of(new Limits { Window = 1000, FragmentSize = 10 }, MaxLag, "a", "b", "c");
        int passing = 0;
        cluster.Network.Lose(frame => frame is { Type: FrameType.StreamItems, From: "a", To: "c" } && --passing < 0);
        cluster["a"].Send(new string('l', 900));
        cluster["a"].Send(new string('m', 900));
        // Each new connection brings it a little further: the row says where to go on.
        for (int i = 0; i < 5; i++)
        {
            AssertNothingChanges(cluster, 4.5, "a", "b", "c");
            passing = 1;
            cluster.Break("a", "c");
        }
        Assert.StartsWith("sends wait for c: it has not received 900 bytes", cluster["a"].Reason);
        cluster.RunSeconds(5.2);
        AssertWentOn(cluster, "a", "b");
    }

    [Fact]
    public void Who_cannot_handle_what_another_has_not_received_is_not_blamed_for_it()
    {
        Cluster cluster = Of("a", "b", "c", "d");
        cluster.Network.Lose(FrameType.StreamItems, from: "a", to: "c");
        SendMany(cluster["a"], 30);
        cluster.RunSeconds(5.1);
        AssertWentOn(cluster, "a", "b", "d");
        Assert.DoesNotContain(GroupStatus.Expelled, cluster["d"].Application.Statuses);
    }

    [Fact]
    public void Who_has_not_received_what_comes_before_is_blamed()
    {
        Cluster cluster = Of("a", "b", "c", "d");
        cluster.Network.Lose(FrameType.StreamItems, from: "a", to: "c");
        SendMany(cluster["b"], 30);
        cluster.RunSeconds(4.5);
        Assert.Equal("sends wait for c: it has not received what comes before them for 4.0 s", cluster["b"].Reason);
        cluster.RunSeconds(0.6);
        AssertWentOn(cluster, "a", "b", "d");
        Assert.DoesNotContain(GroupStatus.Expelled, cluster["d"].Application.Statuses);
    }

    [Fact]
    public void The_clock_runs_only_while_sends_wait()
    {
        Cluster cluster = Of("a", "b", "c");
        cluster["c"].Application.Hang();
        SendMany(cluster["b"], 10);
        AssertNothingChanges(cluster, 60, "a", "b", "c");
        SendMany(cluster["b"], 1);
        AssertNothingChanges(cluster, 4.9, "a", "b", "c");
        cluster.RunSeconds(0.2);
        AssertWentOn(cluster, "a", "b");
    }

    [Fact]
    public void Announcements_for_others_are_no_progress()
    {
        Cluster cluster = Of("a", "b", "c");
        cluster["c"].Application.Hang();
        SendMany(cluster["a"], 30);
        for (int i = 0; i < 50; i++)
        {
            cluster["b"].Send("");
            cluster.RunSeconds(0.1);
        }
        cluster.RunSeconds(0.2);
        AssertWentOn(cluster, "a", "b");
    }

    [Fact]
    public void The_coordinator_and_orderer_is_left_out_like_any_other()
    {
        Cluster cluster = Of("a", "b", "c");
        cluster["a"].Application.Hang();
        SendMany(cluster["c"], 30);
        cluster.RunSeconds(5.1);
        AssertWentOn(cluster, "b", "c");
        Assert.Contains(GroupStatus.Expelled, cluster["a"].Application.Statuses);
        cluster.RunUntilDelivered(30, "b", "c");
    }

    [Fact]
    public void A_coordinator_that_does_not_hear_of_it_is_left_out_too()
    {
        Cluster cluster = Of("a", "b", "c");
        cluster["a"].Application.Hang();
        cluster.Network.Lose(FrameType.Report, to: "a");
        SendMany(cluster["c"], 30);
        cluster.RunSeconds(5.2);
        AssertWentOn(cluster, "b", "c");
    }

    [Fact]
    public void Of_two_that_find_each_other_too_slow_the_older_stays_where_one_must()
    {
        Cluster cluster = Of("a", "b", "c");
        foreach (string name in (string[])["a", "b"])
            cluster[name].Application.Hang();
        SendMany(cluster["a"], 30);
        SendMany(cluster["b"], 30);
        cluster.RunSeconds(5.2);
        AssertWentOn(cluster, "a", "c");
        Assert.Contains(GroupStatus.Expelled, cluster["b"].Application.Statuses);
    }

    [Fact]
    public void Whom_nobody_hears_accuses_nobody()
    {
        Cluster cluster = Of("a", "b", "c", "d", "e");
        cluster.Network.Lose(FrameType.StreamItems, from: "e");
        SendMany(cluster["e"], 30);
        AssertNothingChanges(cluster, 60, "a", "b", "c", "d", "e");
        Assert.StartsWith("sends wait for a: it has not received 100 bytes", cluster["e"].Reason);
    }

    [Fact]
    public void Nobody_is_left_out_whose_loss_would_leave_no_quorum()
    {
        Cluster cluster = Of("a", "b", "c");
        foreach (string name in (string[])["b", "c"])
            cluster[name].Application.Hang();
        SendMany(cluster["a"], 30);
        AssertNothingChanges(cluster, 60, "a", "b", "c");
        Assert.Equal(GroupStatus.Active, cluster["a"].Status);
    }

    [Fact]
    public void Of_two_members_the_older_goes_on_alone_and_the_younger_never_does()
    {
        Cluster cluster = Of("a", "b");
        cluster["a"].Application.Hang();
        SendMany(cluster["b"], 30);
        AssertNothingChanges(cluster, 60, "a", "b");
        cluster["a"].Application.CatchUp();
        cluster.RunUntilDelivered(30, "a", "b");
        cluster["b"].Application.Hang();
        SendMany(cluster["a"], 30);
        cluster.RunSeconds(5.1);
        AssertWentOn(cluster, "a");
    }

    [Fact]
    public void Nobody_is_left_out_without_whom_too_few_seeds_remain()
    {
        Cluster cluster = Of("a", "b", "c");
        cluster.Kill("a");
        cluster.RunUntilView("b", "c");
        cluster["c"].Application.Hang();
        SendMany(cluster["b"], 30);
        AssertNothingChanges(cluster, 60, "b", "c");
        Assert.Equal(GroupStatus.Active, cluster["b"].Status);
    }

    [Fact]
    public void One_that_moves_before_the_others_hear_of_it_stays()
    {
        Cluster cluster = Of("a", "b", "c");
        cluster["c"].Application.Hang();
        SendMany(cluster["b"], 30);
        cluster.RunSeconds(4.9);
        cluster.Network.HoldBack("b", "a");
        cluster.RunSeconds(0.2);
        cluster["c"].Application.CatchUp();
        cluster.RunSeconds(0.2);
        cluster.Network.Release();
        cluster.RunUntilDelivered(30, "a", "b", "c");
        Assert.All((string[])["a", "b", "c"], name => Assert.Single(cluster[name].Views));
    }
}
