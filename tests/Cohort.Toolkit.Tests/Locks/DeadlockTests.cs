using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;

namespace Cohort.Toolkit.Tests.Locks;

/// <summary>K2: nobody waits for ever for one that waits for it.</summary>
public sealed class DeadlockTests : IAsyncLifetime
{
    private ToolCluster _cluster = null!;
    private GroupLocks _a = null!;
    private GroupLocks _b = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ToolCluster.StartAsync(2);
        GroupLocks[] locks = await _cluster.EachAsync(node => node.LocksAsync("locks"));
        (_a, _b) = (locks[0], locks[1]);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Two_that_wait_for_each_other_are_found_and_the_second_is_refused()
    {
        var locked = new TaskCompletionSource();
        Task<HeldLock> first = Task.Run(async () =>
        {
            await using HeldLock held = await _a.LockAsync("orders/17");
            locked.SetResult();
            return await _a.LockAsync("orders/18");
        });
        HeldLock held = await _b.LockAsync("orders/18").Soon();
        await locked.Task.Soon();
        await _b.UntilWaiting("orders/18", 1);
        var deadlock = await Assert.ThrowsAsync<DeadlockException>(() => _b.LockAsync("orders/17").Soon());
        Assert.Equal(
            [("orders/18", "orders/17"), ("orders/17", "orders/18")],
            deadlock.Cycle.Select(step => (step.Holds, step.WaitsFor))
        );
        (string a, string b) = (deadlock.Cycle[1].Owner, deadlock.Cycle[0].Owner);
        Assert.StartsWith(_cluster[0].Node.Name, a, StringComparison.Ordinal);
        Assert.StartsWith(_cluster[1].Node.Name, b, StringComparison.Ordinal);
        Assert.Contains(
            $"{b} holds orders/18 and waits for orders/17, held by {a}, which waits for orders/18.",
            deadlock.Message,
            StringComparison.Ordinal
        );
        await held.DisposeAsync();
        await (await first.Soon()).DisposeAsync();
    }

    [Fact]
    public async Task One_that_waits_for_itself_is_refused()
    {
        await using HeldLock held = await _a.LockAsync("x").Soon();
        var deadlock = await Assert.ThrowsAsync<DeadlockException>(() => _a.LockAsync("x").Soon());
        Assert.Equal("x", Assert.Single(deadlock.Cycle).WaitsFor);
    }

    [Fact]
    public async Task Branches_of_one_flow_wait_for_each_other_as_others_do()
    {
        await using HeldLock shared = await _a.LockAsync("before").Soon();
        int inside = 0;
        Task[] branches =
        [
            .. Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        await using HeldLock held = await _a.LockAsync("each");
                        Assert.Equal(1, Interlocked.Increment(ref inside));
                        await Task.Yield();
                        Interlocked.Decrement(ref inside);
                    })
                ),
        ];
        await Task.WhenAll(branches).Soon();
    }

    [Fact]
    public async Task A_reader_behind_a_writer_that_waits_for_it_is_refused()
    {
        await using HeldLock reading = await _a.ReadLockAsync("x").Soon();
        Task<HeldLock> writing = _b.LockAsync("x");
        await _a.UntilWaiting("x", 1);
        var deadlock = await Assert.ThrowsAsync<DeadlockException>(() => _a.ReadLockAsync("x").Soon());
        Assert.Contains("waits before it", deadlock.Message, StringComparison.Ordinal);
        await reading.DisposeAsync();
        await (await writing.Soon()).DisposeAsync();
    }

    [Fact]
    public async Task A_semaphore_is_waited_for_as_long_as_one_of_its_holders_can_let_go()
    {
        (LockOptions one, LockOptions two) = (Owner("one"), Owner("two"));
        HeldLock x = await _a.LockAsync("x", one).Soon();
        HeldLock permit = await _b.AcquireAsync("uploads", 2, two).Soon();
        HeldLock free = await _b.AcquireAsync("uploads", 2, Owner("three")).Soon();
        Task<HeldLock> waitsForX = _b.LockAsync("x", two);
        await _a.UntilWaiting("x", 1);
        // Of the two that have a permit one waits for this owner, and the other does not.
        Task<HeldLock> waitsForPermit = _a.AcquireAsync("uploads", 2, one);
        await _a.UntilWaiting("uploads", 1);
        await free.DisposeAsync();
        HeldLock got = await waitsForPermit.Soon();
        await got.DisposeAsync();
        await using HeldLock again = await _a.AcquireAsync("uploads", 2, Owner("four")).Soon();
        await x.DisposeAsync();
        await (await waitsForX.Soon()).DisposeAsync();
        await permit.DisposeAsync();
    }

    [Fact]
    public async Task A_semaphore_whose_holders_all_wait_for_one_is_refused_to_it()
    {
        (LockOptions one, LockOptions two) = (Owner("one"), Owner("two"));
        HeldLock x = await _a.LockAsync("x", one).Soon();
        HeldLock permit = await _b.AcquireAsync("uploads", 1, two).Soon();
        Task<HeldLock> waitsForX = _b.LockAsync("x", two);
        await _a.UntilWaiting("x", 1);
        var deadlock = await Assert.ThrowsAsync<DeadlockException>(() => _a.AcquireAsync("uploads", 1, one).Soon());
        Assert.Equal(2, deadlock.Cycle.Length);
        await x.DisposeAsync();
        await (await waitsForX.Soon()).DisposeAsync();
        await permit.DisposeAsync();
    }

    private static LockOptions Owner(string name) => new() { Owner = new LockOwner(name) };
}
