using System.Buffers;
using System.Buffers.Binary;
using Cohort.Runtime;
using Cohort.Tests.Clusters;

namespace Cohort.Tests.Durability;

/// <summary>A node that comes back with its log is sent what it missed, and not the whole state.</summary>
public sealed class CatchingUpTests : IDisposable
{
    private const int StateSize = 16 << 20;
    private const int Size = 64 << 10;

    private readonly DataFolders _folders = new();

    [Fact]
    public async Task What_comes_over_the_network_is_what_was_missed()
    {
        await using Member first = await StartAsync(0, new CountingTransport());
        await using Member second = await StartAsync(1, new CountingTransport());
        int missed = 0;
        await using (Member before = await StartAsync(2, new CountingTransport()))
        {
            await Task.WhenAll(first.JoinAsync(), second.JoinAsync(), before.JoinAsync()).Soon();
            for (int number = 0; number < 32; number++)
                await first.WriteAsync(number).Soon();
            await before.HasAsync(32).Soon();
        }
        for (; missed < 16; missed++)
            await second.WriteAsync(100 + missed).Soon();
        int saves = first.Saves + second.Saves;

        var transport = new CountingTransport();
        await using Member after = await StartAsync(2, transport);
        await after.JoinAsync().Soon();
        await after.HasAsync(48).Soon();

        Assert.Equal(saves, first.Saves + second.Saves);
        Assert.Equal(first.State, after.State);
        Assert.InRange(transport.Received, missed * Size, 2 * missed * Size);
        // It was told of all that it had seen before, and of what it missed, as of long ago.
        Assert.Equal(48, after.Replayed);
        await after.WriteAsync(200).Soon();
        await first.HasAsync(49).Soon();
        Assert.Equal(first.State, after.State);
    }

    [Fact]
    public async Task In_the_same_life_too_where_it_joins_anew()
    {
        await using Member first = await StartAsync(0, new CountingTransport());
        await using Member second = await StartAsync(1, new CountingTransport());
        var transport = new CountingTransport();
        await using Member third = await StartAsync(2, transport);
        await Task.WhenAll(first.JoinAsync(), second.JoinAsync(), third.JoinAsync()).Soon();
        await first.WriteAsync(1).Soon();
        await third.HasAsync(1).Soon();
        await third.LeaveAsync().Soon();
        await first.WriteAsync(2).Soon();
        int saves = first.Saves + second.Saves;
        long before = transport.Received;
        await third.JoinAsync().Soon();
        Assert.InRange(transport.Received - before, Size, 1 << 20);
        Assert.Equal(saves, first.Saves + second.Saves);
        Assert.Equal(first.State, third.State);
    }

    public void Dispose() => _folders.Dispose();

    private async Task<Member> StartAsync(int place, CountingTransport transport)
    {
        string address = _folders.Seeds[place];
        var options = new NodeOptions
        {
            Cluster = "test",
            Listen = address,
            Seeds = _folders.Seeds,
            DataFolder = _folders.Of(address),
            SuspicionTime = TimeSpan.FromSeconds(2),
        };
        return new Member(
            await Node.StartOnAsync(
                    options,
                    transport,
                    static (settings, seed) => new ProtocolMachine(settings, seed),
                    CancellationToken.None
                )
                .Soon()
        );
    }

    /// <summary>A node whose application has a large state, which each message changes in one place.</summary>
    private sealed class Member(Node node) : IAsyncDisposable
    {
        private readonly SemaphoreSlim _delivered = new(0);
        private Group? _group;

        public byte[] State { get; private set; } = new byte[StateSize];

        public int Saves { get; private set; }

        public int Replayed { get; private set; }

        private GroupOptions Options =>
            new()
            {
                Durability = Cohort.Durability.Log,
                OnMessage = message =>
                {
                    int place = BinaryPrimitives.ReadInt32LittleEndian(message.Payload.Span);
                    message.Payload.Span.CopyTo(State.AsSpan(place * Size));
                    Replayed += message.IsReplayed ? 1 : 0;
                    _delivered.Release();
                },
                State = StateTransfer.Of(
                    save: writer =>
                    {
                        Saves++;
                        writer.Write(State);
                    },
                    load: state => State = state.ToArray()
                ),
            };

        public async Task JoinAsync()
        {
            State = new byte[StateSize];
            _group = await node.JoinAsync("blob", Options);
        }

        public Task LeaveAsync() => _group!.DisposeAsync().AsTask();

        public async Task WriteAsync(int place)
        {
            byte[] message = new byte[Size];
            Random.Shared.NextBytes(message);
            BinaryPrimitives.WriteInt32LittleEndian(message, place);
            await _group!.SendAsync(message, delivery: Delivery.Durable);
            await _group.FlushAsync();
        }

        /// <summary>Completes when so many messages were delivered, replayed or not.</summary>
        public async Task HasAsync(int messages)
        {
            while (_delivered.CurrentCount < messages)
                await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        public ValueTask DisposeAsync() => node.DisposeAsync();
    }
}
