namespace Cohort.Compare;

/// <summary>What one measurement came to; null where it does not measure that.</summary>
/// <param name="PerSecond">Messages delivered a second at each member, or writes a second of all clients.</param>
/// <param name="P50Us">From a send to its own delivery, or from a write to its answer: the median, in
/// microseconds.</param>
/// <param name="P99Us">The same, not exceeded by 99 %.</param>
internal sealed record Sample(double? PerSecond, double? P50Us, double? P99Us);
