using System.Collections.Concurrent;

namespace Cohort.Tests.Clusters;

/// <summary>What the cluster is asked to keep running runs, on nodes that offer to host it.</summary>
public class PlacementTests
{
    private readonly ConcurrentQueue<Group> _joined = new();
    private readonly TaskCompletionSource _joinedSix = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_group_is_hosted_where_it_is_offered_and_whoever_dies_is_replaced()
    {
        await using Cluster cluster = await HostingAsync(4);
        Node asker = cluster[0].Node;
        PlacementInfo placed = await asker.EnsureAsync("orders", cancellationToken: Deadline.Token).Soon();
        Assert.Equal("", placed.Missing);
        Assert.Equal(3, placed.Nodes[0].Length);
        Assert.True(await HasAsync(asker, "orders", 3).Soon());
        Cluster.Process gone = cluster.Processes.First(process => placed.Nodes[0].Contains(process.Node.Process));
        Node left = cluster.Processes.First(process => process != gone).Node;
        cluster.Forget(gone);
        await gone.Node.DisposeAsync().Soon();
        Assert.True(await HasAsync(left, "orders", 3, without: gone.Node.Process).Soon());
    }

    [Fact]
    public async Task Shards_are_groups_of_their_own_and_go_when_they_are_released()
    {
        await using Cluster cluster = await HostingAsync(3);
        Node asker = cluster[1].Node;
        await asker.EnsureAsync("orders", replicas: 2, shards: 3, cancellationToken: Deadline.Token).Soon();
        for (int shard = 0; shard < 3; shard++)
            Assert.Equal(2, asker.Directory.Find($"orders/{shard}")!.View.Members.Length);
        await _joinedSix.Task.Soon();
        await asker.ReleaseAsync("orders", Deadline.Token).Soon();
        await UntilAsync(asker, () => asker.Directory.Groups.Count == 0).Soon();
        await Task.WhenAll(_joined.Select(group => group.Completion)).Soon();
        Assert.All(_joined, group => Assert.Equal(GroupStatus.Left, group.Status));
    }

    [Fact]
    public async Task With_fewer_nodes_than_were_asked_for_it_says_what_is_missing_and_goes_on()
    {
        await using Cluster cluster = await HostingAsync(2);
        PlacementInfo placed = await cluster[0].Node.EnsureAsync("orders", cancellationToken: Deadline.Token).Soon();
        Assert.Contains("it has 2 of 3 members: only 2 nodes offer to host 'orders'", placed.Missing);
        await cluster.StartAsync("127.0.0.1:0", Hosts);
        placed = await cluster[0].Node.EnsureAsync("orders", cancellationToken: Deadline.Token).Soon();
        await UntilAsync(cluster[0].Node, () => cluster[0].Node.Directory.FindPlacement("orders")!.Missing.Length == 0)
            .Soon();
        Assert.True(await HasAsync(cluster[0].Node, "orders", 3).Soon());
    }

    [Fact]
    public async Task Whoever_is_asked_for_less_leaves()
    {
        await using Cluster cluster = await HostingAsync(3);
        Node asker = cluster[0].Node;
        await asker.EnsureAsync("orders", cancellationToken: Deadline.Token).Soon();
        await asker.EnsureAsync("orders", replicas: 1, cancellationToken: Deadline.Token).Soon();
        Assert.True(await HasAsync(asker, "orders", 1).Soon());
    }

    [Fact]
    public async Task An_offer_whose_options_fail_is_reported_and_tried_again()
    {
        await using Cluster cluster = Cluster.Of(1);
        var told = new TaskCompletionSource<string>();
        int calls = 0;
        await cluster.StartAsync(
            cluster.Seeds[0],
            options =>
                options with
                {
                    SuspicionTime = TimeSpan.FromMilliseconds(300),
                    OnWarning = text => told.TrySetResult(text),
                    Hosts =
                    [
                        new HostedGroup(
                            "orders",
                            _ => ++calls == 1 ? throw new IOException("the disk is full") : new GroupOptions()
                        ),
                    ],
                }
        );
        await cluster[0].Node.EnsureAsync("orders", replicas: 1, cancellationToken: Deadline.Token).Soon();
        Assert.Equal(
            "Group 'orders' was placed on this node, which could not be in it: the disk is full",
            await told.Task.Soon()
        );
    }

