using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;
using Cohort.Toolkit.Tests.ReplicatedObjects;

namespace Cohort.Toolkit.Tests.Durability;

/// <summary>Tools of a group that keeps a log: what was answered is there when all nodes have been gone.</summary>
public sealed class DurableToolTests : IDisposable
{
    private static readonly ToolGroupOptions s_durable = new()
    {
        Group = new GroupOptions { Durability = Cohort.Durability.Log },
    };

    private readonly string _folders = Directory.CreateTempSubdirectory("cohort-tools").FullName;

    [Fact]
    public async Task An_object_goes_on_with_every_update_that_was_answered()
    {
        string[] seeds;
        await using (ToolCluster first = await ToolCluster.StartAsync(3, _folders))
        {
            seeds = first.Seeds;
            Replica<Ledger>[] ledgers = await first.EachAsync(node => node.ReplicateAsync<Ledger>("ledger", s_durable));
            for (int entry = 1; entry <= 30; entry++)
                Assert.Equal(entry, await ledgers[entry % 3].WriteAsync($"{entry}").Soon());
        }
        await using ToolCluster second = await ToolCluster.StartAsync(seeds, _folders);
        Replica<Ledger>[] again = await second.EachAsync(node => node.ReplicateAsync<Ledger>("ledger", s_durable));
        Assert.Equal(Enumerable.Range(1, 30).Select(entry => $"{entry}"), await again[2].AllAsync().Soon());
        Assert.Equal(31, await again[0].WriteAsync("31").Soon());
        Assert.Equal(31, await again[1].CountAsync().Soon());
        // Positions go on, as clients and observers count them.
        Assert.True(again[1].Position > 30);
    }

    [Fact]
    public async Task All_are_restarted_one_after_the_other_and_there_is_always_somebody_who_answers()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3, _folders);
        await cluster.EachAsync(node => node.ReplicateAsync<Ledger>("ledger", s_durable));
        await using CohortClient client = await cluster.ConnectAsync();
        RemoteObject<Ledger> ledger = client.Object<Ledger>("ledger");
        int written = 0;
        for (int index = 0; index < 3; index++)
        {
            // Whatever it stands in the midst of when the node goes, and comes back.
            ToolCluster.Place place = await cluster.RestartAsync(index, () => WriteAsync(20));
            Task<Replica<Ledger>> joining = place.Node.ReplicateAsync<Ledger>("ledger", s_durable);
            await WriteAsync(20);
            Replica<Ledger> replica = await joining.Soon();
            Assert.Equal(written, await replica.CountAsync().Soon());
        }
        Assert.Equal(Enumerable.Range(1, 120).Select(entry => $"{entry}"), await ledger.AllAsync().Soon());

        async Task WriteAsync(int entries)
        {
            for (int entry = 0; entry < entries; entry++)
                Assert.Equal(++written, await ledger.WriteAsync($"{written}").Soon());
        }
    }

    [Fact]
    public async Task Observers_begin_with_the_state_and_hear_nothing_of_long_ago()
    {
        string[] seeds;
        await using (ToolCluster first = await ToolCluster.StartAsync(1, _folders))
        {
            seeds = first.Seeds;
            await using Replica<Ledger> ledger = await first[0].Node.ReplicateAsync<Ledger>("ledger", s_durable).Soon();
            await ledger.WriteAsync("old").Soon();
        }
        await using ToolCluster second = await ToolCluster.StartAsync(seeds, _folders);
        await using Replica<Ledger> again = await second[0].Node.ReplicateAsync<Ledger>("ledger", s_durable).Soon();
        await using var reading = again.ObserveAsync<Written>(mostWaiting: 4, Deadline.Token).GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal((ObservedKind.State, 1), (reading.Current.Kind, reading.Current.State!.Count()));
        await again.WriteAsync("new").Soon();
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal(new Written(2, "new"), reading.Current.Event);
    }

    [Fact]
    public async Task Locks_of_the_dead_are_free_and_tokens_still_rise()
    {
        string[] seeds;
        ulong[] tokens = new ulong[2];
        await using (ToolCluster first = await ToolCluster.StartAsync(2, _folders))
        {
            seeds = first.Seeds;
            GroupLocks[] locks = await first.EachAsync(node => node.LocksAsync("locks", s_durable));
            tokens[0] = (await locks[0].LockAsync("a").Soon()).Token;
            tokens[1] = (await locks[1].LockAsync("b").Soon()).Token;
        }
        await using ToolCluster second = await ToolCluster.StartAsync(seeds, _folders);
        GroupLocks[] again = await second.EachAsync(node => node.LocksAsync("locks", s_durable));
        foreach (GroupLocks locks in again)
        {
            HeldLock held = await locks.LockAsync("a").Soon();
            Assert.True(held.Token > tokens.Max());
            await held.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_call_is_durable_only_where_a_log_is_kept()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1, _folders);
        ToolGroup without = await cluster[0]
            .Node.JoinAsync("without", tools => tools.Serve<IPersisted>(new Persisted()))
            .Soon();
        var refused = Assert.Throws<ArgumentException>(() =>
        {
            _ = without.Calls<IPersisted>().SumAsync(1, 2);
        });
        Assert.Contains(
            "without.IPersisted.Sum is Durable, and group 'without' keeps no log",
            refused.Message,
            StringComparison.Ordinal
        );
        ToolGroup with = await cluster[0]
            .Node.JoinAsync("with", tools => tools.Serve<IPersisted>(new Persisted()), s_durable)
            .Soon();
        Assert.Equal(3, (await with.Calls<IPersisted>().SumAsync(1, 2).AsTask().Soon()).First);
    }

    public void Dispose() => Directory.Delete(_folders, recursive: true);
}
