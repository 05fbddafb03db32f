using Cohort.Tests.Clusters;

namespace Cohort.Tests.Durability;

/// <summary>Groups that keep a log, on real disks.</summary>
public sealed class DurableGroupTests : IDisposable
{
    private readonly DataFolders _folders = new();

    [Fact]
    public async Task It_is_there_again_after_all_nodes_were_shut_down()
    {
        await using (Cluster first = await _folders.StartAsync(0, 1, 2))
        {
            await first.EachAsync(DataFolders.JoinAsync);
            await first[0].SendAsync("x", delivery: Delivery.Durable);
            await first[1].SendAsync("y", Order.Fifo, Delivery.Durable);
            await first.EachAsync(process => process.Replica.HasAsync(2));
        }
        await using Cluster second = await _folders.StartAsync(2, 0, 1);
        await second.EachAsync(DataFolders.JoinAsync);
        await second[0].SendAsync("z", delivery: Delivery.Durable);
        IReadOnlyList<string> log = await second.AgreeAsync(3);
        Assert.Equal(["x", "y", "z"], log.Order());
        Assert.Equal(2UL, second[0].Group.Position);
    }

    [Fact]
    public async Task Handlers_are_told_what_is_replayed_and_where_it_goes_on()
    {
        string[] seeds = [_folders.Seeds[0]];
        var options = new NodeOptions
        {
            Cluster = "test",
            Name = "a",
            Listen = seeds[0],
            Seeds = seeds,
            DataFolder = _folders.Of("a"),
        };
        var heard = new List<string>();
        GroupOptions group = new()
        {
            Durability = Cohort.Durability.Log,
            State = StateTransfer.Of(_ => { }, _ => { }),
            OnView = change =>
                heard.Add(
                    $"view {change.View.Number} {Kind(change.IsReplayed)}{(change.Continues is null ? "" : " goes on")}"
                ),
            OnMessage = message => heard.Add($"message in view {message.View.Number} {Kind(message.IsReplayed)}"),
        };
        for (int life = 0; life < 2; life++)
        {
            heard.Clear();
            await using Node node = await Node.StartAsync(options).Soon();
            Group joined = await node.JoinAsync("g", group).Soon();
            await joined.SendAsync(new byte[1], delivery: Delivery.Durable).Soon();
            await joined.FlushAsync().Soon();
        }
        Assert.Equal(
            ["view v0 replayed", "message in view v0 replayed", "view v0 now goes on", "message in view v0 now"],
            heard
        );
    }

    [Fact]
    public async Task Who_has_left_joins_again_in_the_same_life_with_what_its_log_has()
    {
        await using Cluster cluster = await _folders.StartAsync(0, 1, 2);
        Cluster.Process alone = cluster[1];
        await DataFolders.JoinAsync(alone).Soon();
        for (int time = 1; time <= 3; time++)
        {
            await alone.SendAsync($"x{time}", delivery: Delivery.Durable);
            await alone.Group.DisposeAsync().AsTask().Soon();
            await DataFolders.JoinAsync(alone).Soon();
        }
        // Each membership hears all that the ones before had sent.
        Assert.Equal(["x1", "x1", "x2", "x1", "x2", "x3", "x1", "x2", "x3"], alone.Replica.Log);
    }

    [Fact]
    public async Task It_waits_for_whoever_was_its_last_and_says_so()
    {
        string last;
        await using (Cluster first = await _folders.StartAsync(0, 1, 2))
        {
            await first.EachAsync(DataFolders.JoinAsync);
            await first[0].SendAsync("x", delivery: Delivery.Durable);
            await first.EachAsync(process => process.Replica.HasAsync(1));
            await first[0].Group.DisposeAsync().AsTask().Soon();
            await first[1].Group.DisposeAsync().AsTask().Soon();
            last = first[2].Node.Name;
            await first[2].SendAsync("y", delivery: Delivery.Durable);
            await first[2].Replica.HasAsync(2).Soon();
        }
        await using Cluster second = await _folders.StartAsync(0, 1, 2);
        Task early = DataFolders.JoinAsync(second[0]);
        await second[0]
            .Replica.WhenAsync(replica =>
                replica.Statuses.Any(status =>
                    status.Reason.Contains($"{last} ({last}) have it on their disks", StringComparison.Ordinal)
                )
            )
            .Soon();
        await DataFolders.JoinAsync(second[2]).Soon();
        await early.Soon();
        Assert.Equal(["x", "y"], second[0].Replica.Log.TakeLast(2));
    }

    [Fact]
    public async Task A_seed_without_a_folder_is_waited_for_by_name()
    {
        await using Cluster cluster = await _folders.StartAsync(0, 1);
        Cluster.Process without = await cluster.StartAsync(
            _folders.Seeds[2],
            options => options with { DataFolder = null }
        );
        using var patience = new CancellationTokenSource();
        Task joining = cluster[0]
            .JoinAsync(options => options with { Durability = Cohort.Durability.Log }, patience.Token);
        await cluster[0]
            .Replica.WhenAsync(replica =>
                replica.Statuses.Any(status =>
                    status.Reason.Contains($"nothing has come from {without.Node.Name}", StringComparison.Ordinal)
                    && status.Reason.Contains("DataFolder", StringComparison.Ordinal)
                )
            )
            .Soon();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joining.Soon());
    }

    [Fact]
    public async Task A_folder_that_is_in_use_or_another_s_is_refused_and_nothing_is_listened_on()
    {
        await using Cluster cluster = await _folders.StartAsync(0, 1);
        NodeOptions options = new()
        {
            Cluster = "test",
            Listen = _folders.Seeds[2],
            Seeds = _folders.Seeds,
            DataFolder = _folders.Of(_folders.Seeds[0]),
        };
        var inUse = await Assert.ThrowsAsync<DataFolderException>(() => Node.StartAsync(options));
        Assert.Equal(DataFolderProblem.InUse, inUse.Problem);
        await cluster[0].Node.DisposeAsync().AsTask().Soon();
        var another = await Assert.ThrowsAsync<DataFolderException>(() => Node.StartAsync(options));
        Assert.Equal(DataFolderProblem.OtherNode, another.Problem);
        await using Node node = await Node.StartAsync(options with { DataFolder = null }).Soon();
        Assert.Equal(_folders.Seeds[2], node.Name);
    }

    public void Dispose() => _folders.Dispose();

    private static string Kind(bool isReplayed) => isReplayed ? "replayed" : "now";
}
