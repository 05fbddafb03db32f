namespace Cohort.Benchmarks.Updates;

/// <summary>An object that does next to nothing with what it is given, so that the cost is that of replicating it.</summary>
[Replicated(Name = "blob")]
public sealed partial class Blob
{
    private long _updates;
    private long _bytes;

    /// <summary>Takes some bytes; how many it was given so far.</summary>
    [Update]
    public long Put(ReadOnlySpan<byte> value)
    {
        _updates++;
        return _bytes += value.Length;
    }

    /// <summary>How many updates it has made.</summary>
    [Read]
    public long Updates() => _updates;
}
