using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;

namespace Cohort.Toolkit.Tests.Locks;

/// <summary>K1 to K3 at real nodes.</summary>
public sealed class LockTests
{
    [Fact]
    public async Task A_lock_is_held_by_one_and_then_by_those_that_wait_in_their_order()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        GroupLocks[] locks = await cluster.EachAsync(node => node.LocksAsync("locks"));
        HeldLock first = await locks[0].LockAsync("orders/17").Soon();
        Task<HeldLock> second = await WaitAsync(locks[2], "orders/17", 1);
        Task<HeldLock> third = await WaitAsync(locks[1], "orders/17", 2);
        Assert.False(second.IsCompleted);
        LockInfo info = Assert.Single(locks[0].Local.All());
        Assert.Equal("orders/17", info.Name);
        Assert.Equal(
            $"orders/17: held by {info.Holders[0]}; waiting: {info.Waiting[0]}, {info.Waiting[1]}",
            info.ToString()
        );
        Assert.Contains($"(token {first.Token}, asked at position", $"{info.Holders[0]}", StringComparison.Ordinal);
        Assert.DoesNotContain("token", $"{info.Waiting[0]}", StringComparison.Ordinal);
        Assert.Equal(first.Token, Assert.Single(info.Holders).Token);
        Assert.Equal(
            [cluster[2].Node.Process, cluster[1].Node.Process],
            info.Waiting.Select(waiting => waiting.Member.Process)
        );
        await first.DisposeAsync();
        HeldLock next = await second.Soon();
        Assert.False(third.IsCompleted);
        Assert.True(next.Token > first.Token);
        await next.DisposeAsync();
        HeldLock last = await third.Soon();
        Assert.True(last.Token > next.Token);
        await last.ReleaseAsync().Soon();
        Assert.Empty(locks[1].Local.All());
    }

    [Fact]
    public async Task Whoever_gives_a_lock_back_twice_is_told_that_and_not_that_it_was_lost()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using GroupLocks locks = await cluster[0].Node.LocksAsync("locks").Soon();
        HeldLock held = await locks.LockAsync("a").Soon();
        await held.ReleaseAsync().Soon();
        var again = await Assert.ThrowsAsync<LockNotHeldException>(() => held.ReleaseAsync().Soon());
        Assert.Contains("given back already", again.Message, StringComparison.Ordinal);
        Assert.Contains("Nobody holds it.", again.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("beside another holder", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Try_takes_what_is_free_and_waits_for_nothing()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        GroupLocks[] locks = await cluster.EachAsync(node => node.LocksAsync("locks"));
        HeldLock? held = await locks[0].TryLockAsync("a").Soon();
        Assert.NotNull(held);
        Assert.Null(await locks[1].TryLockAsync("a").Soon());
        await held.DisposeAsync();
        Assert.NotNull(await locks[1].TryLockAsync("a").Soon());
    }

    [Fact]
    public async Task Readers_share_a_lock_and_none_gets_past_a_writer_that_waits()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        GroupLocks[] locks = await cluster.EachAsync(node => node.LocksAsync("locks"));
        HeldLock one = await Apart(() => locks[0].ReadLockAsync("catalog")).Soon();
        HeldLock other = await Apart(() => locks[1].ReadLockAsync("catalog")).Soon();
        Task<HeldLock> writing = locks[1].WriteLockAsync("catalog");
        await locks[0].UntilWaiting("catalog", 1);
        Task<HeldLock> late = Apart(() => locks[0].ReadLockAsync("catalog"));
        await locks[0].UntilWaiting("catalog", 2);
        await one.DisposeAsync();
        await other.DisposeAsync();
        HeldLock writer = await writing.Soon();
        Assert.False(late.IsCompleted);
        await writer.DisposeAsync();
        await (await late.Soon()).DisposeAsync();
    }

    [Fact]
    public async Task A_semaphore_has_as_many_permits_as_the_first_said()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        GroupLocks[] locks = await cluster.EachAsync(node => node.LocksAsync("locks"));
        HeldLock first = await locks[0].AcquireAsync("uploads", permits: 2).Soon();
        HeldLock second = await locks[1].AcquireAsync("uploads", permits: 2).Soon();
        Assert.Null(await locks[0].TryAcquireAsync("uploads", permits: 2).Soon());
        var refused = await Assert.ThrowsAsync<LockRefusedException>(() => locks[1].AcquireAsync("uploads", 3).Soon());
        Assert.Contains("a semaphore of 2", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LockRefusedException>(() => locks[1].LockAsync("uploads").Soon());
        Task<HeldLock> third = Apart(() => locks[1].AcquireAsync("uploads", permits: 2));
        await locks[0].UntilWaiting("uploads", 1);
        await first.DisposeAsync();
        await (await third.Soon()).DisposeAsync();
        await second.DisposeAsync();
        await (await locks[0].AcquireAsync("uploads", permits: 3).Soon()).DisposeAsync();
    }

    [Fact]
    public async Task Who_does_not_hold_a_lock_cannot_give_it_back_and_is_told_who_does()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        GroupLocks[] locks = await cluster.EachAsync(node => node.LocksAsync("locks"));
        HeldLock first = await locks[0].LockAsync("a").Soon();
        await first.ReleaseAsync().Soon();
        HeldLock second = await locks[1].LockAsync("a").Soon();
        var refused = await Assert.ThrowsAsync<LockNotHeldException>(() => first.ReleaseAsync().Soon());
        Assert.Equal(second.Token, Assert.Single(refused.Holders).Token);
        Assert.Contains(cluster[1].Node.Name, refused.Message, StringComparison.Ordinal);
        await first.DisposeAsync();
        Assert.Single(locks[1].Local.All());
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_leaves_the_queue()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        GroupLocks[] locks = await cluster.EachAsync(node => node.LocksAsync("locks"));
        HeldLock held = await locks[0].LockAsync("a").Soon();
        using var cancelled = new CancellationTokenSource();
        Task<HeldLock> waiting = locks[1].LockAsync("a", cancelled.Token);
        await locks[1].UntilWaiting("a", 1);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Soon());
        await locks[0].UntilWaiting("a", 0);
        await held.DisposeAsync();
        await (await locks[0].LockAsync("a").Soon()).DisposeAsync();
    }

    [Fact]
    public async Task A_wait_that_takes_too_long_says_so()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        GroupLocks[] locks = await cluster.EachAsync(node => node.LocksAsync("locks"));
        await using HeldLock held = await locks[0].LockAsync("a").Soon();
        var late = await Assert.ThrowsAsync<TimeoutException>(() =>
            locks[1].LockAsync("a", TimeSpan.FromMilliseconds(50)).Soon()
        );
        Assert.Contains(
            "'a' of group 'locks' has ended: it was not granted within",
            late.Message,
            StringComparison.Ordinal
        );
        await locks[0].UntilWaiting("a", 0);
    }

    [Fact]
    public async Task A_wait_of_no_time_takes_what_is_free()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using GroupLocks locks = await cluster[0].Node.LocksAsync("locks").Soon();
        await using HeldLock held = await locks.LockAsync("a", TimeSpan.Zero).Soon();
        var late = await Assert.ThrowsAsync<TimeoutException>(() => locks.LockAsync("a", TimeSpan.Zero).Soon());
        Assert.Contains("'a' was not free", late.Message, StringComparison.Ordinal);
        Assert.Null(await locks.TryLockAsync("a").Soon());
        await using HeldLock other = await locks.LockAsync("b", Timeout.InfiniteTimeSpan).Soon();
        var options = new LockOptions { Timeout = TimeSpan.FromTicks(-2) };
        Assert.Throws<OptionsException>(() =>
        {
            _ = locks.LockAsync("c", options);
        });
    }

    [Fact]
    public async Task The_lock_of_one_that_is_cut_off_goes_to_the_next_with_a_larger_token_and_it_hears_of_that()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        GroupLocks[] locks = await cluster.EachAsync(node => node.LocksAsync("locks"));
        HeldLock held = await locks[2].LockAsync("a").Soon();
        Task<HeldLock> waiting = locks[0].LockAsync("a");
        await locks[0].UntilWaiting("a", 1);
        Task lost = held.Lost.Cancelled();
        cluster[2].Links.CutOff();
        HeldLock next = await waiting.Soon();
        Assert.True(next.Token > held.Token);
        // It hears of it though it is still cut off.
        await lost.Soon();
        cluster[2].Links.Heal();
        await held.DisposeAsync();
        var notHeld = await Assert.ThrowsAsync<LockNotHeldException>(() => held.ReleaseAsync().Soon());
        Assert.Contains("beside another holder", notHeld.Message, StringComparison.Ordinal);
        await next.DisposeAsync();
        await (await locks[2].LockAsync("a").Soon()).DisposeAsync();
    }

    [Fact]
    public async Task One_that_waits_while_it_is_put_out_waits_on_when_it_is_back()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        GroupLocks[] locks = await cluster.EachAsync(node => node.LocksAsync("locks"));
        HeldLock held = await locks[0].LockAsync("a").Soon();
        Task<HeldLock> waiting = locks[2].LockAsync("a");
        await locks[0].UntilWaiting("a", 1);
        cluster[2].Links.CutOff();
        await locks[0].UntilWaiting("a", 0);
        cluster[2].Links.Heal();
        await locks[0].UntilWaiting("a", 1);
        Assert.False(waiting.IsCompleted);
        await held.DisposeAsync();
        await (await waiting.Soon()).DisposeAsync();
    }

    [Fact]
    public async Task Where_the_membership_ends_nobody_waits_on()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        GroupLocks[] locks = await cluster.EachAsync(node => node.LocksAsync("locks"));
        HeldLock held = await locks[0].LockAsync("a").Soon();
        Task<HeldLock> waiting = locks[1].LockAsync("a");
        await locks[0].UntilWaiting("a", 1);
        HeldLock own = await locks[1].LockAsync("b").Soon();
        Task lost = own.Lost.Cancelled();
        await locks[1].DisposeAsync().Soon();
        await Assert.ThrowsAsync<MembershipOverException>(() => waiting.Soon());
        await lost.Soon();
        await Assert.ThrowsAsync<MembershipOverException>(() => locks[1].LockAsync("c").Soon());
        await held.DisposeAsync();
        await (await locks[0].LockAsync("b").Soon()).DisposeAsync();
    }

    [Fact]
    public async Task Several_tools_have_one_group()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        ToolGroup[] shops = await cluster.EachAsync(node =>
            node.JoinAsync(
                "shop",
                tools => tools.Locks("locks").Elections("elections").Token("conductor").Barrier("steps")
            )
        );
        await using HeldLock held = await shops[0].Locks("locks").LockAsync("a").Soon();
        Assert.Same(shops[0].Locks("locks"), shops[0].Locks("locks"));
        await using Candidacy candidacy = await shops[1].Elections("elections").RunForAsync("leader").Soon();
        Assert.True(await candidacy.ElectedAsync().Soon() > 0);
        Assert.Throws<ArgumentException>(() => shops[0].Locks("elections"));
    }

    // In a flow of control of its own, which holds nothing of this one's.
    private static Task<HeldLock> Apart(Func<Task<HeldLock>> take) => Task.Run(take);

    private static async Task<Task<HeldLock>> WaitAsync(GroupLocks locks, string name, int place)
    {
        Task<HeldLock> waiting = Apart(() => locks.LockAsync(name));
        await locks.UntilWaiting(name, place);
        return waiting;
    }
}
