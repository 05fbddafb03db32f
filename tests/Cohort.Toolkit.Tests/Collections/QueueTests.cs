using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;

namespace Cohort.Toolkit.Tests.Collections;

/// <summary>A queue of which each member has a replica: each item goes to one, in order, and none is lost.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task Members_use_one_queue()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        ReplicatedQueue<string>[] queues = await cluster.EachAsync(node => node.QueueAsync<string>("orders"));
        Assert.Equal((false, null), await queues[0].TryDequeueAsync().Soon());
        Assert.Equal((false, null), await queues[0].PeekAsync().Soon());
        await queues[0].EnqueueAsync("one").Soon();
        await queues[1].EnqueueAsync("two").Soon();
        await queues[0].EnqueueAsync("three").Soon();
        Assert.Equal((true, "one"), await queues[1].PeekAsync().Soon());
        Assert.Equal(3, await queues[1].CountAsync().Soon());
        Assert.Equal((true, "one"), await queues[0].TryDequeueAsync().Soon());
        Assert.Equal("two", await queues[1].DequeueAsync().Soon());
        Assert.Equal(["three"], queues[1].Snapshot());
    }

    [Fact]
    public async Task Those_who_wait_are_served_in_the_order_in_which_they_came()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        ReplicatedQueue<int>[] queues = await cluster.EachAsync(node => node.QueueAsync<int>("orders"));
        var waiting = new List<Task<int>>();
        for (int waiter = 0; waiter < 9; waiter++)
        {
            waiting.Add(queues[waiter % 3].DequeueAsync(Deadline.Token).AsTask());
            // It stands in line when what was asked behind it is answered.
            Assert.Equal(0, await queues[waiter % 3].CountAsync().Soon());
        }
        for (int item = 0; item < 9; item++)
        {
            await queues[item % 2].EnqueueAsync(item).Soon();
            Assert.Equal(item, await waiting[item].Soon());
        }
        Assert.Equal(0, await queues[0].CountAsync().Soon());
    }

    [Fact]
    public async Task Each_item_goes_to_one_while_all_put_in_and_take_out()
    {
        const int each = 300;
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        ReplicatedQueue<int>[] queues = await cluster.EachAsync(node => node.QueueAsync<int>("orders"));
        Task<List<int>>[] taking =
        [
            .. queues
                .Concat(queues)
                .Select(async queue =>
                {
                    var taken = new List<int>();
                    for (int item = 0; item < each / 2; item++)
                        taken.Add(await queue.DequeueAsync(Deadline.Token));
                    return taken;
                }),
        ];
        Task[] putting =
        [
            .. queues.Select(
                async (queue, member) =>
                {
                    for (int item = 0; item < each; item++)
                        await queue.EnqueueAsync(member * each + item);
                }
            ),
        ];
        await Task.WhenAll(putting).Soon();
        List<int>[] taken = await Task.WhenAll(taking).Soon();
        Assert.Equal(Enumerable.Range(0, 3 * each), taken.SelectMany(items => items).Order());
        // Whoever takes one after the other gets each member's in order.
        Assert.All(
            taken.SelectMany(items => items.GroupBy(item => item / each)),
            ofMember => Assert.Equal(ofMember.Order(), ofMember)
        );
    }

    [Fact]
    public async Task One_who_gives_up_takes_nothing()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        ReplicatedQueue<int>[] queues = await cluster.EachAsync(node => node.QueueAsync<int>("orders"));
        using var givingUp = new CancellationTokenSource();
        Task<int> given = queues[0].DequeueAsync(givingUp.Token).AsTask();
        await queues[0].CountAsync().Soon();
        Task<int> waiting = queues[1].DequeueAsync(Deadline.Token).AsTask();
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.Soon());
        await queues[0].EnqueueAsync(7).Soon();
        Assert.Equal(7, await waiting.Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queues[0].DequeueAsync(givingUp.Token).Soon());
    }

    [Fact]
    public async Task However_many_give_up_while_items_come_no_item_is_lost()
    {
        const int items = 200;
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        ReplicatedQueue<int>[] queues = await cluster.EachAsync(node => node.QueueAsync<int>("orders"));
        var taken = new List<int>();
        Task[] fickle =
        [
            .. Enumerable
                .Range(0, 8)
                .Select(async number =>
                {
                    for (int attempt = 0; attempt < items; attempt++)
                    {
                        using var givingUp = new CancellationTokenSource();
                        Task<int> taking = queues[number % 2].DequeueAsync(givingUp.Token).AsTask();
                        await Task.Yield();
                        await givingUp.CancelAsync();
                        try
                        {
                            int item = await taking;
                            lock (taken)
                                taken.Add(item);
                        }
                        catch (OperationCanceledException)
                        {
                            // It goes back, if it was on its way.
                        }
                    }
                }),
        ];
        for (int item = 0; item < items; item++)
            await queues[item % 2].EnqueueAsync(item).Soon();
        await Task.WhenAll(fickle).Soon();
        while (taken.Count < items)
            taken.Add(await queues[0].DequeueAsync(Deadline.Token));
        Assert.Equal(Enumerable.Range(0, items), taken.Order());
        Assert.Equal((false, 0), await queues[1].TryDequeueAsync().Soon());
    }

    [Fact]
    public async Task A_dequeue_that_waits_at_a_member_that_dies_loses_no_item()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        ReplicatedQueue<int>[] queues = await cluster.EachAsync(node => node.QueueAsync<int>("orders"));
        Task<int>[] lost = [.. Enumerable.Range(0, 3).Select(_ => queues[2].DequeueAsync().AsTask())];
        // All three stand in line before the one at another member.
        await queues[2].TryDequeueAsync().Soon();
        await queues[2].CountAsync().Soon();
        Task<int> waiting = queues[1].DequeueAsync(Deadline.Token).AsTask();
        await queues[1].CountAsync().Soon();
        cluster[2].Links.Kill();
        // The group still believes in the dead one, and wakes those that wait there first.
        for (int item = 1; item <= 3; item++)
            await queues[0].EnqueueAsync(item).Soon();
        int[] taken =
        [
            await waiting.Soon(),
            await queues[0].DequeueAsync(Deadline.Token).Soon(),
            await queues[1].DequeueAsync(Deadline.Token).Soon(),
        ];
        Assert.Equal([1, 2, 3], taken.Order());
        Assert.All(lost, task => Assert.False(task.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task One_that_waits_goes_on_waiting_when_its_member_was_put_out_and_is_back()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        ReplicatedQueue<int>[] queues = await cluster.EachAsync(node => node.QueueAsync<int>("orders"));
        Task<int> waiting = queues[2].DequeueAsync(Deadline.Token).AsTask();
        await queues[2].CountAsync().Soon();
        cluster[2].Links.CutOff();
        while (queues[0].Group.View.Members.Length > 2)
            await Task.Delay(10);
        cluster[2].Links.Heal();
        while (queues[0].Group.View.Members.Length < 3)
            await Task.Delay(10);
        await queues[0].EnqueueAsync(1).Soon();
        Assert.Equal(1, await waiting.Soon());
    }

    [Fact]
    public async Task One_that_waits_when_the_membership_ends_is_told()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        ReplicatedQueue<int> queue = await cluster[0].Node.QueueAsync<int>("orders").Soon();
        Task<int> waiting = queue.DequeueAsync().AsTask();
        await queue.CountAsync().Soon();
        await queue.DisposeAsync().Soon();
        await Assert.ThrowsAsync<MembershipOverException>(() => waiting.Soon());
    }
}
