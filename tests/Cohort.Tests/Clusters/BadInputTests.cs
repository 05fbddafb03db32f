using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Numerics;
using System.Text.Json;

namespace Cohort.Tests.Clusters;

/// <summary>What goes wrong at one node is told there, with what to do, and costs the other members nothing.</summary>
public class BadInputTests
{
    [Fact]
    public async Task Seeds_that_refuse_are_named_while_a_join_waits_and_when_it_is_cancelled()
    {
        await using Cluster cluster = Cluster.Of(2);
        Cluster.Process alone = await cluster.StartAsync(cluster.Seeds[0]);
        using var cancelled = new CancellationTokenSource();
        Task joining = alone.JoinAsync(cancellationToken: cancelled.Token);
        string expected =
            $"waiting for the cluster's root group: waiting for {cluster.Seeds[1]} (nobody listens there)";

        await alone.Replica.WhenAsync(replica => replica.Statuses.Any(change => change.Reason == expected)).Soon();
        Assert.Contains(expected, alone.Node.StatusReason, StringComparison.Ordinal);
        await cancelled.CancelAsync();

        var stopped = await Assert.ThrowsAsync<OperationCanceledException>(() => joining.Soon());
        Assert.Equal($"Joining group 'ledger' was cancelled while it was Joining: {expected}.", stopped.Message);

        // The seed that was missing comes up: both form the group then.
        Cluster.Process late = await cluster.StartAsync(cluster.Seeds[1]);
        await cluster.EachAsync(process => process.JoinAsync());
        await late.SendAsync("formed");
        await cluster.AgreeAsync(1);
    }

    [Fact]
    public async Task A_seed_whose_name_does_not_resolve_is_warned_of_once()
    {
        await using Cluster cluster = Cluster.Of(1);
        Cluster.Process alone = await cluster.StartAsync(
            cluster.Seeds[0],
            options => options with { Seeds = [.. options.Seeds, "no-such-host.invalid:7101"] }
        );
        using var cancelled = new CancellationTokenSource();
        Task joining = alone.JoinAsync(cancellationToken: cancelled.Token);

        string warning = await alone.WarningAsync("no-such-host.invalid").Soon();
        Assert.StartsWith(
            "Cannot connect: the host name of no-such-host.invalid:7101 does not resolve (",
            warning,
            StringComparison.Ordinal
        );
        Assert.EndsWith("Check Seeds and the name service; still trying.", warning, StringComparison.Ordinal);
        await cancelled.CancelAsync();
        var stopped = await Assert.ThrowsAsync<OperationCanceledException>(() => joining.Soon());
        Assert.Contains("does not resolve", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_nodes_of_one_name_are_told_and_the_group_goes_on()
    {
        await using Cluster cluster = await Cluster.FormAsync(3);
        Cluster.Process twin = await cluster.StartAsync(with: options => options with { Name = cluster.Seeds[1] });
        using var cancelled = new CancellationTokenSource();
        Task joining = twin.JoinAsync(cancellationToken: cancelled.Token);

        string warning = await twin.WarningAsync("two nodes are named").Soon();

        Assert.Contains($"two nodes are named '{cluster.Seeds[1]}'", warning, StringComparison.Ordinal);
        Assert.Contains("give each node a name of its own", warning, StringComparison.Ordinal);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => joining.Soon());
        await GoesOnAsync(cluster, twin);
    }

    [Fact]
    public async Task A_node_of_another_cluster_is_told_and_the_group_goes_on()
    {
        await using Cluster cluster = await Cluster.FormAsync(3);
        Cluster.Process stranger = await cluster.StartAsync(with: options => options with { Cluster = "other" });
        using var cancelled = new CancellationTokenSource();
        Task joining = stranger.JoinAsync(cancellationToken: cancelled.Token);

        string warning = await stranger.WarningAsync("cluster 'other'").Soon();

        Assert.Contains("give both the same cluster name, or other seeds", warning, StringComparison.Ordinal);
        await cancelled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => joining.Soon());
        await GoesOnAsync(cluster, stranger);
    }

