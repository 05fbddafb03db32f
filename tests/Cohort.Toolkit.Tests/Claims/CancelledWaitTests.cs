using Cohort.Tests;
using Cohort.Toolkit.Barriers;
using Cohort.Toolkit.Tests.Clusters;
using Cohort.Toolkit.Tests.Locks;

namespace Cohort.Toolkit.Tests.Claims;

/// <summary>Whoever stops waiting is told what is known of what it waited for, and that is then so.</summary>
public sealed class CancelledWaitTests
{
    private const string NothingAsked = "The group has no such request of this call and gets none";
    private const string NotKnown = "The request was under way, and whether it is granted is not known here yet.";

    [Fact]
    public async Task Where_it_stood_in_a_queue_the_place_is_given_up()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        ToolGroup[] shops = await cluster.EachAsync(node => JoinAsync(node));
        GroupLocks locks = shops[0].Locks("locks");
        await using HeldLock held = await locks.LockAsync("a").Soon();
        await using HeldLock permit = await locks.AcquireAsync("s", permits: 1).Soon();
        await using HeldToken token = await shops[0].Token("pen").RequestAsync().Soon();
        using var cancelled = new CancellationTokenSource();
        Waits waits = Waits.Begin(shops[1], cancelled.Token);
        await locks.UntilWaiting("a", 1);
        await locks.UntilWaiting("s", 1);
        await token.Wanted.Cancelled().Soon();
        await UntilArrived(shops[0], 1);
        // Answered behind all that was asked before it.
        Assert.False((await shops[1].Queue<int>("orders").TryDequeueAsync().Soon()).IsTaken);
        await cancelled.CancelAsync();
        Assert.Equal(
            "Waiting for lock 'a' of group 'shop' was cancelled. The request stood in the queue. It is taken back: a lock that is granted "
                + "meanwhile is given back.",
            await SaidAsync(waits.Lock, cancelled.Token)
        );
        Assert.StartsWith(
            "Waiting for a permit of semaphore 's' of group 'shop' was cancelled. The request stood in the queue. It is taken back: a permit",
            await SaidAsync(waits.Permit, cancelled.Token),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "Waiting for token 'pen' of group 'shop' was cancelled. The request stood in the line. It is taken back",
            await SaidAsync(waits.Token, cancelled.Token),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "Waiting at barrier 'step' of group 'shop' was cancelled. The arrival was there. It is taken back, and the others wait on, unless "
                + "all have come before that: then this phase is over, and this participant was one of them.",
            await SaidAsync(waits.Barrier, cancelled.Token)
        );
        await SaidAsync(waits.Item, cancelled.Token);
        await locks.UntilWaiting("a", 0);
        await locks.UntilWaiting("s", 0);
        await UntilArrived(shops[0], 0);
        await shops[0].Queue<int>("orders").EnqueueAsync(1).Soon();
        Assert.Equal(1, await shops[0].Queue<int>("orders").DequeueAsync(Deadline.Token).Soon());
    }

    [Fact]
    public async Task One_that_waits_for_an_item_has_taken_none()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        ToolGroup shop = await JoinAsync(cluster[0].Node).Soon();
        ReplicatedQueue<int> orders = shop.Queue<int>("orders");
        CancellationToken deadline = Deadline.Token;
        string said;
        do
        {
            using var cancelled = new CancellationTokenSource();
            Task<int> waiting = orders.DequeueAsync(cancelled.Token).AsTask();
            // The group has answered it then; it may not know yet.
            Assert.False((await orders.TryDequeueAsync(deadline)).IsTaken);
            await cancelled.CancelAsync();
            said = await SaidAsync(waiting, cancelled.Token);
        } while (said.Contains("being fetched", StringComparison.Ordinal));
        Assert.Equal(
            "Waiting for an item of queue 'orders' of group 'shop' was cancelled. None was taken. It waits no more, and an item that it was "
                + "woken for stays in the queue for the next.",
            said
        );
        await orders.EnqueueAsync(1).Soon();
        Assert.Equal(1, await orders.DequeueAsync(Deadline.Token).Soon());
    }

    [Fact]
    public async Task Where_it_was_under_way_it_is_made_and_then_taken_back()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        ToolGroup[] shops = await cluster.EachAsync(node => JoinAsync(node));
        ReplicatedQueue<int>[] orders = [.. shops.Select(shop => shop.Queue<int>("orders"))];
        await orders[0].EnqueueAsync(1).Soon();
        await orders[0].EnqueueAsync(2).Soon();
        cluster[2].Links.CutOff();
        using var cancelled = new CancellationTokenSource();
        Waits waits = Waits.Begin(shops[2], cancelled.Token);
        Task<(bool, int)> trying = orders[2].TryDequeueAsync(cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        Assert.Equal(
            $"Waiting for lock 'a' of group 'shop' was cancelled. {NotKnown} It is taken back: a lock that is granted meanwhile is given back.",
            await SaidAsync(waits.Lock, cancelled.Token)
        );
        Assert.Contains(NotKnown, await SaidAsync(waits.Permit, cancelled.Token), StringComparison.Ordinal);
        Assert.EndsWith(
            $"{NotKnown} It is taken back: should the token come here before that, it goes to the next that waits, or rests here where nobody "
                + "does.",
            await SaidAsync(waits.Token, cancelled.Token),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "The arrival was under way, and whether it counts is not known here yet.",
            await SaidAsync(waits.Barrier, cancelled.Token),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "One was being fetched, and whether one is taken is not known here yet. It then goes back to the front of the queue",
            await SaidAsync(waits.Item, cancelled.Token),
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "It had been sent, and may be made nevertheless, once. An item that it takes is lost then.",
            await SaidAsync(trying, cancelled.Token),
            StringComparison.Ordinal
        );
        cluster[2].Links.Heal();
        // Behind all that was under way.
        await orders[2].EnqueueAsync(3).Soon();
        await Waiting.Until(() => shops[0].Locks("locks").Local.All().Count == 0);
        await UntilArrived(shops[0], 0);
        // The token came there and rests there; the first item came back, and the one that was not waited for is lost.
        await Waiting.Until(() => shops[0].Token("pen").LocalHolder.Member.Process == cluster[2].Node.Process);
        await using HeldToken token = await shops[0].Token("pen").RequestAsync().Soon();
        await Waiting.Until(() => orders[0].Snapshot() is [1, 3]);
    }

    [Fact]
    public async Task Where_it_had_to_wait_for_others_nothing_is_asked()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        var options = new ToolGroupOptions { MaxPendingUpdates = 1 };
        ToolGroup[] shops = await cluster.EachAsync(node => JoinAsync(node, options));
        ReplicatedQueue<int> orders = shops[2].Queue<int>("orders");
        cluster[2].Links.CutOff();
        Task<ulong> first = orders.EnqueueAsync(1).AsTask();
        using var cancelled = new CancellationTokenSource();
        Waits waits = Waits.Begin(shops[2], cancelled.Token);
        await cancelled.CancelAsync();
        await AssertNothingAsked(waits, cancelled.Token);
        cluster[2].Links.Heal();
        await first.Soon();
    }

    [Fact]
    public async Task Where_it_was_cancelled_before_it_began_nothing_is_asked()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        ToolGroup shop = await JoinAsync(cluster[0].Node).Soon();
        ReplicatedQueue<int> orders = shop.Queue<int>("orders");
        ulong before = await orders.EnqueueAsync(1).Soon();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        Waits waits = Waits.Begin(shop, cancelled.Token);
        await AssertNothingAsked(waits, cancelled.Token);
        Assert.Equal(
            "Waiting for an item of queue 'orders' of group 'shop' was cancelled. None was asked for, and none is taken.",
            await SaidAsync(waits.Item, cancelled.Token)
        );
        Assert.Equal(before + 1, await orders.EnqueueAsync(2).Soon());
        Assert.Equal([1, 2], orders.Snapshot());
    }

    [Fact]
    public async Task A_lock_that_did_not_come_in_time_says_the_same()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        ToolGroup shop = await JoinAsync(cluster[0].Node).Soon();
        // In a flow of control of its own, which this one does not wait for itself.
        await using HeldLock held = await Task.Run(() => shop.Locks("locks").AcquireAsync("s", permits: 1)).Soon();
        var options = new LockOptions { Timeout = TimeSpan.FromMilliseconds(50) };
        var late = await Assert.ThrowsAsync<TimeoutException>(() =>
            shop.Locks("locks").AcquireAsync("s", permits: 1, options).Soon()
        );
        Assert.Equal(
            "Waiting for a permit of semaphore 's' of group 'shop' has ended: it was not granted within 00:00:00.0500000. The request stood in "
                + "the queue. It is taken back: a permit that is granted meanwhile is given back.",
            late.Message
        );
    }

    [Fact]
    public async Task At_a_barrier_that_breaks_it_is_said_that_this_is_not_told_again()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        ToolGroup shop = await JoinAsync(cluster[0].Node).Soon();
        using var cancelled = new CancellationTokenSource();
        Task<ulong> waiting = shop.Barrier("steps").SignalAndWaitAsync("step", 2, WhenOneIsGone.Break, cancelled.Token);
        await UntilArrived(shop, 1);
        await cancelled.CancelAsync();
        Assert.EndsWith(
            "Should the barrier have broken before that, this participant is not told again.",
            await SaidAsync(waiting, cancelled.Token),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_candidacy_that_is_given_up_is_taken_back()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        ToolGroup[] shops = await cluster.EachAsync(node => JoinAsync(node));
        cluster[2].Links.CutOff();
        using var cancelled = new CancellationTokenSource();
        Task<Candidacy> standing = shops[2].Elections("elections").RunForAsync("leader", cancelled.Token);
        await cancelled.CancelAsync();
        Assert.Equal(
            "Standing for 'leader' in group 'shop' was given up. The candidacy is taken back: should it lead before that, it resigns.",
            await SaidAsync(standing, cancelled.Token)
        );
        cluster[2].Links.Heal();
        await shops[2].Queue<int>("orders").EnqueueAsync(1).Soon();
        await Waiting.Until(() => shops[0].Elections("elections").Local.LeaderOf("leader") is null);
    }

    private static async Task AssertNothingAsked(Waits waits, CancellationToken cancelled)
    {
        Assert.Equal(
            $"Waiting for lock 'a' of group 'shop' was cancelled. {NothingAsked}, and no lock is taken.",
            await SaidAsync(waits.Lock, cancelled)
        );
        Assert.EndsWith(
            $"{NothingAsked}, and no permit is taken.",
            await SaidAsync(waits.Permit, cancelled),
            StringComparison.Ordinal
        );
        Assert.EndsWith($"{NothingAsked}.", await SaidAsync(waits.Token, cancelled), StringComparison.Ordinal);
        Assert.EndsWith(
            "No arrival of this call waits there, and none will.",
            await SaidAsync(waits.Barrier, cancelled),
            StringComparison.Ordinal
        );
    }

    private static async Task<string> SaidAsync(Task waiting, CancellationToken cancelled)
    {
        var said = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Soon());
        Assert.Equal(cancelled, said.CancellationToken);
        Assert.True(waiting.IsCanceled);
        return said.Message;
    }

    private static Task UntilArrived(ToolGroup shop, int count)
    {
        Replica<BarrierTable> table = shop.Get<BarrierTable>("steps");
        return Waiting.Until(() => table.ReadLocal(0, Arrived) == count);

        static int Arrived(BarrierTable table, int _) => table.Barriers.GetValueOrDefault("step")?.Arrived.Count ?? 0;
    }

    private static Task<ToolGroup> JoinAsync(Node node, ToolGroupOptions? options = null) =>
        node.JoinAsync(
            "shop",
            tools => tools.Locks("locks").Elections("elections").Token("pen").Barrier("steps").Queue<int>("orders"),
            options
        );

    /// <summary>One that waits for each of them.</summary>
    private sealed record Waits(Task Lock, Task Permit, Task Token, Task Barrier, Task Item)
    {
        public static Waits Begin(ToolGroup shop, CancellationToken token) =>
            new(
                shop.Locks("locks").LockAsync("a", token),
                shop.Locks("locks").AcquireAsync("s", permits: 1, cancellationToken: token),
                shop.Token("pen").RequestAsync(token),
                shop.Barrier("steps").SignalAndWaitAsync("step", 2, cancellationToken: token),
                shop.Queue<int>("orders").DequeueAsync(token).AsTask()
            );
    }
}
