namespace Cohort.Compare;

/// <summary>How long each measurement takes.</summary>
/// <param name="WarmUp">How long everything runs before it counts.</param>
/// <param name="Length">How long it counts.</param>
internal sealed record Timing(TimeSpan WarmUp, TimeSpan Length);
