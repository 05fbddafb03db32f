using Cohort;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace OpenTelemetry;

/// <summary>How an application that sets OpenTelemetry up by itself takes in what Cohort tells.</summary>
public static class CohortInstrumentation
{
    /// <summary>Collects the instruments that <c>docs/observability.md</c> lists.</summary>
    /// <param name="metrics">The metrics of the application.</param>
    public static MeterProviderBuilder AddCohortInstrumentation(this MeterProviderBuilder metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.AddMeter(CohortTelemetry.MeterName);
    }

    /// <summary>Takes the activities that <c>docs/observability.md</c> lists: at each message, as far as the sampler lets them through.</summary>
    /// <param name="tracing">The traces of the application.</param>
    public static TracerProviderBuilder AddCohortInstrumentation(this TracerProviderBuilder tracing)
    {
        ArgumentNullException.ThrowIfNull(tracing);
        return tracing.AddSource(CohortTelemetry.ActivitySourceName);
    }
}
