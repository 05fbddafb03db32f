namespace Cohort.Cli.Bench.Floor;

/// <summary>
/// What is handed to a socket at a time: small messages stand in one buffer, behind each other; larger ones each in a
/// buffer of its own, gathered; of very large ones it is a piece.
/// </summary>
internal sealed class Batch
{
    private const int SmallestGathered = 4 << 10;

    /// <summary>How many bytes to write at a time: what the sweep tries.</summary>
    public static readonly IReadOnlyList<int> Sweep = [16 << 10, 64 << 10, 256 << 10, 1 << 20];

    /// <param name="size">The size of a message in bytes.</param>
    /// <param name="bytes">How many bytes to write at a time: whole messages, where there is room for one.</param>
    public Batch(int size, int bytes)
    {
        Bytes = bytes < size ? bytes : bytes / size * size;
        bool gathers = size >= SmallestGathered && Bytes > size;
        int pieces = gathers ? Bytes / size : 1;
        Pieces = [.. Enumerable.Range(0, pieces).Select(_ => new ArraySegment<byte>(Fill(Bytes / pieces)))];
    }

    /// <summary>How many bytes there are.</summary>
    public int Bytes { get; }

    /// <summary>Where they stand.</summary>
    public IList<ArraySegment<byte>> Pieces { get; }

    // On the pinned heap, as a buffer that is often handed to the operating system ought to be.
    private static byte[] Fill(int bytes)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        Random.Shared.NextBytes(buffer);
        return buffer;
    }
}
