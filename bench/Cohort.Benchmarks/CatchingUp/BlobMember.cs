using System.Buffers;
using System.Buffers.Binary;

namespace Cohort.Benchmarks.CatchingUp;

/// <summary>A node whose application has one large state; each message changes a part of it.</summary>
internal sealed class BlobMember : IAsyncDisposable
{
    public const int MessageSize = 64 << 10;

    private const string GroupName = "blob";

    private readonly Node _node;
    private readonly byte[] _state;
    private Group? _group;
    private int _next;

    private BlobMember(Node node, int size) => (_node, _state) = (node, new byte[size]);

    /// <summary>How often it has saved its state.</summary>
    public int Saves { get; private set; }

    public static async Task<BlobMember> StartAsync(Folders folders, int place, int size) =>
        new(
            await Node.StartAsync(
                new NodeOptions
                {
                    Cluster = "benchmarks",
                    Listen = folders.Addresses[place],
                    Seeds = folders.Addresses,
                    DataFolder = folders.Of(place),
                    // Everything shares few processors here: nobody is to be taken for dead.
                    SuspicionTime = TimeSpan.FromSeconds(20),
                    OnWarning = Console.Error.WriteLine,
                }
            ),
            size
        );

    public async Task JoinAsync() =>
        _group = await _node.JoinAsync(
            GroupName,
            new GroupOptions
            {
                Durability = Durability.Log,
                OnMessage = message => Apply(message.Payload.Span),
                State = StateTransfer.Of(
                    save: writer =>
                    {
                        Saves++;
                        writer.Write(_state);
                    },
                    load: state => state.CopyTo(_state)
                ),
            }
        );

    /// <summary>Changes so many parts.</summary>
    public async Task WriteAsync(int messages)
    {
        for (int left = messages; left > 0; left--)
        {
            byte[] message = new byte[MessageSize];
            Random.Shared.NextBytes(message);
            BinaryPrimitives.WriteInt32LittleEndian(message, _next++ % (_state.Length / MessageSize));
            await _group!.SendAsync(message, delivery: Delivery.Durable);
        }
        await _group!.FlushAsync();
    }

    /// <summary>Waits until the group has so many members.</summary>
    public async Task UntilMembersAsync(int members)
    {
        await foreach (DirectoryChange _ in _node.Directory.WatchAsync())
            if (_node.Directory.Find(GroupName)?.View.Members.Length == members)
                return;
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private void Apply(ReadOnlySpan<byte> message) =>
        message.CopyTo(_state.AsSpan(BinaryPrimitives.ReadInt32LittleEndian(message) * MessageSize));
}