    public static TheoryData<byte[], string> Foreign =>
        new()
        {
            { "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: probe\r\n\r\n"u8.ToArray(), "is no Cohort node" },
            { [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03, .. Noise(512)], "is no Cohort node" },
            { Noise(100_000), "is no Cohort node" },
            { [.. "CHRT"u8, 9, 9, 0, 0], "the other side speaks versions 9 to 9 of the wire format, this node 2 to 2" },
            {
                [.. "CHRT"u8, 2, 2, 0, 0, .. Claim(uint.MaxValue), .. Noise(64)],
                "a frame claims 4294967295 bytes; the limit is 1048576"
            },
            { [.. "CHRT"u8, 2, 2, 0, 0, .. Claim(16), .. Noise(64)], "a frame's checksum does not match its bytes" },
            { [.. "CHRT"u8, 2, 2, 0, 0, .. Noise(64)], "a frame's length does not match its checksum" },
        };

    [Theory]
    [MemberData(nameof(Foreign), DisableDiscoveryEnumeration = true)]
    public async Task Foreign_bytes_on_the_port_close_their_connection_and_nothing_else(byte[] bytes, string problem)
    {
        await using Cluster cluster = await Cluster.FormAsync(3);
        string view = cluster[0].Group.View.ToString();
        using Socket stranger = await ConnectAsync(cluster[0].Node);

        try
        {
            await stranger.SendAsync(bytes).Soon();
        }
        catch (SocketException)
        {
            // The node may close the connection before all of it is sent.
        }
        await HasEndedAsync(stranger).Soon();

        string warning = await cluster[0].WarningAsync(problem).Soon();
        Assert.StartsWith("closed the connection with a stranger: ", warning, StringComparison.Ordinal);
        await cluster[1].SendManyAsync("b", 10);
        await cluster.AgreeAsync(10);
        Assert.Equal(view, cluster[0].Group.View.ToString());
    }

    [Fact]
    public async Task A_stranger_who_says_nothing_is_closed_after_a_while()
    {
        await using Cluster cluster = Cluster.Of(1);
        Cluster.Process alone = await cluster.StartAsync(
            cluster.Seeds[0],
            options => options with { DialTimeout = TimeSpan.FromMilliseconds(50) }
        );
        using Socket silent = await ConnectAsync(alone.Node);

        await HasEndedAsync(silent).Soon();
        await alone.WarningAsync("it never said who it is").Soon();
    }

    [Fact]
    public async Task A_handler_that_throws_takes_out_its_member_and_the_others_stay_equal()
    {
        await using Cluster cluster = await Cluster.FormAsync(3);
        Cluster.Process bad = await cluster.AddAsync(options =>
            options with
            {
                OnMessage = message =>
                {
                    if (message.Position == 15)
                        throw new FormatException("cannot parse it");
                    options.OnMessage!(message);
                },
            }
        );
        await cluster[0].SendManyAsync("a", 30);

        var failure = await Assert.ThrowsAsync<GroupFailedException>(() => bad.Group.Completion.Soon());

        Assert.Contains(
            "the handler of a message threw FormatException: cannot parse it",
            failure.Message,
            StringComparison.Ordinal
        );
        Assert.IsType<FormatException>(failure.InnerException);
        Assert.Equal(14, bad.Replica.Log.Count);
        await GoesOnAsync(cluster, bad, already: 30);
        Assert.Equal(3, cluster[0].Group.View.Members.Length);
    }

    [Fact]
    public async Task State_that_fails_to_load_fails_the_join_and_the_others_go_on()
    {
        await using Cluster cluster = await Cluster.FormAsync(3);
        await cluster[0].SendManyAsync("a", 5);
        Cluster.Process joiner = await cluster.StartAsync();

        var failure = await Assert.ThrowsAsync<GroupFailedException>(() =>
            joiner
                .JoinAsync(options =>
                    options with
                    {
                        State = StateTransfer.Of(
                            save: _ => { },
                            load: _ => throw new InvalidDataException("version 9 of the state is not known here")
                        ),
                    }
                )
                .Soon()
        );

        Assert.Contains(
            "loading the state threw InvalidDataException: version 9 of the state is not known here",
            failure.Message,
            StringComparison.Ordinal
        );
        await GoesOnAsync(cluster, joiner, already: 5);
    }

