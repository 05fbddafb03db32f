using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Cohort.Tests.Clusters;

namespace Cohort.Tests.Clients;

/// <summary>Calls of clients to groups of real nodes.</summary>
public class CallTests
{
    /// <summary>A counter at one node: what it is called with is added, and the answer is what it then is.</summary>
    private sealed class Counter
    {
        private long _value;

        public long Value => Volatile.Read(ref _value);

        public GroupOptions Options =>
            new()
            {
                OnCall = call => Add(call),
                State = StateTransfer.Of(
                    save: writer =>
                    {
                        BinaryPrimitives.WriteInt64LittleEndian(writer.GetSpan(sizeof(long)), _value);
                        writer.Advance(sizeof(long));
                    },
                    load: state => _value = BinaryPrimitives.ReadInt64LittleEndian(state.Span)
                ),
            };

        private byte[] Add(Call call)
        {
            string text = Encoding.UTF8.GetString(call.Payload.Span);
            _value += long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
            return Encoding.UTF8.GetBytes($"{_value}");
        }
    }

    private readonly List<Counter> _counters = [];

    private async Task<Cluster> FormAsync(int nodes, int members)
    {
        Cluster cluster = Cluster.Of(nodes);
        foreach (string seed in cluster.Seeds)
            await cluster.StartAsync(seed);
        for (int number = 0; number < members; number++)
        {
            _counters.Add(new Counter());
            await cluster[number].Node.JoinAsync("counter", _counters[^1].Options, Deadline.Token);
        }
        return cluster;
    }

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

    private static async Task<string> CallAsync(CohortClient client, string text, string group = "counter")
    {
        ReadOnlyMemory<byte> answer = await client.CallAsync(group, Encoding.UTF8.GetBytes(text)).Soon();
        return Encoding.UTF8.GetString(answer.Span);
    }

    [Fact]
    public async Task Calls_are_executed_once_whoever_stops_meanwhile()
    {
        await using Cluster cluster = await FormAsync(nodes: 5, members: 2);
        await using CohortClient client = await ConnectAsync(cluster.Seeds[4]);
        await using CohortClient other = await ConnectAsync(cluster.Seeds[3]);
        int answered = 0;
        var underWay = new TaskCompletionSource();
        async Task CallManyAsync(CohortClient caller)
        {
            for (int call = 0; call < 200; call++)
            {
                await CallAsync(caller, "1");
                if (Interlocked.Increment(ref answered) == 100)
                    underWay.SetResult();
            }
        }

        Task calling = Task.WhenAll(CallManyAsync(client), CallManyAsync(other), CallManyAsync(client));
        await underWay.Task.Soon();
        Cluster.Process stopped = cluster[0];
        cluster.Forget(stopped);
        await stopped.Node.DisposeAsync().Soon();
        await calling.Soon();

        Assert.Equal("600", await CallAsync(client, "0"));
        Assert.Equal(600, _counters[1].Value);
    }

    [Fact]
    public async Task A_member_that_joins_has_what_was_called_before()
    {
        await using Cluster cluster = await FormAsync(nodes: 2, members: 1);
        await using CohortClient client = await ConnectAsync(cluster.Seeds[1]);
        Assert.Equal("5", await CallAsync(client, "5"));
        var joining = new Counter();
        await cluster[1].Node.JoinAsync("counter", joining.Options, Deadline.Token);
        Assert.Equal(5, joining.Value);
        Assert.Equal("7", await CallAsync(client, "2"));
    }

    [Fact]
    public async Task What_the_handler_throws_the_client_is_told_and_the_group_goes_on()
    {
        await using Cluster cluster = await FormAsync(nodes: 2, members: 2);
        await using CohortClient client = await ConnectAsync(cluster.Seeds);
        var failed = await Assert.ThrowsAsync<CallFailedException>(() => CallAsync(client, "nonsense"));
        Assert.StartsWith(
            "Group 'counter' has executed the call, and its handler threw FormatException: ",
            failed.Message,
            StringComparison.Ordinal
        );
        Assert.Equal("1", await CallAsync(client, "1"));
    }

    [Fact]
    public async Task A_group_that_there_is_not_is_refused_and_named()
    {
        await using Cluster cluster = await FormAsync(nodes: 1, members: 1);
        await using CohortClient client = await ConnectAsync(cluster.Seeds);
        var refused = await Assert.ThrowsAsync<CallRefusedException>(() => CallAsync(client, "1", group: "prices"));
        Assert.Equal(CallRefusal.NoSuchGroup, refused.Refusal);
        Assert.Contains("no group 'prices'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_whose_members_take_no_calls_says_what_to_do()
    {
        await using Cluster cluster = Cluster.Of(1);
        await cluster.StartAsync(cluster.Seeds[0]);
        await cluster[0].Node.JoinAsync("quiet", cancellationToken: Deadline.Token);
        await using CohortClient client = await ConnectAsync(cluster.Seeds);
        var refused = await Assert.ThrowsAsync<CallRefusedException>(() => CallAsync(client, "1", group: "quiet"));
        Assert.Equal(CallRefusal.TakesNoCalls, refused.Refusal);
        Assert.EndsWith("Set OnCall at all its members.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "group is empty.")]
    [InlineData("cohort.root", "are the cluster's own")]
    public async Task A_name_that_no_group_can_have_is_refused_at_once(string group, string message)
    {
        await using Cluster cluster = await FormAsync(nodes: 1, members: 1);
        await using CohortClient client = await ConnectAsync(cluster.Seeds);
        var refused = await Assert.ThrowsAsync<OptionsException>(() => CallAsync(client, "1", group));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<OptionsException>(() => CallAsync(client, "1", new string('x', 101)));
        Assert.Contains("has 101 characters", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_says_what_is_known_of_the_call_and_for_what_it_waited()
    {
        await using Cluster cluster = await FormAsync(nodes: 1, members: 1);
        await using CohortClient client = await ConnectAsync(cluster.Seeds);
        await CallAsync(client, "1");
        Cluster.Process stopped = cluster[0];
        cluster.Forget(stopped);
        await stopped.Node.DisposeAsync().Soon();
        using var cancelled = new CancellationTokenSource();
        Task<ReadOnlyMemory<byte>> calling = client.CallAsync("counter", "1"u8.ToArray(), cancelled.Token);
        await cancelled.CancelAsync();
        var stoppedWaiting = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling.Soon());
        Assert.StartsWith(
            "The call of group 'counter' was cancelled: it has",
            stoppedWaiting.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_under_way_when_the_client_is_disposed_is_unknown()
    {
        await using Cluster cluster = await FormAsync(nodes: 1, members: 1);
        CohortClient client = await ConnectAsync(cluster.Seeds);
        await CallAsync(client, "1");
        Cluster.Process stopped = cluster[0];
        cluster.Forget(stopped);
        await stopped.Node.DisposeAsync().Soon();
        Task<ReadOnlyMemory<byte>> calling = client.CallAsync("counter", "1"u8.ToArray());
        await client.DisposeAsync().Soon();
        await Assert.ThrowsAsync<CallOutcomeUnknownException>(() => calling.Soon());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.CallAsync("counter", "1"u8.ToArray()).Soon());
    }

    [Fact]
    public async Task Calls_and_a_reader_of_messages_exclude_each_other()
    {
        await using Cluster cluster = Cluster.Of(1);
        await cluster.StartAsync(cluster.Seeds[0]);
        var refused = await Assert.ThrowsAsync<OptionsException>(() =>
            cluster[0].Node.JoinAsync("g", new Counter().Options with { ReadMessages = true })
        );
        Assert.Equal("OnCall", refused.Option);
    }
}
