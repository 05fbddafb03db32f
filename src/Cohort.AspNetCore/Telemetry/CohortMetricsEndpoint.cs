using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Where Prometheus gets the metrics.</summary>
public static class CohortMetricsEndpoint
{
    /// <summary>
    /// Answers with the metrics in Prometheus's text format: those of Cohort, and those of all other meters that the application has added.
    /// </summary>
    /// <param name="endpoints">The application, which has called
    /// <see cref="CohortTelemetryServices.AddCohortTelemetry(IServiceCollection, Microsoft.Extensions.Configuration.IConfiguration)"/>.</param>
    /// <param name="pattern">Where.</param>
    /// <returns>What else is to hold there, for example <c>RequireAuthorization()</c>.</returns>
    /// <exception cref="InvalidOperationException">Nothing collects metrics.</exception>
    public static IEndpointConventionBuilder MapCohortMetrics(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern = "/metrics"
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.ServiceProvider.GetService<MeterProvider>() is null)
            throw new InvalidOperationException(
                "MapCohortMetrics shows what services.AddCohortTelemetry(builder.Configuration) collects: call that as well."
            );
        return endpoints.MapPrometheusScrapingEndpoint(pattern);
    }
}
