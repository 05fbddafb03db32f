using Cohort.Tests;
using Cohort.Toolkit.Locks;
using Cohort.Toolkit.Tests.Clusters;

namespace Cohort.Toolkit.Tests.Locks;

/// <summary>K1: locks that are held for a time.</summary>
public sealed class LeaseTests
{
    [Fact]
    public async Task A_lock_comes_free_when_its_lease_is_over_and_its_holder_hears_of_that()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        GroupLocks[] locks = await cluster.EachAsync(node => node.LocksAsync("locks"));
        var lease = new LockOptions { Lease = TimeSpan.FromMilliseconds(200) };
        HeldLock held = await locks[0].LockAsync("a", lease).Soon();
        Task lost = held.Lost.Cancelled();
        HeldLock next = await locks[1].LockAsync("a").Soon();
        Assert.True(held.Lost.IsCancellationRequested);
        await lost.Soon();
        Assert.True(next.Token > held.Token);
        await Assert.ThrowsAsync<LockNotHeldException>(() => held.RenewAsync().Soon());
        await held.DisposeAsync();
        await next.DisposeAsync();
    }

    [Fact]
    public async Task One_that_is_renewed_is_held_on()
    {
        var time = new ManualTime();
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        var options = new ToolGroupOptions { TimeProvider = time };
        await using GroupLocks locks = await cluster[0].Node.LocksAsync("locks", options).Soon();
        var lease = new LockOptions { Lease = TimeSpan.FromSeconds(10) };
        HeldLock held = await locks.LockAsync("a", lease).Soon();
        time.Advance(TimeSpan.FromSeconds(9));
        await held.RenewAsync().Soon();
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(held.Lost.IsCancellationRequested);
        Assert.Equal(held.Token, Assert.Single(locks.Local.Find("a")!.Holders).Token);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(held.Lost.IsCancellationRequested);
        await (await locks.LockAsync("a").Soon()).DisposeAsync();
    }

    [Fact]
    public async Task Another_member_ends_the_lease_of_one_whose_timers_do_not_run_after_twice_its_time()
    {
        (var stopped, var time) = (new ManualTime(), new ManualTime());
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        await using GroupLocks holder = await cluster[0]
            .Node.LocksAsync("locks", new ToolGroupOptions { TimeProvider = stopped })
            .Soon();
        await using GroupLocks other = await cluster[1]
            .Node.LocksAsync("locks", new ToolGroupOptions { TimeProvider = time })
            .Soon();
        HeldLock held = await holder.LockAsync("a", new LockOptions { Lease = TimeSpan.FromSeconds(10) }).Soon();
        Task<HeldLock> waiting = other.LockAsync("a");
        await other.UntilWaiting("a", 1);
        time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(waiting.IsCompleted);
        Assert.False(held.Lost.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(1));
        HeldLock next = await waiting.Soon();
        await held.Lost.Cancelled().Soon();
        await next.DisposeAsync();
    }

    [Fact]
    public async Task A_late_word_of_an_old_renewal_ends_nothing()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using ToolGroup group = await cluster[0].Node.JoinAsync("g", tools => tools.Locks("locks")).Soon();
        GroupLocks locks = group.Locks("locks");
        HeldLock held = await locks.LockAsync("a", new LockOptions { Lease = TimeSpan.FromHours(1) }).Soon();
        Replica<LockTable> table = group.Get<LockTable>("locks");
        var (holder, claim) = table.ReadLocal(
            0,
            static (state, _) => (state.Locks["a"].Held[0].Member, state.Locks["a"].Held[0].Id)
        );
        await held.RenewAsync().Soon();
        Assert.False(await table.EndLeaseAsync("a", holder, claim, 0).Soon());
        Assert.True(await table.EndLeaseAsync("a", holder, claim, 1).Soon());
        Assert.False(await table.EndLeaseAsync("a", holder, claim, 1).Soon());
        Assert.True(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Options_that_make_no_sense_are_refused()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using GroupLocks locks = await cluster[0].Node.LocksAsync("locks").Soon();
        var refused = Assert.Throws<OptionsException>(() =>
        {
            _ = locks.LockAsync("a", new LockOptions { Lease = TimeSpan.Zero });
        });
        Assert.Equal("Lease", refused.Option);
        await using HeldLock held = await locks.LockAsync("a").Soon();
        await Assert.ThrowsAsync<InvalidOperationException>(() => held.RenewAsync());
    }
}
