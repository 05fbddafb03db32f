using System.Text;
using Cohort.Tests.Clusters;
using Cohort.Tests.Durability;

namespace Cohort.Tests.Observation;

/// <summary>What the instruments tell is what has happened.</summary>
public sealed class MetricsTests
{
    private static readonly string[] s_group = ["group=ledger"];

    [Fact]
    public async Task Messages_are_counted_exactly_where_they_are_sent_delivered_and_handled()
    {
        await using Cluster cluster = await Cluster.FormAsync(3);
        using Measurements heard = Listen(cluster);

        await cluster[0].SendManyAsync("a", 20);
        await cluster[1].SendAsync("b1", Order.Fifo, Delivery.Received);
        await cluster[1].SendAsync("b2", Order.Causal);
        await cluster.EachAsync(process => process.Replica.HasAsync(22));
        await heard.UntilAsync(now => now.Sum("cohort.handled.messages", s_group) == 3 * 22);

        Assert.Equal(20, heard.Value("cohort.sent.messages", "group=ledger", At(cluster[0])));
        Assert.Equal(2, heard.Value("cohort.sent.messages", "group=ledger", At(cluster[1])));
        Assert.Equal(0, heard.Value("cohort.sent.messages", "group=ledger", At(cluster[2])));
        int bytes = Enumerable.Range(1, 20).Sum(number => Encoding.UTF8.GetByteCount($"a{number}"));
        Assert.Equal(bytes, heard.Value("cohort.sent.bytes", "group=ledger", At(cluster[0])));
        foreach (Cluster.Process process in cluster.Processes)
        {
            string at = At(process);
            Assert.Equal(20, heard.Value("cohort.delivered.messages", at, "order=total", "delivery=stable"));
            Assert.Equal(1, heard.Value("cohort.delivered.messages", at, "order=fifo", "delivery=received"));
            Assert.Equal(1, heard.Value("cohort.delivered.messages", at, "order=causal", "delivery=stable"));
            Assert.Equal(bytes + 4, heard.Value("cohort.delivered.bytes", at, "group=ledger"));
            Assert.Equal(0, heard.Value("cohort.handler.queue", at, "group=ledger"));
        }
        // Each at its sender alone, and each handler call of a message.
        Assert.Equal(20, heard.All("cohort.delivery.latency", At(cluster[0]), "order=total").Count);
        Assert.Single(heard.All("cohort.delivery.latency", At(cluster[1]), "order=fifo"));
        Assert.Empty(heard.All("cohort.delivery.latency", At(cluster[2])));
        Assert.Equal(3 * 22, heard.All("cohort.handler.duration", s_group).Count);
        Assert.Equal(22, heard.Sum("cohort.batch.messages", s_group));
        Assert.All(heard.All("cohort.delivery.latency"), latency => Assert.True(latency.Value > 0));
        Assert.True(heard.Sum("cohort.socket.bytes") > 3 * bytes);
    }

    [Fact]
    public async Task A_death_is_seen_in_the_view_and_in_how_long_the_change_has_taken()
    {
        await using Cluster cluster = await Cluster.FormAsync(
            3,
            options => options with { SuspicionTime = TimeSpan.FromSeconds(1) }
        );
        using Measurements heard = Listen(cluster);
        await heard.UntilAsync(now => now.Sum("cohort.view.pending", s_group) == 0);
        double before = heard.Value("cohort.view.number", "group=ledger", At(cluster[0]));
        double changes = heard.Value("cohort.view.changes", "group=ledger", At(cluster[0]));
        Assert.Equal(9, heard.Sum("cohort.view.members", s_group));
        Assert.Equal(9, heard.Sum("cohort.view.members", "group=cohort.root"));
        await heard.UntilAsync(now => now.Value("cohort.view.stable", "group=ledger", At(cluster[0])) == before);

        Cluster.Process dead = cluster[2];
        dead.Transport.Kill();
        cluster.Forget(dead);
        await cluster.EachAsync(process => process.Replica.SeesAsync(2));

        foreach (Cluster.Process process in cluster.Processes)
        {
            await heard.UntilAsync(now => now.Value("cohort.view.number", "group=ledger", At(process)) == before + 1);
            await heard.UntilAsync(now => now.Value("cohort.view.suspected", "group=ledger", At(process)) == 0);
            Assert.Equal(2, heard.Value("cohort.view.members", "group=ledger", At(process)));
            Assert.Single(heard.All("cohort.view.change.duration", "group=ledger", At(process)));
            Assert.Equal(1, heard.Value("cohort.group.status", "group=ledger", At(process), "status=active"));
        }
        Assert.Equal(changes + 1, heard.Value("cohort.view.changes", "group=ledger", At(cluster[0])));
        await heard.UntilAsync(now => now.Value("cohort.view.stable", "group=ledger", At(cluster[0])) == before + 1);
        await dead.Node.DisposeAsync().AsTask().Soon();
    }

