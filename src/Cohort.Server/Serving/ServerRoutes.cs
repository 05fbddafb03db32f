using Cohort.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cohort.Server.Serving;

/// <summary>What is served over HTTP.</summary>
internal static class ServerRoutes
{
    /// <summary>Maps all of it.</summary>
    public static void MapServer(this WebApplication server)
    {
        server.UseMiddleware<HttpAuthentication>();
        HttpApi.Map(server);
        server.MapCohortDashboard(
            "/dashboard",
            new CohortDashboardOptions
            {
                AllowActions = server.Services.GetRequiredService<ServeOptions>().AllowActions,
            }
        );
        server.MapGet("/", static () => Results.Redirect("dashboard/")).ExcludeFromDescription();
        server.MapOpenApi("/openapi.json");
        server.MapHealthChecks("/health/ready", Tagged("ready"));
        server.MapHealthChecks("/health/live", Tagged("live"));
    }

    private static HealthCheckOptions Tagged(string tag) => new() { Predicate = check => check.Tags.Contains(tag) };
}
