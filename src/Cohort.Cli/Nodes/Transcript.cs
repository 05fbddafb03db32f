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

    /// <summary>Takes in a message that was delivered, by its name.</summary>
    public void Add(ulong line, bool isLine, Order order, ulong position)
    {
        Lines += isLine ? 1UL : 0;
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
    public void Save(BinaryWriter writer)
    {
        writer.Write(Lines);
        writer.Write(Position);
        writer.Write(OrderHash);
        writer.Write(Contents);
    }

    /// <summary>Replaces it by what a member has saved.</summary>
    public void Load(BinaryReader reader)
    {
        Lines = reader.ReadUInt64();
        Position = reader.ReadUInt64();
        OrderHash = reader.ReadUInt64();
        Contents = reader.ReadUInt64();
    }
}
