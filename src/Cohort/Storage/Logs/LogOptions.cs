namespace Cohort.Storage.Logs;

/// <summary>How a log lies on its disk.</summary>
internal sealed record LogOptions
{
    /// <summary>How long its files are, in bytes, but for one that a larger record makes longer.</summary>
    public long SegmentBytes { get; init; } = 64 << 20;
}
