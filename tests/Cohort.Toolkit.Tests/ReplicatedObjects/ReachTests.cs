using Cohort.Tests;
using Cohort.Toolkit.ReplicatedObjects;
using Cohort.Toolkit.Tests.Clusters;

namespace Cohort.Toolkit.Tests.ReplicatedObjects;

/// <summary>Waiting until a replica is as new as a position.</summary>
public sealed class ReachTests
{
    [Fact]
    public async Task It_completes_when_the_position_is_there_and_not_before()
    {
        var reached = new ReachedPosition("group");
        reached.Install(new GroupId(1, 1), 3);
        await reached.ReachAsync(3, CancellationToken.None).Soon();
        Task sixth = reached.ReachAsync(6, CancellationToken.None);
        Task fifth = reached.ReachAsync(5, CancellationToken.None);
        reached.Reach(4);
        Assert.False(fifth.IsCompleted || sixth.IsCompleted);
        reached.Reach(5);
        await fifth.Soon();
        Assert.False(sixth.IsCompleted);
        reached.Install(new GroupId(1, 1), 9);
        await sixth.Soon();
    }

    [Fact]
    public async Task A_position_of_a_group_that_has_begun_anew_is_lost()
    {
        var reached = new ReachedPosition("group");
        reached.Install(new GroupId(1, 1), 3);
        Task waiting = reached.ReachAsync(4, CancellationToken.None);
        reached.Install(new GroupId(1, 2), 0);
        var lost = await Assert.ThrowsAsync<PositionLostException>(() => waiting.Soon());
        Assert.Equal(4UL, lost.Position);
        reached.Reach(4);
        await reached.ReachAsync(4, CancellationToken.None).Soon();
    }

    [Fact]
    public async Task Who_stops_waiting_is_forgotten_and_who_waits_at_the_end_is_told()
    {
        var reached = new ReachedPosition("group");
        using var cancelled = new CancellationTokenSource();
        Task given = reached.ReachAsync(1, cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.Soon());
        Task waiting = reached.ReachAsync(1, CancellationToken.None);
        reached.End();
        await Assert.ThrowsAsync<MembershipOverException>(() => waiting.Soon());
        await Assert.ThrowsAsync<MembershipOverException>(() => reached.ReachAsync(0, CancellationToken.None).Soon());
    }

    [Fact]
    public async Task One_replica_reaches_what_another_has_answered()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        Replica<Ledger>[] replicas = await cluster.EachAsync(node => node.ReplicateAsync<Ledger>("ledger"));
        for (int entry = 1; entry <= 50; entry++)
        {
            ulong position = await replicas[0].NoteAsync("entry").Soon();
            await replicas[entry % 3].ReachAsync(position).Soon();
            Assert.InRange(replicas[entry % 3].Local.Count(), entry, int.MaxValue);
        }
        Task waiting = replicas[1].ReachAsync(replicas[1].Position + 1);
        Assert.False(waiting.IsCompleted);
        await replicas[2].NoteAsync("one more").Soon();
        await waiting.Soon();
    }
}
