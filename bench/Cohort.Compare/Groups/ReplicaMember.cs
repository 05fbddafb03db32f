using System.Buffers;
using System.Buffers.Binary;

namespace Cohort.Compare.Groups;

/// <summary>A member that keeps the latest value of every key, as the others do: what a replicated object would do with
/// each message.</summary>
internal sealed class ReplicaMember : IAsyncDisposable
{
    /// <summary>The bytes before the value: the client and the key.</summary>
    public const int HeadBytes = 2 * sizeof(int);

    private const string GroupName = "values";

    private readonly Dictionary<int, byte[]> _values = [];
    private Node? _node;

    private ReplicaMember() { }

    /// <summary>The membership.</summary>
    public Group Group { get; private set; } = null!;

    /// <summary>Hears the client of each message that this member itself has sent, once it is applied.</summary>
    public Action<int>? OnOwn { get; set; }

    /// <summary>Starts a node, and joins the group when so many others are in it.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="listen">Where it listens.</param>
    /// <param name="seeds">Where all do.</param>
    /// <param name="others">How many others are to be older.</param>
    /// <param name="data">Where it keeps the group's log; null where that has none.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<ReplicaMember> JoinAsync(
        string name,
        string listen,
        IReadOnlyList<string> seeds,
        int others,
        string? data,
        CancellationToken cancellationToken
    )
    {
        var member = new ReplicaMember();
        var options = new NodeOptions
        {
            Cluster = $"compare-{string.Join('-', seeds)}",
            Name = name,
            Listen = listen,
            Seeds = seeds,
            DataFolder = data,
        };
        member._node = await Node.StartAsync(options, cancellationToken);
        if (others > 0)
            await foreach (DirectoryChange _ in member._node.Directory.WatchAsync(cancellationToken))
                if (member._node.Directory.Find(GroupName)?.View.Members.Count(one => one.HoldsState) >= others)
                    break;
        var membership = new GroupOptions
        {
            OnMessage = member.Apply,
            State = data is null ? null : StateTransfer.Of(member.Save, member.Load),
            Durability = data is null ? Durability.None : Durability.Log,
            Rejoin = false,
        };
        member.Group = await member._node.JoinAsync(GroupName, membership, cancellationToken);
        return member;
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is { } node)
            await node.DisposeAsync();
    }

    private void Save(IBufferWriter<byte> writer)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        foreach ((int key, byte[] value) in _values)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head, key);
            BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(int)..], value.Length);
            writer.Write(head);
            writer.Write(value);
        }
    }

    private void Load(ReadOnlyMemory<byte> state)
    {
        _values.Clear();
        ReadOnlySpan<byte> left = state.Span;
        while (!left.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(left[sizeof(int)..]);
            _values[BinaryPrimitives.ReadInt32LittleEndian(left)] = left.Slice(HeadBytes, length).ToArray();
            left = left[(HeadBytes + length)..];
        }
    }

    private void Apply(Message message)
    {
        ReadOnlySpan<byte> payload = message.Payload.Span;
        int client = BinaryPrimitives.ReadInt32LittleEndian(payload);
        int key = BinaryPrimitives.ReadInt32LittleEndian(payload[sizeof(int)..]);
        ReadOnlySpan<byte> value = payload[HeadBytes..];
        if (!_values.TryGetValue(key, out byte[]? kept) || kept.Length != value.Length)
            _values[key] = kept = new byte[value.Length];
        value.CopyTo(kept);
        // Only one member of the group has clients.
        OnOwn?.Invoke(client);
    }
}