    [Theory]
    [InlineData("", 1, 1, "", "name is empty")]
    [InlineData("cohort.x", 1, 1, "", "names that begin with cohort.")]
    [InlineData("orders", 0, 1, "", "replicas is 0")]
    [InlineData("orders", 65, 1, "", "replicas is 65")]
    [InlineData("orders", 1, 0, "", "shards is 0")]
    [InlineData("orders", 1, 1, "no label", "spreadBy is 'no label'")]
    public async Task What_cannot_be_asked_for_is_refused(
        string name,
        int replicas,
        int shards,
        string spreadBy,
        string problem
    )
    {
        await using Cluster cluster = Cluster.Of(1);
        await cluster.StartAsync(cluster.Seeds[0]);
        OptionsException refused = await Assert.ThrowsAsync<OptionsException>(() =>
            cluster[0].Node.EnsureAsync(name, replicas, shards, spreadBy: spreadBy, cancellationToken: Deadline.Token)
        );
        Assert.Contains(problem, refused.Message);
    }

    [Fact]
    public async Task Somebody_who_asks_for_something_else_meanwhile_is_told_of()
    {
        await using Cluster cluster = Cluster.Of(1);
        await cluster.StartAsync(
            cluster.Seeds[0],
            options => options with { Hosts = [new HostedGroup("orders", Never)] }
        );
        Node node = cluster[0].Node;
        Task first = node.EnsureAsync("orders", replicas: 1, cancellationToken: Deadline.Token);
        await UntilAsync(node, () => node.Directory.FindPlacement("orders") is not null).Soon();
        Task second = node.EnsureAsync("orders", replicas: 2, cancellationToken: Deadline.Token);
        InvalidOperationException told = await Assert.ThrowsAsync<InvalidOperationException>(() => first.Soon());
        Assert.Contains("Placement 'orders' is now orders: 2", told.Message);
        await node.DisposeAsync().Soon();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => second.Soon());

        static GroupOptions Never(string group) => throw new IOException("never");
    }

    private void Joined(Group group)
    {
        _joined.Enqueue(group);
        if (_joined.Count == 6)
            _joinedSix.TrySetResult();
    }

    private NodeOptions Hosts(NodeOptions options) =>
        options with
        {
            Hosts = [new HostedGroup("orders", _ => new GroupOptions()) { OnJoined = Joined }],
        };

    private async Task<Cluster> HostingAsync(int nodes)
    {
        Cluster cluster = Cluster.Of(nodes);
        foreach (string seed in cluster.Seeds)
            await cluster.StartAsync(seed, Hosts);
        // A placement knows how many could host it when they have said so.
        foreach (Cluster.Process process in cluster.Processes)
            await UntilAsync(
                    process.Node,
                    () => process.Node.Directory.Nodes.Count(node => node.Offers.Contains("orders")) == nodes
                )
                .Soon();
        return cluster;
    }

    private static async Task<bool> HasAsync(Node node, string group, int members, ProcessId? without = null)
    {
        await UntilAsync(
            node,
            () =>
                node.Directory.Find(group) is { View.Members: { } present }
                && present.Length == members
                && present.All(member => member.HoldsState && member.Process != without)
        );
        return true;
    }

    private static async Task UntilAsync(Node node, Func<bool> holds)
    {
        await foreach (DirectoryChange _ in node.Directory.WatchAsync(Deadline.Token))
            if (holds())
                return;
        throw new InvalidOperationException("The node has ended.");
    }
}
