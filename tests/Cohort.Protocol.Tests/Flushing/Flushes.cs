using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Flushing;

/// <summary>U1: whatever a completed flush covers is settled.</summary>
public sealed class Flushes
{
    [Fact]
    public void One_completes_when_all_that_was_sent_before_is_with_all()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Network.HoldBack("b", "c");
        cluster["b"].Send("before", Order.Fifo, Delivery.Received);
        long flush = cluster["b"].Flush();
        cluster.RunSeconds(1);
        Assert.Equal(["before"], cluster["b"].Delivered);
        Assert.DoesNotContain(flush, cluster["b"].Flushed);
        cluster.Network.Release();
        cluster.Settle();
        Assert.Contains(flush, cluster["b"].Flushed);
    }

    [Fact]
    public void One_does_not_wait_for_what_is_sent_after_it()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster["b"].Send("before", Order.Fifo, Delivery.Received);
        long flush = cluster["b"].Flush();
        cluster.Settle();
        cluster.Network.HoldBack("b", "c");
        cluster["b"].Send("after", Order.Fifo, Delivery.Received);
        cluster.Settle();
        Assert.Contains(flush, cluster["b"].Flushed);
    }

    [Fact]
    public void One_with_nothing_before_it_completes_at_once()
    {
        Cluster cluster = Cluster.Of("a", "b");
        long flush = cluster["b"].Flush();
        cluster.Settle();
        Assert.Contains(flush, cluster["b"].Flushed);
    }

    [Fact]
    public void One_waits_for_what_its_messages_depend_on()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Network.HoldBack("a", "c");
        cluster["a"].Send("cause", Order.Causal, Delivery.Received);
        cluster.Settle();
        cluster["b"].Send("effect", Order.Causal, Delivery.Received);
        long flush = cluster["b"].Flush();
        cluster.RunSeconds(1);
        Assert.Equal(["cause", "effect"], cluster["b"].Delivered);
        Assert.DoesNotContain(flush, cluster["b"].Flushed);
        cluster.Network.Release();
        cluster.Settle();
        Assert.Equal(["cause", "effect"], cluster["c"].Delivered);
        Assert.Contains(flush, cluster["b"].Flushed);
    }

    [Fact]
    public void One_whose_cause_was_lost_with_its_sender_is_not_told_that_all_is_settled()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Cut("a", "c");
        cluster["a"].Send("cause", Order.Causal, Delivery.Received);
        cluster.Settle();
        cluster["b"].Send("effect", Order.Causal, Delivery.Received);
        long flush = cluster["b"].Flush();
        cluster.Settle();
        Assert.DoesNotContain(flush, cluster["b"].Flushed);
        cluster.Kill("a");
        cluster.RunUntilView("b", "c");
        Assert.Contains(flush, cluster["b"].Flushed);
        Assert.Equal(["cause", "effect"], cluster["c"].Delivered);
    }

    [Fact]
    public void One_completes_with_the_view_whose_cut_holds_what_it_covers()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Network.HoldBack("b", "c");
        cluster["b"].Send("before", Order.Fifo, Delivery.Received);
        long flush = cluster["b"].Flush();
        cluster.Settle();
        cluster.Kill("a");
        cluster.Network.Release();
        cluster.RunUntilView("b", "c");
        Assert.Contains(flush, cluster["b"].Flushed);
        Assert.Equal(["before"], cluster["c"].Delivered);
    }

    [Fact]
    public void One_of_an_expelled_member_fails_as_unknown()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Partition("c");
        cluster["c"].Send("lost", Order.Fifo, Delivery.Received);
        long flush = cluster["c"].Flush();
        cluster.RunUntilView("a", "b");
        cluster.Heal();
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal([(flush, Failure.Unknown)], cluster["c"].Rejected);
        Assert.DoesNotContain("lost", cluster["a"].Delivered);
    }

    [Fact]
    public void One_of_a_leaver_completes_when_it_has_left_in_good_order()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster["b"].Send("last words", Order.Fifo, Delivery.Received);
        long flush = cluster["b"].Flush();
        cluster["b"].Leave();
        cluster.RunUntil(() => cluster["b"].Status == GroupStatus.Left);
        Assert.Contains(flush, cluster["b"].Flushed);
        Assert.Equal(["last words"], cluster["c"].Delivered);
    }

    [Fact]
    public void One_of_a_leaver_that_was_suspected_meanwhile_fails_as_unknown()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.CutOneWay("c", "a");
        cluster.CutOneWay("c", "b");
        cluster["c"].Send("nobody hears this", Order.Fifo, Delivery.Received);
        long flush = cluster["c"].Flush();
        cluster["c"].Leave();
        cluster.RunUntil(() => cluster["c"].Status == GroupStatus.Left);
        Assert.Equal([(flush, Failure.Unknown)], cluster["c"].Rejected);
        Assert.Empty(cluster["c"].Flushed);
        Assert.DoesNotContain("nobody hears this", cluster["a"].Delivered);
    }

    [Fact]
    public void What_never_left_an_expelled_member_was_certainly_not_delivered()
    {
        Cluster cluster = Cluster.Of(new Limits { Window = 10 }, "a", "b", "c");
        cluster.Partition("c");
        cluster["c"].Send(new string('x', 10));
        long waiting = cluster["c"].Send("behind the window");
        cluster.RunUntilView("a", "b");
        cluster.Heal();
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal([(waiting, Failure.NotDelivered)], cluster["c"].Rejected);
    }

    [Fact]
    public void One_asked_for_by_who_has_not_heard_that_it_was_expelled_is_unknown()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        TestGroup returned = ExpelAndReturn(cluster, () => { }, "b", "c");
        long flush = returned.Flush(expulsionsHeard: 0);
        cluster.Settle();
        Assert.Contains((flush, Failure.Unknown), returned.Rejected);
        flush = returned.Flush();
        cluster.Settle();
        Assert.Contains(flush, returned.Flushed);
    }

    [Fact]
    public void The_first_after_an_expulsion_is_unknown_where_something_may_be_lost()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        TestGroup returned = ExpelAndReturn(
            cluster,
            () => cluster["a"].Send("lost", Order.Fifo, Delivery.Received),
            "b",
            "c"
        );
        Assert.Contains("lost", returned.History);
        TheFirstIsUnknown(cluster, returned);
    }

    [Fact]
    public void The_first_after_an_expulsion_is_unknown_where_a_promise_was_broken()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d", "e");
        cluster.Network.HoldBack("b", "a");
        cluster.Kill("e");
        cluster.RunUntil(() => cluster["a"].Status == GroupStatus.Changing);
        cluster["a"].Application.Promise("never sent");
        TestGroup returned = ExpelAndReturn(cluster, cluster.Network.Release, "b", "c", "d");
        Assert.Equal(1, returned.PromisesBroken);
        TheFirstIsUnknown(cluster, returned);
    }

    private static TestGroup ExpelAndReturn(Cluster cluster, Action meanwhile, params string[] others)
    {
        cluster.Partition("a");
        meanwhile();
        cluster.RunUntilView(others);
        cluster.Heal();
        cluster.RunUntilView([.. others, "a"]);
        Assert.Contains(GroupStatus.Expelled, cluster["a"].Application.Statuses);
        return cluster["a"].Application;
    }

    private static void TheFirstIsUnknown(Cluster cluster, TestGroup returned)
    {
        long first = returned.Flush();
        long second = returned.Flush();
        cluster.Settle();
        Assert.Contains((first, Failure.Unknown), returned.Rejected);
        Assert.Contains(second, returned.Flushed);
    }
}
