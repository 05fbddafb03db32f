using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.BackPressure;

/// <summary>Section 3: a sender that is too fast waits.</summary>
public sealed class Window
{
    private static readonly Limits Narrow = new() { Window = 100, HandlerReserve = 50 };

    private static readonly string Ten = new('x', 10);

    [Fact]
    public void A_sender_stops_at_the_window_while_a_receiver_does_not_consume()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b", "c");
        cluster["c"].Application.Consumes = false;
        long[] sent = [.. Enumerable.Range(0, 30).Select(_ => cluster["a"].Send(Ten))];
        cluster.RunSeconds(10);
        Assert.Equal(sent[..10], cluster["a"].Accepted.Order());
        Assert.Equal(10, cluster["c"].Delivered.Count);
    }

    [Fact]
    public void It_goes_on_when_the_receiver_consumes()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b", "c");
        cluster["c"].Application.Consumes = false;
        for (int i = 0; i < 30; i++)
            cluster["a"].Send(Ten);
        cluster.RunSeconds(1);
        cluster["c"].Application.CatchUp();
        cluster.RunUntilDelivered(30, "a", "b", "c");
        Assert.Equal(30, cluster["a"].Accepted.Count);
    }

    [Fact]
    public void One_slow_receiver_does_not_stop_the_senders_of_another_group()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b", "c");
        foreach (string name in (string[])["a", "b", "c"])
            cluster[name].Join("other");
        cluster.RunUntil(() => cluster["a"].Group("other").Status == GroupStatus.Active);
        cluster["c"].Application.Consumes = false;
        for (int i = 0; i < 30; i++)
        {
            cluster["a"].Send(Ten);
            cluster["a"].Group("other").Send(Ten);
        }
        cluster.RunSeconds(1);
        Assert.Equal(10, cluster["b"].Delivered.Count);
        Assert.Equal(30, cluster["c"].Group("other").Delivered.Count);
    }

    [Fact]
    public void The_window_counts_messages_too()
    {
        Cluster cluster = Cluster.Of(new Limits { WindowItems = 5 }, "a", "b");
        cluster["b"].Application.Consumes = false;
        for (int i = 0; i < 8; i++)
            cluster["a"].Send("");
        cluster.RunSeconds(1);
        Assert.Equal(5, cluster["b"].Delivered.Count);
    }

    [Fact]
    public void A_message_larger_than_the_window_goes_alone()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b");
        string large = new('l', 250);
        cluster["b"].Application.Consumes = false;
        cluster["a"].Send(large);
        cluster["a"].Send("next");
        cluster.RunSeconds(1);
        Assert.Equal([large], cluster["b"].Delivered);
        cluster["b"].Application.CatchUp();
        cluster.RunUntilDelivered(2, "b");
    }

    [Fact]
    public void A_view_change_does_not_open_it_for_a_slow_receiver()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b", "c");
        cluster["b"].Application.Consumes = false;
        for (int i = 0; i < 50; i++)
            cluster["a"].Send(Ten);
        cluster.RunSeconds(1);
        cluster.Kill("c");
        cluster.RunUntilView("a", "b");
        cluster.RunSeconds(10);
        Assert.Equal(10, cluster["b"].Delivered.Count);
        cluster["b"].Application.CatchUp();
        cluster.RunUntilDelivered(50, "a", "b");
    }

    [Fact]
    public void What_waits_in_a_view_that_ends_is_sent_in_the_next()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b", "c");
        cluster.Network.HoldBack("b", "a");
        cluster.Network.HoldBack("b", "c");
        for (int i = 0; i < 20; i++)
            cluster["b"].Send($"{i}");
        cluster.Kill("a");
        cluster.Network.Release();
        cluster.RunUntilDelivered(20, "b", "c");
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), cluster["c"].Delivered);
    }

    [Fact]
    public void Sends_from_a_handler_draw_on_a_reserve_and_then_fail()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b");
        cluster["b"].Application.Consumes = false;
        for (int i = 0; i < 10; i++)
            cluster["a"].Send(Ten);
        cluster.RunSeconds(1);
        long[] answers = [.. Enumerable.Range(0, 6).Select(_ => cluster["a"].Application.Send(Ten, fromHandler: true))];
        cluster.Settle();
        Assert.Equal([(answers[5], Failure.BacklogFull)], cluster["a"].Rejected);
        Assert.Superset(answers[..5].ToHashSet(), cluster["a"].Accepted);
        cluster["b"].Application.CatchUp();
        cluster.RunUntilDelivered(15, "a", "b");
        cluster["a"].Application.Send("room again", fromHandler: true);
        cluster.RunUntilDelivered(16, "a", "b");
    }

    [Fact]
    public void A_handler_that_answers_every_message_goes_on()
    {
        Cluster cluster = Cluster.Of("a", "b");
        TestGroup b = cluster["b"].Application;
        b.Handler = text =>
        {
            if (!text.StartsWith("re: "))
                b.Send($"re: {text}", fromHandler: true);
        };
        for (int i = 0; i < 100; i++)
            cluster["a"].Send($"{i}");
        cluster.RunUntilDelivered(200, "a", "b");
        Assert.Equal(cluster["a"].Delivered, cluster["b"].Delivered);
        Assert.Empty(b.Rejected);
    }

    [Fact]
    public void A_message_beyond_the_limit_is_refused()
    {
        Cluster cluster = Cluster.Of(new Limits { MessageSize = 100 }, "a", "b");
        long ticket = cluster["a"].Send(new string('x', 101));
        cluster["a"].Send(new string('x', 100));
        cluster.RunUntilDelivered(1, "a", "b");
        Assert.Equal([(ticket, Failure.TooLarge)], cluster["a"].Rejected);
    }
}
