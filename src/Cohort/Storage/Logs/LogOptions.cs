namespace Cohort.Storage.Logs;

/// <summary>How a log lies on its disk.</summary>
internal sealed record LogOptions
{
    /// <summary>How long its files are, in bytes, but for one that a larger record makes longer.</summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>How long nothing has to come before the log says in itself how far it is on the disk, and makes its next file.</summary>
    public TimeSpan SettleAfter { get; init; } = TimeSpan.FromMilliseconds(50);
}
