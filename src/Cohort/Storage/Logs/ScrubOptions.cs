namespace Cohort.Storage.Logs;

/// <summary>How a log is scrubbed.</summary>
internal sealed record ScrubOptions
{
    /// <summary>How much is read in a second, about: so little that nobody who needs the disk notices.</summary>
    public long BytesPerSecond { get; init; } = 4 << 20;

    /// <summary>How much is read at once.</summary>
    public int PieceBytes { get; init; } = 256 << 10;

    /// <summary>How long after all files have been proved that begins anew.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromHours(1);
}