    [Fact]
    public async Task State_that_one_member_cannot_save_comes_from_another_and_both_go_on()
    {
        await using Cluster cluster = Cluster.Of(3, selfGoverned: true);
        foreach (string seed in cluster.Seeds)
            await cluster.StartAsync(seed);
        Cluster.Process? unable = null;
        await cluster.EachAsync(process =>
            process.JoinAsync(options =>
                options with
                {
                    State = StateTransfer.Of(
                        save: writer =>
                        {
                            if (process == unable)
                                throw new IOException("disk full");
                            writer.Write(JsonSerializer.SerializeToUtf8Bytes(process.Replica.Log));
                        },
                        load: _ => { }
                    ),
                }
            )
        );
        await cluster[1].SendManyAsync("a", 5);
        await cluster.AgreeAsync(5);
        // A joiner asks the oldest member first.
        unable = cluster.Processes.Single(process => process.Node.Process == process.Group.View.Members[0].Process);

        await cluster.AddAsync();

        await cluster[1].SendManyAsync("b", 5);
        await cluster.AgreeAsync(10);
        await unable
            .WarningAsync("join group 'ledger' with the state of this member: saving it threw IOException: disk full")
            .Soon();
    }

    [Fact]
    public async Task A_member_without_state_is_not_taken_into_a_group_with_state()
    {
        await using Cluster cluster = await Cluster.FormAsync(3);
        Cluster.Process joiner = await cluster.StartAsync();

        var refusal = await Assert.ThrowsAsync<JoinRefusedException>(() =>
            joiner.JoinAsync(options => options with { State = null }).Soon()
        );

        Assert.Contains("give all members State, or none", refusal.Message, StringComparison.Ordinal);
        await GoesOnAsync(cluster, joiner);
    }

    [Fact]
    public async Task Nodes_with_different_limits_refuse_each_other_and_say_why()
    {
        await using Cluster cluster = await Cluster.FormAsync(3);

        Cluster.Process stranger = await cluster.StartAsync(with: options => options with { MaxMessageBytes = 1024 });

        using var cancelled = new CancellationTokenSource();
        Task joining = stranger.JoinAsync(cancellationToken: cancelled.Token);

        string warning = await stranger.WarningAsync("messages have at most").Soon();

        Assert.Contains("give all nodes of a cluster the same limit", warning, StringComparison.Ordinal);
        await cancelled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => joining.Soon());
        await GoesOnAsync(cluster, stranger);
    }

    [Fact]
    public async Task A_send_after_the_node_is_disposed_says_that_nothing_was_sent()
    {
        await using Cluster cluster = await Cluster.FormAsync(3);
        Cluster.Process gone = cluster[2];
        cluster.Forget(gone);
        await gone.Node.DisposeAsync().Soon();

        var refusal = await Assert.ThrowsAsync<NotDeliveredException>(() => gone.SendAsync("late"));

        Assert.Equal(
            "Nothing more can be sent to group 'ledger': this member has left it. This call had no effect. "
                + "Join again to send.",
            refusal.Message
        );
        await cluster[0].SendAsync("on time");
        await cluster.AgreeAsync(1);
    }

    // The others' group has three members, takes messages, and has lost none.
    private static async Task GoesOnAsync(Cluster cluster, Cluster.Process bad, int already = 0)
    {
        cluster.Forget(bad);
        await cluster.EachAsync(process => process.Replica.SeesAsync(3));
        await cluster[1].SendManyAsync("on", 10);
        await cluster.AgreeAsync(already + 10);
        await bad.Node.DisposeAsync().Soon();
    }

    private static async Task<Socket> ConnectAsync(Node node)
    {
        string[] address = node.Process.Address.Split(':');
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address[0], int.Parse(address[1], null)).Soon();
        return socket;
    }

    // A node says its own hello first; after that comes nothing but the end.
    private static async Task HasEndedAsync(Socket socket)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer) > 0) { }
        }
        catch (SocketException)
        {
            // A reset is an end as well.
        }
    }

    // How a first frame begins: its length, and the checksum of that and of its place, 0.
    private static byte[] Claim(uint length)
    {
        byte[] claim = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(claim, length);
        BinaryPrimitives.WriteUInt32LittleEndian(claim.AsSpan(4), ~BitOperations.Crc32C(uint.MaxValue, (ulong)length));
        return claim;
    }

    private static byte[] Noise(int size)
    {
        byte[] noise = new byte[size];
        new Random(size).NextBytes(noise);
        return noise;
    }
}
