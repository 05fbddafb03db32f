namespace Cohort;

/// <summary>
/// The names under which the library tells what it does: of a <see cref="System.Diagnostics.Metrics.Meter"/> and of an
/// <see cref="System.Diagnostics.ActivitySource"/>. <c>docs/observability.md</c> has all instruments and activities. As long as nobody
/// listens, they cost next to nothing.
/// </summary>
public static class CohortTelemetry
{
    /// <summary>The name of the meter, for all nodes and clients of the process: tags tell them apart.</summary>
    public const string MeterName = "Cohort";

    /// <summary>The name of the source of activities.</summary>
    public const string ActivitySourceName = "Cohort";
}
