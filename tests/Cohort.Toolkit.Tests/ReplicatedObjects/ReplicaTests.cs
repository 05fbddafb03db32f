using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;

namespace Cohort.Toolkit.Tests.ReplicatedObjects;

/// <summary>R1 to R3 at real nodes: a replicated object is used as if there were one.</summary>
public sealed class ReplicaTests
{
    [Fact]
    public async Task What_one_member_updates_the_others_read()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        Replica<Inventory>[] replicas = await cluster.EachAsync(node => node.ReplicateAsync<Inventory>("inventory"));
        await replicas[0].AddAsync("hammer", 5).Soon();
        Assert.Equal(3, await replicas[1].ReserveAsync("hammer", 2).Soon());
        Assert.Equal(3, await replicas[2].InStockAsync("Hammer").Soon());
        Assert.Equal(2, await replicas[0].ReservedAsync().Soon());
        Assert.Equal(await replicas[0].LastChangeAsync().Soon(), await replicas[2].LastChangeAsync().Soon());
        Assert.Equal(2, replicas[2].Local.Reserved());
    }

    [Fact]
    public async Task What_an_update_throws_is_its_answer_and_the_group_goes_on()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        Replica<Inventory>[] replicas = await cluster.EachAsync(node => node.ReplicateAsync<Inventory>("inventory"));
        await replicas[0].AddAsync("saw", 1).Soon();
        var failed = await Assert.ThrowsAsync<UpdateFailedException>(() => replicas[1].ReserveAsync("saw", 2).Soon());
        Assert.Equal("System.InvalidOperationException", failed.ExceptionType);
        Assert.Equal("only 1 of saw are there", failed.ExceptionMessage);
        Assert.Equal(0, await replicas[0].ReserveAsync("saw", 1).Soon());
    }

    [Fact]
    public async Task So_is_what_cannot_be_said_in_UTF_8()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using Replica<Counters> replica = await cluster[0].Node.ReplicateAsync<Counters>("counters").Soon();
        var failed = await Assert.ThrowsAsync<UpdateFailedException>(() => replica.BreakAsync().Soon());
        Assert.Equal("half of a pair: \ufffd", failed.ExceptionMessage);
        Assert.Equal(1, await replica.CountAsync("door").Soon());
    }

    [Fact]
    public async Task One_that_joins_later_has_the_state_and_its_comparer()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using Replica<Inventory> first = await cluster[0].Node.ReplicateAsync<Inventory>("inventory").Soon();
        await first.AddAsync("nail", 100).Soon();
        ToolCluster.Place place = await cluster.AddAsync();
        await using Replica<Inventory> second = await place.Node.ReplicateAsync<Inventory>("inventory").Soon();
        Assert.Equal(99, await second.ReserveAsync("NAIL", 1).Soon());
        Assert.Equal(await first.LastChangeAsync().Soon(), await second.LastChangeAsync().Soon());
    }

    [Fact]
    public async Task What_is_read_is_a_copy()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using Replica<Inventory> replica = await cluster[0].Node.ReplicateAsync<Inventory>("inventory").Soon();
        await replica.AddAsync("nail", 1).Soon();
        Dictionary<string, int> all = await replica.AllAsync().Soon();
        all["nail"] = 7;
        Assert.Equal(1, replica.Local.InStock("nail"));
    }

    [Fact]
    public async Task Each_update_is_made_once_though_its_caller_is_put_out_of_the_group_and_comes_back()
    {
        const int each = 400;
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        Replica<Inventory>[] replicas = await cluster.EachAsync(node => node.ReplicateAsync<Inventory>("inventory"));
        await replicas[0].AddAsync("screw", 100_000).Soon();
        Task<int>[] reserving =
        [
            .. Enumerable.Range(0, each).Select(_ => replicas[2].ReserveAsync("screw", 1).AsTask()),
        ];
        cluster[2].Links.CutOff();
        Task<int>[] more = [.. Enumerable.Range(0, each).Select(_ => replicas[2].ReserveAsync("screw", 1).AsTask())];
        while (replicas[0].Group.View.Members.Length > 2)
            await Task.Delay(10);
        cluster[2].Links.Heal();
        int[] left = await Task.WhenAll([.. reserving, .. more]).Soon();
        Assert.Equal(Enumerable.Range(100_000 - 2 * each, 2 * each), left.Order());
        Assert.Equal(2 * each, await replicas[0].ReservedAsync().Soon());
    }

    [Fact]
    public async Task Members_with_another_class_are_refused_and_told_both()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        await using Replica<Inventory> replica = await cluster[0].Node.ReplicateAsync<Inventory>("inventory").Soon();
        var refused = await Assert.ThrowsAsync<JoinRefusedException>(() =>
            cluster[1].Node.ReplicateAsync<Counters>("inventory").Soon()
        );
        Assert.Contains("Tests.ReplicatedObjects.Inventory", refused.Message, StringComparison.Ordinal);
        Assert.Contains("counters", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_objects_have_one_group_and_one_order()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        ToolGroup[] groups = await cluster.EachAsync(node =>
            node.JoinAsync("shop", tools => tools.Replicate<Inventory>("stock").Replicate<Counters>("visits"))
        );
        await groups[0].Get<Inventory>("stock").AddAsync("nail", 3).Soon();
        Assert.Equal(1, await groups[0].Get<Counters>("visits").CountAsync("door").Soon());
        Assert.Equal(2, await groups[1].Get<Counters>("visits").CountAsync("door").Soon());
        Assert.Equal(3, groups[1].Get<Inventory>("stock").Local.InStock("nail"));
        Assert.Throws<ArgumentException>(() => groups[0].Get<Counters>("stock"));
        Assert.Throws<ArgumentException>(() => groups[0].Get<Counters>("nothing"));
    }

    [Fact]
    public async Task One_whose_membership_is_over_fails_what_it_is_asked()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        Replica<Inventory> replica = await cluster[0].Node.ReplicateAsync<Inventory>("inventory").Soon();
        await replica.DisposeAsync().Soon();
        var over = await Assert.ThrowsAsync<MembershipOverException>(() => replica.AddAsync("nail", 1).Soon());
        Assert.Contains("is not made", over.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<MembershipOverException>(() => replica.InStockAsync("nail").Soon());
    }

    [Fact]
    public async Task An_update_that_is_no_longer_waited_for_may_be_made_nevertheless()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using Replica<Inventory> replica = await cluster[0].Node.ReplicateAsync<Inventory>("inventory").Soon();
        using var cancelled = new CancellationTokenSource();
        ValueTask<ulong> adding = replica.AddAsync("nail", 1, cancelled.Token);
        await cancelled.CancelAsync();
        try
        {
            await adding;
        }
        catch (OperationCanceledException e)
        {
            Assert.Contains("may be made nevertheless", e.Message, StringComparison.Ordinal);
        }
        Assert.Equal(1, await replica.InStockAsync("nail").Soon());
    }

    [Fact]
    public async Task One_that_diverges_is_found_out_and_gets_the_state_of_the_others()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        var options = new ToolGroupOptions { CompareEvery = 10 };
        Replica<Wayward>[] replicas = await cluster.EachAsync(node => node.ReplicateAsync<Wayward>("odd", options));
        replicas[2].ReadLocal(0, (wayward, _) => wayward.IsOdd = true);
        for (int step = 0; step < 10; step++)
            await replicas[0].StepAsync().Soon();
        while (!cluster[2].Warnings.Any(text => text.Contains("differs from that of", StringComparison.Ordinal)))
            await Task.Delay(10);
        // Until it has come back its reads wait.
        while (replicas[2].Group.Status != GroupStatus.Active || replicas[2].Local.Sum() < 0)
            await Task.Delay(10);
        Assert.Equal(10, await replicas[2].SumAsync().Soon());
        Assert.Equal(11, await replicas[2].StepAsync().Soon());
    }
}

/// <summary>Counts things.</summary>
[Replicated(Name = "counters")]
public partial class Counters
{
    private readonly SortedDictionary<string, long> _counts = [];

    /// <summary>Counts one.</summary>
    [Update]
    public long Count(string what) => _counts[what] = _counts.GetValueOrDefault(what) + 1;

    /// <summary>Throws what no text can be.</summary>
    [Update]
    public void Break() => throw new InvalidOperationException("half of a pair: \ud800");
}

/// <summary>Does something else where it was told so, as an update does that is not deterministic.</summary>
[Replicated]
public partial class Wayward
{
    private long _sum;

    /// <summary>No part of the state.</summary>
    [Cohort.Serialization.NotPacked]
    public bool IsOdd { get; set; }

    /// <summary>Adds one.</summary>
    [Update]
    public long Step() => _sum += IsOdd ? -1 : 1;

    /// <summary>The sum.</summary>
    [Read]
    public long Sum() => _sum;
}