    [Fact]
    public async Task Who_is_slow_is_seen_to_lag_until_it_goes_on()
    {
        var goesOn = new TaskCompletionSource();
        await using Cluster cluster = Cluster.Of(2);
        Cluster.Process sender = await cluster.StartAsync(cluster.Seeds[0]);
        Cluster.Process slow = await cluster.StartAsync(cluster.Seeds[1]);
        using Measurements heard = Listen(cluster);
        await Task.WhenAll(
                sender.JoinAsync(),
                slow.JoinAsync(options =>
                    options with
                    {
                        OnMessage = null,
                        OnMessageAsync = async (_, _) => await goesOn.Task,
                    }
                )
            )
            .Soon();
        string[] lag = ["group=ledger", At(sender), $"member={slow.Node.Name}"];

        await sender.SendManyAsync("a", 10);
        await sender.Replica.HasAsync(10).Soon();
        await heard.UntilAsync(now => now.Value("cohort.member.unhandled", lag) == 10);
        Assert.Equal(21, heard.Value("cohort.member.unhandled.bytes", lag));
        Assert.Equal(10, heard.Value("cohort.handler.queue", "group=ledger", At(slow)));
        Assert.Equal(10, heard.Value("cohort.window.messages", "group=ledger", At(sender)));
        Assert.Equal(21, heard.Value("cohort.window.bytes", "group=ledger", At(sender)));
        Assert.Equal(0, heard.Value("cohort.window.waiting", "group=ledger", At(sender)));
        Assert.Equal(0, heard.Value("cohort.member.unreceived", lag));
        Assert.Equal(0, heard.Value("cohort.member.row.lag", lag));
        Assert.Equal(0, heard.Value("cohort.member.waited", lag));

        goesOn.SetResult();
        await heard.UntilAsync(now => now.Value("cohort.member.unhandled", lag) == 0);
        await heard.UntilAsync(now => now.Value("cohort.window.bytes", "group=ledger", At(sender)) == 0);
    }

    [Fact]
    public async Task Who_receives_nothing_is_seen_to_lag_in_its_row_and_keeps_sends_waiting()
    {
        await using Cluster cluster = await Cluster.FormAsync(
            3,
            options => options with { SuspicionTime = TimeSpan.FromSeconds(30), WindowBytes = 64 << 10 }
        );
        using Measurements heard = Listen(cluster);
        Cluster.Process away = cluster[2];
        string[] lag = ["group=ledger", At(cluster[0]), $"member={away.Node.Name}"];

        away.Transport.CutOff();
        Task[] sends = [.. Enumerable.Range(1, 30).Select(_ => cluster[0].SendAsync(new string('x', 4 << 10)))];
        Task flushed = Task.WhenAll([.. sends, cluster[0].Group.FlushAsync()]);
        await heard.UntilAsync(now => now.Sum("cohort.member.unreceived", lag) > 0);
        await heard.UntilAsync(now => now.Sum("cohort.member.row.lag", lag) > 0);
        await heard.UntilAsync(now => now.Sum("cohort.window.waiting", "group=ledger", At(cluster[0])) > 0);
        await heard.UntilAsync(now => now.Sum("cohort.member.waited", lag) > 0);
        Assert.Equal(64 << 10, heard.Value("cohort.window.limit", "group=ledger", At(cluster[0])));
        Assert.Empty(heard.All("cohort.flush.duration", s_group));

        away.Transport.Heal();
        await flushed.Soon();
        Assert.Single(heard.All("cohort.flush.duration", "group=ledger", At(cluster[0])));
        await heard.UntilAsync(now => now.Sum("cohort.member.row.lag", lag) == 0);
    }

