using Cohort.Tests;
using Cohort.Toolkit.Barriers;
using Cohort.Toolkit.Tests.Clusters;
using Cohort.Toolkit.Tests.Locks;

namespace Cohort.Toolkit.Tests.Barriers;

/// <summary>Whoever comes to a barrier waits for the others.</summary>
public sealed class BarrierTests
{
    [Fact]
    public async Task All_pass_when_the_last_has_come_and_phases_are_numbered()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        GroupBarrier[] barriers = await JoinAsync(cluster);
        for (ulong phase = 1; phase <= 3; phase++)
        {
            Task<ulong> first = barriers[0].SignalAndWaitAsync("step", 3);
            Task<ulong> second = barriers[1].SignalAndWaitAsync("step", 3);
            Assert.False(first.IsCompleted);
            Task<ulong> third = barriers[2].SignalAndWaitAsync("step", 3);
            ulong[] passed = await Task.WhenAll(first, second, third).Soon();
            Assert.Equal([phase, phase, phase], passed);
        }
    }

    [Fact]
    public async Task One_that_was_there_and_is_gone_is_counted_out_until_another_takes_its_place()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        GroupBarrier[] barriers = await JoinAsync(cluster);
        await Task.WhenAll(barriers.Select(barrier => barrier.SignalAndWaitAsync("step", 3))).Soon();
        Task<ulong> first = barriers[0].SignalAndWaitAsync("step", 3);
        Task<ulong> second = barriers[1].SignalAndWaitAsync("step", 3);
        cluster[2].Links.CutOff();
        ulong[] passed = await Task.WhenAll(first, second).Soon();
        Assert.Equal([2UL, 2UL], passed);
        ToolCluster.Place place = await cluster.AddAsync();
        GroupBarrier fresh = await JoinAsync(place.Node).Soon();
        Task<ulong> newcomer = fresh.SignalAndWaitAsync("step", 3);
        await UntilArrived(barriers[0], 1);
        await UntilArrived(barriers[1], 1);
        Task<ulong>[] all = [newcomer, .. barriers[..2].Select(barrier => barrier.SignalAndWaitAsync("step", 3))];
        passed = await Task.WhenAll(all).Soon();
        Assert.Equal([3UL, 3UL, 3UL], passed);
    }

    [Fact]
    public async Task Or_the_barrier_breaks_and_each_hears_of_it_once()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        GroupBarrier[] barriers = await JoinAsync(cluster);
        await Task.WhenAll(barriers.Select(barrier => ComeAsync(barrier, 3))).Soon();
        Task<ulong> first = ComeAsync(barriers[0], 3);
        Task<ulong> gone = ComeAsync(barriers[2], 3);
        await UntilArrived(barriers[0], 2);
        cluster[2].Links.CutOff();
        await Assert.ThrowsAsync<BarrierBrokenException>(() => first.Soon());
        await Assert.ThrowsAsync<BarrierBrokenException>(() => ComeAsync(barriers[1], 3).Soon());
        Task<ulong>[] left = [.. barriers[..2].Select(barrier => ComeAsync(barrier, 2))];
        ulong[] passed = await Task.WhenAll(left).Soon();
        Assert.Equal([3UL, 3UL], passed);
        cluster[2].Links.Heal();
        await Assert.ThrowsAsync<BarrierBrokenException>(() => gone.Soon());
    }

    [Fact]
    public async Task One_that_withdraws_is_waited_for()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        GroupBarrier[] barriers = await JoinAsync(cluster);
        using var cancelled = new CancellationTokenSource();
        Task<ulong> withdrawn = barriers[0].SignalAndWaitAsync("step", 2, cancellationToken: cancelled.Token);
        await UntilArrived(barriers[1], 1);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn.Soon());
        await UntilArrived(barriers[1], 0);
        Task<ulong> one = barriers[1].SignalAndWaitAsync("step", 2);
        await UntilArrived(barriers[1], 1);
        Assert.False(one.IsCompleted);
        Assert.Equal(1UL, await barriers[0].SignalAndWaitAsync("step", 2).Soon());
        Assert.Equal(1UL, await one.Soon());
    }

    [Fact]
    public async Task All_have_to_say_the_same()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        GroupBarrier[] barriers = await JoinAsync(cluster);
        Task<ulong> one = barriers[0].SignalAndWaitAsync("step", 2);
        await UntilArrived(barriers[1], 1);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            barriers[1].SignalAndWaitAsync("step", 3).Soon()
        );
        Assert.Contains("Say the same everywhere", refused.Message, StringComparison.Ordinal);
        await barriers[1].SignalAndWaitAsync("step", 2).Soon();
        await one.Soon();
    }

    private static Task<ulong> ComeAsync(GroupBarrier barrier, int participants) =>
        barrier.SignalAndWaitAsync("step", participants, WhenOneIsGone.Break);

    private static Task UntilArrived(GroupBarrier barrier, int count)
    {
        Replica<BarrierTable> table = barrier.Group.Get<BarrierTable>("steps");
        return Waiting.Until(() => table.ReadLocal(0, Arrived) == count);

        static int Arrived(BarrierTable table, int _) => table.Barriers.GetValueOrDefault("step")?.Arrived.Count ?? 0;
    }

    private static Task<GroupBarrier[]> JoinAsync(ToolCluster cluster) => cluster.EachAsync(JoinAsync);

    private static async Task<GroupBarrier> JoinAsync(Node node)
    {
        ToolGroup group = await node.JoinAsync("shop", tools => tools.Barrier("steps"));
        return group.Barrier("steps");
    }
}
