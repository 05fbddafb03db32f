using Cohort.Tests.Clusters;

namespace Cohort.Tests.Clients;

/// <summary>How a client connects to real nodes, and what it is told where it cannot.</summary>
public class ConnectTests
{
    private static ClientOptions OptionsFor(params string[] nodes) =>
        new()
        {
            Cluster = "test",
            Nodes = nodes,
            HeartbeatInterval = TimeSpan.FromMilliseconds(100),
            SuspicionTime = TimeSpan.FromSeconds(5),
        };

    [Fact]
    public async Task A_client_connects_and_goes_on_with_another_node_where_its_own_stops()
    {
        await using Cluster cluster = Cluster.Of(2);
        foreach (string seed in cluster.Seeds)
            await cluster.StartAsync(seed);
        await using CohortClient client = await CohortClient.ConnectAsync(OptionsFor(cluster.Seeds)).Soon();
        ProcessId first = client.Node!.Value;
        Cluster.Process stopped = cluster.Processes.Single(process => process.Node.Process == first);
        Cluster.Process other = cluster.Processes.Single(process => process != stopped);

        var linked = new TaskCompletionSource();
        client.LinkChanged += link =>
        {
            if (link.Node == other.Node.Process)
                linked.TrySetResult();
        };

        cluster.Forget(stopped);
        await stopped.Node.DisposeAsync().Soon();

        await linked.Task.Soon();
        Assert.Equal(other.Node.Process, client.Node);
        Assert.Equal("", client.StatusReason);
    }

    [Fact]
    public async Task A_name_for_a_node_is_as_good_as_the_address_that_it_advertises()
    {
        await using Cluster cluster = Cluster.Of(1);
        Cluster.Process node = await cluster.StartAsync(cluster.Seeds[0]);
        string alias = cluster.Seeds[0].Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await using CohortClient client = await CohortClient.ConnectAsync(OptionsFor(alias)).Soon();
        Assert.Equal(node.Node.Process, client.Node);
    }

    [Fact]
    public async Task A_client_of_another_cluster_is_refused_at_once_and_told_what_to_do()
    {
        await using Cluster cluster = Cluster.Of(1);
        await cluster.StartAsync(cluster.Seeds[0]);
        var refused = await Assert.ThrowsAsync<ConnectException>(() =>
            CohortClient.ConnectAsync(OptionsFor(cluster.Seeds) with { Cluster = "other" }).Soon()
        );
        Assert.True(refused.IsRefused);
        Assert.StartsWith("No node of cluster 'other' takes this client: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("give the client that cluster name", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_has_no_place_for_clients_refuses_them()
    {
        await using Cluster cluster = Cluster.Of(1);
        await cluster.StartAsync(cluster.Seeds[0], options => options with { MaxClients = 0 });
        var refused = await Assert.ThrowsAsync<ConnectException>(() =>
            CohortClient.ConnectAsync(OptionsFor(cluster.Seeds)).Soon()
        );
        Assert.True(refused.IsRefused);
        Assert.Contains("raise MaxClients", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_can_be_reached_each_address_is_named_with_its_trouble()
    {
        string[] addresses = LoopbackPorts.FreeAddresses(2);
        var failed = await Assert.ThrowsAsync<ConnectException>(() =>
            CohortClient
                .ConnectAsync(OptionsFor(addresses) with { ConnectTimeout = TimeSpan.FromMilliseconds(500) })
                .Soon()
        );
        Assert.False(failed.IsRefused);
        foreach (string address in addresses)
            Assert.Contains($"{address}: nobody listens there", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_and_says_for_what()
    {
        using var cancelled = new CancellationTokenSource();
        Task<CohortClient> connecting = CohortClient.ConnectAsync(
            OptionsFor(LoopbackPorts.FreeAddresses(1)),
            cancelled.Token
        );
        await cancelled.CancelAsync();
        var stopped = await Assert.ThrowsAsync<OperationCanceledException>(() => connecting.Soon());
        Assert.StartsWith("Connecting to cluster 'test' was cancelled", stopped.Message, StringComparison.Ordinal);
    }

    public static TheoryData<ClientOptions, string, string> BadOptions =>
        new()
        {
            { OptionsFor(), "Nodes", "Nodes is empty. List the address of one node at least" },
            { OptionsFor("7101"), "Nodes", "Nodes contains '7101', which is no address: it has no port" },
            { OptionsFor("127.0.0.1:0"), "Nodes", "Nodes contains 127.0.0.1:0, which nobody can dial." },
            { OptionsFor("a:1") with { Cluster = "" }, "Cluster", "Cluster is empty." },
            { OptionsFor("a:1") with { Name = new string('x', 101) }, "Name", "Name has 101 characters." },
            {
                OptionsFor("a:1") with
                {
                    SuspicionTime = TimeSpan.FromMilliseconds(200),
                },
                "SuspicionTime",
                "at least three times HeartbeatInterval"
            },
            {
                OptionsFor("a:1") with
                {
                    ConnectTimeout = TimeSpan.Zero,
                },
                "ConnectTimeout",
                "ConnectTimeout is 00:00:00."
            },
        };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public async Task An_option_out_of_its_range_is_named_with_what_is_allowed(
        ClientOptions options,
        string option,
        string message
    )
    {
        var refused = await Assert.ThrowsAsync<OptionsException>(() => CohortClient.ConnectAsync(options));
        Assert.Equal(option, refused.Option);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }
}
