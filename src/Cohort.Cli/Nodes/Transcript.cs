using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Cohort.Simulation.Histories;

namespace Cohort.Cli.Nodes;

/// <summary>
/// The state of a group of <c>cohort node</c>s: what has been said so far, summed up. It is transferred to whoever joins,
/// and equal at members that are at the same point.
/// </summary>
internal sealed class Transcript
{
    private const int Size = 4 * sizeof(ulong);

    /// <summary>How many lines of any order have been delivered.</summary>
    public ulong Lines { get; private set; }

    /// <summary>The position among the <see cref="Order.Total"/> lines.</summary>
    public ulong Position { get; private set; }

    /// <summary>A hash of the <see cref="Order.Total"/> lines in their order.</summary>
    public ulong OrderHash { get; private set; }

    /// <summary>Which lines have been delivered, whatever their sequence.</summary>
    public ulong Contents { get; private set; } = MessageDigest.Empty;

    /// <summary>Names a line by its bytes.</summary>
    public static ulong NameOf(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>Takes in a line that was delivered, by its name.</summary>
    public void Add(ulong line, Order order, ulong position)
    {
        Lines++;
        Contents = MessageDigest.Add(Contents, line);
        if (order != Order.Total)
            return;
        Position = position;
        Span<byte> chain = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(chain, OrderHash);
        BinaryPrimitives.WriteUInt64LittleEndian(chain[sizeof(ulong)..], line);
        OrderHash = NameOf(chain);
    }

    /// <summary>Writes it for a joiner.</summary>
    public void Save(IBufferWriter<byte> writer)
    {
        Span<byte> bytes = writer.GetSpan(Size);
        ulong[] fields = [Lines, Position, OrderHash, Contents];
        for (int i = 0; i < fields.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(i * sizeof(ulong))..], fields[i]);
        writer.Advance(Size);
    }

    /// <summary>Replaces it by what a member has saved.</summary>
    public void Load(ReadOnlyMemory<byte> state)
    {
        if (state.Length != Size)
            throw new InvalidDataException(
                $"The state has {state.Length} bytes instead of {Size}: the members of this group are not cohort nodes."
            );
        Lines = Read(0);
        Position = Read(1);
        OrderHash = Read(2);
        Contents = Read(3);

        ulong Read(int field) => BinaryPrimitives.ReadUInt64LittleEndian(state.Span[(field * sizeof(ulong))..]);
    }
}
