using System.Text;
using Cohort.Tests.Clusters;

namespace Cohort.Tests.Clients;

/// <summary>Subscriptions of clients to groups of real nodes.</summary>
public class SubscribeTests
{
    private static Task<CohortClient> ConnectAsync(params string[] nodes) =>
        CohortClient
            .ConnectAsync(
                new ClientOptions
                {
                    Cluster = "test",
                    Nodes = nodes,
                    HeartbeatInterval = TimeSpan.FromMilliseconds(100),
                    SuspicionTime = TimeSpan.FromSeconds(5),
                }
            )
            .Soon();

    private static string TextOf(Diffused diffused) =>
        diffused switch
        {
            Diffused.OfView view => $"{view.Change.View.Number}",
            Diffused.OfMessage message => Encoding.UTF8.GetString(message.Payload.Span),
            _ => "gap",
        };

    [Fact]
    public async Task A_subscriber_reads_on_where_its_member_has_stopped()
    {
        await using Cluster cluster = await Cluster.FormAsync(3);
        foreach (Cluster.Process process in cluster.Processes)
            await process.Group.LeaveAsync().Soon();
        foreach (Cluster.Process process in cluster.Processes)
            await process.JoinAsync(options => options with { DiffusionHistory = 1 << 20 }).Soon();
        await cluster.EachAsync(process => process.Replica.SeesAsync(3));
        await using CohortClient client = await ConnectAsync(cluster.Seeds[0]);
        await using IAsyncEnumerator<Diffused> reading = client.SubscribeAsync("ledger").GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync().Soon());
        Assert.IsType<Diffused.OfView>(reading.Current);
        ViewNumber view = ((Diffused.OfView)reading.Current).Change.View.Number;
        await cluster[1].SendManyAsync("m", 50);
        for (int number = 1; number <= 50; number++)
        {
            Assert.True(await reading.MoveNextAsync().Soon());
            Assert.Equal($"m{number}", TextOf(reading.Current));
        }

        Cluster.Process stopped = cluster[0];
        cluster.Forget(stopped);
        await stopped.Node.DisposeAsync().Soon();
        await cluster[0].SendManyAsync("n", 50);

        Assert.True(await reading.MoveNextAsync().Soon());
        var next = Assert.IsType<Diffused.OfView>(reading.Current);
        Assert.Equal(view.Next, next.Change.View.Number);
        Assert.Equal(stopped.Node.Name, Assert.Single(next.Change.Left).Name);
        for (int number = 1; number <= 50; number++)
        {
            Assert.True(await reading.MoveNextAsync().Soon());
            Assert.Equal($"n{number}", TextOf(reading.Current));
        }
    }

    [Fact]
    public async Task A_reader_that_does_not_read_holds_up_nobody_and_finds_a_gap()
    {
        await using Cluster cluster = await Cluster.FormAsync(1);
        await using CohortClient client = await ConnectAsync(cluster.Seeds[0]);
        await using IAsyncEnumerator<Diffused> reading = client.SubscribeAsync("ledger").GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync().Soon());
        string large = new('x', 60_000);
        for (int number = 0; number < 100; number++)
            await cluster[0].SendAsync($"{number} {large}");
        await cluster.EachAsync(process => process.Replica.HasAsync(100));
        int read = 0;
        while (await reading.MoveNextAsync().Soon() && reading.Current is Diffused.OfMessage message)
            Assert.StartsWith($"{read++} ", TextOf(message), StringComparison.Ordinal);
        Assert.IsType<Diffused.Gap>(reading.Current);
        Assert.InRange(read, 10, 99);
        Assert.True(await reading.MoveNextAsync().Soon());
        Assert.IsType<Diffused.OfView>(reading.Current);
    }

    [Fact]
    public async Task A_group_that_there_is_not_is_told_to_the_reader()
    {
        await using Cluster cluster = await Cluster.FormAsync(1);
        await using CohortClient client = await ConnectAsync(cluster.Seeds[0]);
        await using IAsyncEnumerator<Diffused> reading = client.SubscribeAsync("prices").GetAsyncEnumerator();
        var refused = await Assert.ThrowsAsync<CallRefusedException>(() => reading.MoveNextAsync().Soon());
        Assert.Contains("no group 'prices' to subscribe to", refused.Message, StringComparison.Ordinal);
        Assert.Throws<OptionsException>(() => client.SubscribeAsync(""));
    }

    [Fact]
    public async Task Disposing_the_client_ends_the_reading()
    {
        await using Cluster cluster = await Cluster.FormAsync(1);
        CohortClient client = await ConnectAsync(cluster.Seeds[0]);
        await using IAsyncEnumerator<Diffused> reading = client.SubscribeAsync("ledger").GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync().Soon());
        await client.DisposeAsync().Soon();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading.MoveNextAsync().Soon());
    }
}
