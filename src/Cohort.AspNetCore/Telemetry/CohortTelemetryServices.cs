using Microsoft.Extensions.Configuration;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>How an application exports what Cohort tells of itself.</summary>
public static class CohortTelemetryServices
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string MetricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    /// <summary>
    /// Collects the metrics of Cohort, for <c>app.MapCohortMetrics()</c> and, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, for that
    /// collector, which then gets the traces too. The other variables of OpenTelemetry count as well: <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>,
    /// <c>OTEL_METRIC_EXPORT_INTERVAL</c>, <c>OTEL_TRACES_SAMPLER</c>, <c>OTEL_SERVICE_NAME</c>.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configuration">Where these variables are: <c>builder.Configuration</c>, which has those of the environment.</param>
    /// <returns>What else the application may add: its own meters and sources.</returns>
    public static OpenTelemetryBuilder AddCohortTelemetry(
        this IServiceCollection services,
        IConfiguration configuration
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        OpenTelemetryBuilder telemetry = services
            .AddOpenTelemetry()
            .WithMetrics(metrics =>
            {
                metrics.AddCohortInstrumentation().AddPrometheusExporter();
                if (IsSet(Endpoint) || IsSet(MetricsEndpoint))
                    metrics.AddOtlpExporter();
            });
        // An activity for each message is made for nobody where there is no collector.
        return IsSet(Endpoint) || IsSet(TracesEndpoint)
            ? telemetry.WithTracing(tracing => tracing.AddCohortInstrumentation().AddOtlpExporter())
            : telemetry;

        bool IsSet(string variable) => !string.IsNullOrWhiteSpace(configuration[variable]);
    }
}
