using System.Buffers.Binary;
using Cohort.Simulation.Randomness;

namespace Cohort.Simulation.Applications;

/// <summary>
/// The bytes of a <see cref="ReplicatedState"/>: digest of what follows, running hash, counts, the objects, ballast that
/// depends on the hash. Any byte that is wrong, missing or from another snapshot is noticed.
/// </summary>
internal static class Snapshot
{
    private const int HeaderSize = 32;

    /// <summary>What a snapshot says of its state besides the objects.</summary>
    public readonly record struct Summary(ulong Hash, ulong Applied, ulong Contents);

    public static byte[] Save(ReplicatedState state, long[] numbers, Queue<long>[] queues)
    {
        int size = HeaderSize + state.Ballast;
        foreach (Queue<long> queue in queues)
            size += 8 + 8 + queue.Count * 8;
        byte[] bytes = new byte[size];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), state.Hash);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), state.Applied);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), state.Contents);
        Span<byte> rest = bytes.AsSpan(HeaderSize);
        for (int index = 0; index < numbers.Length; index++)
        {
            Put(ref rest, numbers[index]);
            Put(ref rest, queues[index].Count);
            foreach (long element in queues[index])
                Put(ref rest, element);
        }

        FillBallast(rest, state.Hash);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Digest.Fold(Digest.Start, bytes.AsSpan(8)));
        return bytes;
    }

    public static bool TryLoad(
        ReadOnlySpan<byte> bytes,
        int ballast,
        long[] numbers,
        Queue<long>[] queues,
        out Summary summary
    )
    {
        summary = default;
        if (
            bytes.Length < HeaderSize
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Digest.Fold(Digest.Start, bytes[8..])
        )
            return false;
        summary = new Summary(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..])
        );
        ReadOnlySpan<byte> rest = bytes[HeaderSize..];
        for (int index = 0; index < numbers.Length; index++)
        {
            numbers[index] = Take(ref rest);
            queues[index].Clear();
            for (long count = Take(ref rest); count > 0; count--)
                queues[index].Enqueue(Take(ref rest));
        }

        return rest.Length == ballast;
    }

    private static void Put(ref Span<byte> rest, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(rest, value);
        rest = rest[8..];
    }

    private static long Take(ref ReadOnlySpan<byte> rest)
    {
        long value = BinaryPrimitives.ReadInt64LittleEndian(rest);
        rest = rest[8..];
        return value;
    }

    private static void FillBallast(Span<byte> ballast, ulong hash)
    {
        SplittableRandom random = new(hash);
        while (ballast.Length >= 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(ballast, random.Next());
            ballast = ballast[8..];
        }
    }
}
