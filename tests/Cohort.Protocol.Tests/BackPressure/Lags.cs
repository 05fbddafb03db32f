using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.BackPressure;

/// <summary>Section 5, "Too slow": who keeps sends waiting is seen.</summary>
public sealed class Lags
{
    private static readonly Limits Narrow = new() { Window = 100 };

    private static readonly string Ten = new('x', 10);

    private static void SendMany(TestNode node, int count)
    {
        for (int i = 0; i < count; i++)
            node.Send(Ten);
    }

    [Fact]
    public void The_application_can_ask_how_far_each_member_is_behind()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b", "c");
        cluster["c"].Application.Consumes = false;
        SendMany(cluster["a"], 30);
        cluster.RunSeconds(3);
        IReadOnlyList<MemberLag> lags = cluster["a"].Application.ReadLags();
        Assert.Equal(["a", "b", "c"], lags.Select(lag => lag.Member.Name));
        Assert.Equal([0, 0, 10], lags.Select(lag => lag.UnhandledMessages));
        Assert.Equal([0, 0, 100], lags.Select(lag => lag.UnhandledBytes));
        Assert.All(
            lags,
            lag => Assert.Equal((0, 0L, 0L), (lag.UnreceivedMessages, lag.UnreceivedBytes, lag.EarlierBytes))
        );
        Assert.Equal([TimeSpan.Zero, TimeSpan.Zero], lags.Take(2).Select(lag => lag.KeepsWaitingFor));
        Assert.InRange(lags[2].KeepsWaitingFor.TotalSeconds, 2.9, 3);
        Assert.InRange(lags[2].StillFor.TotalSeconds, 2.9, 3);
    }

    [Fact]
    public void Who_has_consumed_all_or_keeps_nobody_waiting_is_not_said_to_be_slow()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b");
        cluster["b"].Application.Consumes = false;
        SendMany(cluster["a"], 9);
        cluster.RunSeconds(60);
        MemberLag lag = cluster["a"].Application.ReadLags()[1];
        Assert.Equal((9, TimeSpan.Zero, TimeSpan.Zero), (lag.UnhandledMessages, lag.KeepsWaitingFor, lag.StillFor));
        Assert.Equal("", cluster["a"].Reason);
        Assert.Empty(cluster["a"].Warnings);
    }

    [Fact]
    public void The_status_says_for_whom_sends_wait_and_a_warning_begins_and_ends_it()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b", "c");
        cluster["c"].Application.Consumes = false;
        SendMany(cluster["a"], 30);
        cluster.RunSeconds(0.9);
        Assert.Equal("", cluster["a"].Reason);
        cluster.RunSeconds(0.2);
        Assert.Equal(GroupStatus.Active, cluster["a"].Status);
        Assert.Equal("sends wait for c: it has not handled 100 bytes for 1.0 s", cluster["a"].Reason);
        Assert.Equal([$"group 'g': {cluster["a"].Reason}"], cluster["a"].Warnings);
        cluster.RunSeconds(3);
        Assert.Equal("sends wait for c: it has not handled 100 bytes for 4.0 s", cluster["a"].Reason);
        cluster["c"].Application.CatchUp();
        cluster.RunSeconds(3);
        Assert.Equal("", cluster["a"].Reason);
        Assert.Equal("group 'g': sends no longer wait for c; they did for 4.1 s", cluster["a"].Warnings[^1]);
        Assert.Equal(2, cluster["a"].Warnings.Count);
        Assert.Empty(cluster["b"].Warnings);
    }

    [Fact]
    public void However_long_it_lasts_the_status_changes_a_few_times_only()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b");
        cluster["b"].Application.Consumes = false;
        SendMany(cluster["a"], 30);
        int before = cluster["a"].Application.Statuses.Count;
        cluster.RunSeconds(3600);
        Assert.InRange(cluster["a"].Application.Statuses.Count - before, 10, 14);
        Assert.Single(cluster["a"].Warnings);
    }

    [Fact]
    public void Episodes_that_follow_each_other_warn_once()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b");
        for (int episode = 0; episode < 4; episode++)
        {
            cluster["b"].Application.Consumes = false;
            SendMany(cluster["a"], 11);
            cluster.RunSeconds(2);
            Assert.StartsWith("sends wait for b", cluster["a"].Reason);
            cluster["b"].Application.CatchUp();
            cluster.RunSeconds(2.5);
            Assert.Equal("", cluster["a"].Reason);
        }
        Assert.Equal(2, cluster["a"].Warnings.Count);
    }

    [Fact]
    public void A_member_whose_own_handlers_are_slow_says_so()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b", "c");
        cluster["a"].Application.Consumes = false;
        SendMany(cluster["a"], 30);
        cluster.RunSeconds(1.1);
        Assert.Equal("sends wait for this member itself: it has not handled 100 bytes for 1.0 s", cluster["a"].Reason);
    }

    [Fact]
    public void One_that_does_not_receive_is_told_from_one_that_does_not_handle()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b", "c");
        cluster.Network.Lose(FrameType.StreamItems, from: "a", to: "b");
        cluster["c"].Application.Consumes = false;
        for (int i = 0; i < 30; i++)
            cluster["a"].Send(Ten, Order.Fifo, Delivery.Received);
        cluster.RunSeconds(1.1);
        Assert.Equal(
            "sends wait for b: it has not received 100 bytes for 1.0 s; for c: it has not handled 100 bytes for 1.0 s",
            cluster["a"].Reason
        );
    }

    [Fact]
    public void What_is_left_of_earlier_views_keeps_sends_waiting_too()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b", "c");
        cluster["b"].Application.Consumes = false;
        SendMany(cluster["a"], 30);
        cluster.RunSeconds(0.5);
        cluster.Kill("c");
        cluster.RunUntilView("a", "b");
        cluster.RunSeconds(1.1);
        Assert.Equal("sends wait for b: it has not handled 100 bytes of earlier views for 1.0 s", cluster["a"].Reason);
        Assert.Equal(100, cluster["a"].Application.ReadLags()[1].EarlierBytes);
    }

    [Fact]
    public void Waiting_for_a_quorum_is_no_lag()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b", "c");
        cluster.Kill("b");
        cluster.Kill("c");
        SendMany(cluster["a"], 30);
        cluster.RunSeconds(5);
        Assert.Equal(GroupStatus.Blocked, cluster["a"].Status);
        Assert.DoesNotContain(cluster["a"].Warnings, warning => warning.Contains("sends wait"));
    }

    [Fact]
    public void Who_is_in_no_view_knows_of_no_lag()
    {
        var cluster = new Cluster { Seeds = ["a", "b"] };
        cluster.Start("a");
        cluster.Settle();
        Assert.Empty(cluster["a"].Application.ReadLags());
    }
}
