using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Bench;

/// <summary>What was measured, and what could not be.</summary>
/// <param name="Points">A point for each setting that was measured.</param>
/// <param name="Failures">Of the others, why not.</param>
internal sealed record BenchOutcome(IReadOnlyList<BenchPoint> Points, IReadOnlyList<string> Failures);
