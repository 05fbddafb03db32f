using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;

namespace Cohort.Toolkit.Tests.ReplicatedObjects;

/// <summary>A client, which is no member, uses a replicated object as if it were there.</summary>
public sealed class RemoteObjectTests
{
    [Fact]
    public async Task A_client_updates_and_reads()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        Replica<Inventory>[] replicas = await cluster.EachAsync(node => node.ReplicateAsync<Inventory>("inventory"));
        await using CohortClient client = await cluster.ConnectAsync();
        RemoteObject<Inventory> inventory = client.Object<Inventory>("inventory");
        ulong position = await inventory.AddAsync("hammer", 5).Soon();
        Assert.Equal(3, await inventory.ReserveAsync("hammer", 2).Soon());
        Assert.Equal(3, await inventory.InStockAsync("HAMMER").Soon());
        Assert.Equal(3, await replicas[1].InStockAsync("hammer").Soon());
        Assert.Equal(await replicas[1].LastChangeAsync().Soon(), await inventory.LastChangeAsync().Soon());
        Assert.InRange(position, 1UL, replicas[1].Position);
    }

    [Fact]
    public async Task A_client_names_one_of_several_objects()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        await cluster.EachAsync(node =>
            node.JoinAsync("shop", tools => tools.Replicate<Inventory>("stock").Replicate<Counters>("visits"))
        );
        await using CohortClient client = await cluster.ConnectAsync();
        Assert.Equal(1, await client.Object<Counters>("shop", "visits").CountAsync("door").Soon());
        await client.Object<Inventory>("shop", "stock").AddAsync("nail", 2).Soon();
        var refused = await Refused(() => client.Object<Inventory>("shop", "stocks").InStockAsync("nail").Soon());
        Assert.Equal(UpdateRefusal.NoSuchObject, refused.Refusal);
        Assert.Contains("It has 'stock', 'visits'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, await client.Object<Inventory>("shop", "stock").InStockAsync("nail").Soon());
    }

    [Fact]
    public async Task What_an_update_throws_is_its_answer()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using Replica<Inventory> _ = await cluster[0].Node.ReplicateAsync<Inventory>("inventory").Soon();
        await using CohortClient client = await cluster.ConnectAsync();
        RemoteObject<Inventory> inventory = client.Object<Inventory>("inventory");
        var failed = await Assert.ThrowsAsync<UpdateFailedException>(() => inventory.ReserveAsync("saw", 1).Soon());
        Assert.Equal("System.InvalidOperationException", failed.ExceptionType);
        Assert.Equal("only 0 of saw are there", failed.ExceptionMessage);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_and_stops_nobody()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        Replica<Inventory>[] replicas = await cluster.EachAsync(node => node.ReplicateAsync<Inventory>("inventory"));
        await cluster.EachAsync(node => node.JoinAsync("plain", new GroupOptions()));
        await using CohortClient client = await cluster.ConnectAsync();
        RemoteObject<OtherInventory> other = client.Object<OtherInventory>("inventory");
        UpdateRefusedException noMethod = await Refused(() => other.DiscountAsync(3).Soon());
        Assert.Equal(UpdateRefusal.NoSuchMethod, noMethod.Refusal);
        Assert.Contains("for another class", noMethod.Message, StringComparison.Ordinal);
        Assert.Equal(UpdateRefusal.BadArguments, (await Refused(() => other.ReserveAsync([7]).Soon())).Refusal);
        Assert.Equal(
            UpdateRefusal.NoSuchGroup,
            (await Refused(() => client.Object<Inventory>("nothing").InStockAsync("nail").Soon())).Refusal
        );
        Assert.Equal(
            UpdateRefusal.TakesNoCalls,
            (await Refused(() => client.Object<Inventory>("plain").InStockAsync("nail").Soon())).Refusal
        );
        Assert.Equal(
            UpdateRefusal.TooLarge,
            (await Refused(() => other.ReserveAsync([.. Enumerable.Repeat(int.MaxValue, 100_000)]).Soon())).Refusal
        );
        await replicas[0].AddAsync("nail", 1).Soon();
        Assert.All(replicas, replica => Assert.Equal(GroupStatus.Active, replica.Group.Status));
        Assert.Equal(1, await replicas[1].InStockAsync("nail").Soon());
    }

    [Fact]
    public async Task An_answer_that_is_too_large_for_a_client_says_so_and_is_not_for_a_member()
    {
        const int size = 300 << 10;
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        Replica<Ledger>[] replicas = await cluster.EachAsync(node => node.ReplicateAsync<Ledger>("ledger"));
        await using CohortClient client = await cluster.ConnectAsync();
        RemoteObject<Ledger> ledger = client.Object<Ledger>("ledger");
        Assert.Equal(200 << 10, (await ledger.WriteLargeAsync("small enough", 200 << 10).Soon()).Length);
        var tooLarge = await Assert.ThrowsAsync<AnswerTooLargeException>(() =>
            ledger.WriteLargeAsync("too large", size).Soon()
        );
        Assert.InRange(tooLarge.Size, size, size + 100);
        Assert.InRange(tooLarge.Limit, (256 << 10) - 100, 256 << 10);
        // It was made, once.
        Assert.Equal(["small enough", "too large"], await ledger.AllAsync().Soon());
        Assert.Equal(8 << 20, (await replicas[0].WriteLargeAsync("at a member", 8 << 20).Soon()).Length);
        Assert.Equal(3, await ledger.CountAsync().Soon());
    }

    [Fact]
    public async Task Each_update_is_made_once_though_the_members_that_the_client_calls_die()
    {
        const int updates = 600;
        await using ToolCluster cluster = await ToolCluster.StartAsync(5);
        Replica<Inventory>[] replicas = await cluster.EachAsync(node => node.ReplicateAsync<Inventory>("inventory"));
        await replicas[0].AddAsync("screw", 10_000).Soon();
        await using CohortClient client = await cluster.ConnectAsync();
        RemoteObject<Inventory> inventory = client.Object<Inventory>("inventory");
        var left = new List<int>();
        Task[] callers = [.. Enumerable.Range(0, 20).Select(_ => ReserveAsync())];
        for (int deaths = 1; deaths <= 2; deaths++)
        {
            await CountAsync(deaths * updates / 4);
            ToolCluster.Place home = cluster.Places.Single(place => place.Node.Process == client.Node);
            home.Links.Kill();
        }
        await Task.WhenAll(callers).Soon();
        Assert.Equal(Enumerable.Range(10_000 - updates, updates), left.Order());
        Assert.Equal(updates, await inventory.ReservedAsync().Soon());

        async Task ReserveAsync()
        {
            for (int update = 0; update < updates / 20; update++)
            {
                int rest = await inventory.ReserveAsync("screw", 1, Deadline.Token);
                lock (left)
                    left.Add(rest);
            }
        }

        async Task CountAsync(int made)
        {
            while (true)
            {
                lock (left)
                    if (left.Count >= made && client.Node is not null)
                        return;
                await Task.Delay(5);
            }
        }
    }

    [Fact]
    public async Task Whoever_takes_the_position_along_reads_its_own_writes_at_another_member()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        Replica<Ledger>[] replicas = await cluster.EachAsync(node => node.ReplicateAsync<Ledger>("ledger"));
        await using CohortClient client = await cluster.ConnectAsync();
        RemoteObject<Ledger> ledger = client.Object<Ledger>("ledger");
        for (int entry = 1; entry <= 50; entry++)
        {
            ulong position = await ledger.NoteAsync($"entry {entry}").Soon();
            Replica<Ledger> replica = replicas[entry % 3];
            await replica.ReachAsync(position).Soon();
            Assert.InRange(replica.Local.Count(), entry, int.MaxValue);
        }
    }

    [Fact]
    public async Task A_client_that_stops_waiting_is_told_what_is_known()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using CohortClient client = await cluster.ConnectAsync();
        RemoteObject<Ledger> ledger = client.Object<Ledger>("ledger");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ledger.CountAsync(cancelled.Token).Soon());
        await client.DisposeAsync().Soon();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ledger.CountAsync().Soon());
    }

    private static Task<UpdateRefusedException> Refused(Func<Task> call) =>
        Assert.ThrowsAsync<UpdateRefusedException>(call);
}

/// <summary>A class that a client believes the inventory to be.</summary>
[Replicated]
public partial class OtherInventory
{
    private int _discount;

    /// <summary>There is none.</summary>
    [Update]
    public int Discount(int percent) => _discount += percent;

    /// <summary>There is one with other parameters.</summary>
    [Update]
    public int Reserve(List<int> numbers) => numbers.Count;
}
