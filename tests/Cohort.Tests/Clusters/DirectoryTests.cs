namespace Cohort.Tests.Clusters;

/// <summary>What nodes on real sockets know of each other and of the groups.</summary>
public class DirectoryTests
{
    [Fact]
    public async Task Every_node_knows_the_nodes_and_groups_and_a_lookup_that_waits_knows_what_was_just_created()
    {
        await using Cluster cluster = Cluster.Of(3);
        foreach (string seed in cluster.Seeds)
            await cluster.StartAsync(
                seed,
                options => options with { Labels = new Dictionary<string, string> { ["zone"] = seed } }
            );
        await using Group prices = await cluster[0]
            .Node.JoinAsync("prices", new GroupOptions { Contract = "prices 1" }, Deadline.Token)
            .Soon();

        foreach (Cluster.Process process in cluster.Processes)
        {
            GroupInfo? group = await process.Node.Directory.FindAsync("prices", Deadline.Token).Soon();
            Assert.Equal(prices.View.Group, group!.Id);
            Assert.Equal("prices 1", group.Contract);
            Assert.False(group.HasState);
            Assert.True(process.Node.Directory.IsCurrent);
            Assert.Null(await process.Node.Directory.FindAsync("none", Deadline.Token).Soon());
            DirectoryChange known = await UntilAsync(
                process.Node.Directory,
                _ => process.Node.Directory.Nodes.Count(node => node.Labels.Count == 1) == 3
            );
            Assert.True(known.IsCurrent);
            Assert.Equal(
                cluster.Seeds.Order(StringComparer.Ordinal),
                process.Node.Directory.Nodes.Select(node => node.Labels["zone"])
            );
        }
    }

    [Fact]
    public async Task A_reader_hears_of_a_group_that_comes_and_goes()
    {
        await using Cluster cluster = await Cluster.FormAsync(1);
        DirectoryMirror directory = cluster[0].Node.Directory;
        Task come = UntilAsync(directory, _ => directory.Find("passing") is not null);
        Group group = await cluster[0].Node.JoinAsync("passing", cancellationToken: Deadline.Token).Soon();
        await come.Soon();
        await group.DisposeAsync();
        await UntilAsync(directory, _ => directory.Find("passing") is null);
    }

    [Fact]
    public async Task Without_the_others_it_shows_the_last_known_state_and_a_lookup_waits_as_long_as_it_is_told_to()
    {
        await using Cluster cluster = await Cluster.FormAsync(3);
        DirectoryMirror directory = cluster[2].Node.Directory;
        await UntilAsync(directory, _ => directory.Find("ledger") is not null);
        // One of three seeds is no quorum, whatever its rank.
        foreach (Cluster.Process gone in (Cluster.Process[])[cluster[0], cluster[1]])
        {
            cluster.Forget(gone);
            await gone.Node.DisposeAsync().Soon();
        }

        await UntilAsync(directory, change => !change.IsCurrent);

        Assert.NotNull(directory.Find("ledger"));
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            directory.FindAsync("ledger", patience.Token).Soon()
        );
    }

    /// <summary>Reads until something is the case; answers the change with which it was.</summary>
    private static async Task<DirectoryChange> UntilAsync(DirectoryMirror directory, Func<DirectoryChange, bool> holds)
    {
        await foreach (DirectoryChange change in directory.WatchAsync(Deadline.Token))
            if (holds(change))
                return change;
        throw new InvalidOperationException("The node has ended.");
    }
}
