namespace Cohort.Storage.Logs;

/// <summary>How a log lies on its disk.</summary>
internal sealed record LogOptions
{
    /// <summary>How long its files become, in bytes, but for one that a larger record makes longer.</summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>How long its first file is, in bytes; each that follows is twice as long as the one before, up to
    /// <see cref="SegmentBytes"/>. So little is written before the first record is there, and a small log stays small.</summary>
    public long FirstSegmentBytes { get; init; } = 1 << 20;

    /// <summary>How long nothing has to come before the log says in itself how far it is on the disk, and makes its next file.</summary>
    public TimeSpan SettleAfter { get; init; } = TimeSpan.FromMilliseconds(50);
}