    [Fact]
    public async Task A_joiner_gets_the_state_once_and_that_is_told_at_both_ends()
    {
        await using Cluster cluster = await Cluster.FormAsync(1);
        await cluster[0].SendManyAsync("a", 5);
        await cluster[0].Replica.HasAsync(5).Soon();
        Cluster.Process joiner = await cluster.StartAsync();
        using Measurements heard = Listen(cluster);

        await joiner.JoinAsync().Soon();

        double bytes = heard.Value("cohort.state.received.bytes", At(joiner), "group=ledger");
        Assert.Equal("""["a1","a2","a3","a4","a5"]""".Length, bytes);
        Assert.Equal(1, heard.Value("cohort.state.received", At(joiner), "group=ledger"));
        Assert.Equal(0, heard.Value("cohort.state.received", At(cluster[0]), "group=ledger"));
        Assert.Equal(1, heard.Value("cohort.state.saved", At(cluster[0]), "group=ledger"));
        Assert.Equal(bytes, heard.Value("cohort.state.saved.bytes", At(cluster[0]), "group=ledger"));
        double transfer = heard.Value("cohort.state.transfer.duration", "group=ledger", At(joiner));
        double join = heard.Value("cohort.join.duration", "group=ledger", At(joiner));
        Assert.True(transfer > 0 && join > 0);
    }

    [Fact]
    public async Task What_goes_to_the_disk_is_counted_and_each_sync_is_timed()
    {
        using var folders = new DataFolders();
        await using Cluster cluster = await folders.StartAsync(0, 1, 2);
        using Measurements heard = Listen(cluster);
        await cluster.EachAsync(DataFolders.JoinAsync);
        double before = heard.Value("cohort.log.bytes", At(cluster[0]));
        int syncs = heard.All("cohort.log.sync.duration", At(cluster[0])).Count;

        await cluster[0].SendAsync(new string('x', 10_000), delivery: Delivery.Durable);
        await cluster.EachAsync(process => process.Replica.HasAsync(1));

        Assert.InRange(heard.Value("cohort.log.bytes", At(cluster[0])), before + 10_000, before + 12_000);
        Assert.True(heard.Value("cohort.log.records", At(cluster[0])) > 0);
        Assert.True(heard.Value("cohort.log.size", At(cluster[0])) > heard.Value("cohort.log.bytes", At(cluster[0])));
        Assert.True(heard.All("cohort.log.sync.duration", At(cluster[0])).Count > syncs);
        await heard.UntilAsync(now => now.Value("cohort.log.unsynced", At(cluster[0])) == 0);
        Assert.Equal(1, heard.Value("cohort.delivered.messages", At(cluster[0]), "delivery=durable"));
    }

    [Fact]
    public async Task Who_begins_to_listen_while_messages_are_under_way_is_told_of_those_that_are_sent_afterwards_alone()
    {
        await using Cluster cluster = await Cluster.FormAsync(
            2,
            options => options with { SuspicionTime = TimeSpan.FromSeconds(30) }
        );
        cluster[1].Transport.CutOff();
        await cluster[0].SendManyAsync("a", 7);
        using Measurements heard = Listen(cluster);
        await cluster[0].SendManyAsync("b", 3);
        Assert.Empty(heard.All("cohort.delivery.latency", At(cluster[0])));

        cluster[1].Transport.Heal();
        await cluster[0].Group.FlushAsync().Soon();
        await cluster[0].SendManyAsync("c", 2);
        await cluster.AgreeAsync(12);
        Assert.Equal(5, heard.All("cohort.delivery.latency", At(cluster[0])).Count);
    }

    [Fact]
    public async Task Of_a_node_that_is_gone_nothing_is_told()
    {
        await using Cluster cluster = await Cluster.FormAsync(1);
        using Measurements heard = Listen(cluster);
        Assert.NotEmpty(heard.All("cohort.view.number", s_group));
        Assert.NotEmpty(heard.All("cohort.sent.messages", s_group));

        await cluster[0].Group.DisposeAsync().AsTask().Soon();
        Assert.Empty(heard.All("cohort.sent.messages", s_group));
        await heard.UntilAsync(now => now.All("cohort.view.number", s_group).Count == 0);

        await cluster[0].Node.DisposeAsync().AsTask().Soon();
        Assert.Empty(heard.All("cohort.view.number"));
    }

    private static Measurements Listen(Cluster cluster) =>
        new([.. cluster.Processes.Select(process => process.Node.Name)]);

    private static string At(Cluster.Process process) => $"node={process.Node.Name}";
}
