using System.Diagnostics.CodeAnalysis;
using Cohort;
using Cohort.AspNetCore.Dashboard;
using Cohort.AspNetCore.Dashboard.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Where people look at the cluster.</summary>
public static class CohortDashboardEndpoint
{
    /// <summary>
    /// Serves a page that shows the nodes of the cluster, its groups with their views, how fast they are and who lags, and the messages of a group as
    /// they go to and fro. Each node that maps it can show all others that do. As long as nobody has it open, it costs next to nothing. It says who is
    /// there and what they are doing, and nothing of what they say.
    /// </summary>
    /// <param name="endpoints">The application, which has called <c>services.AddCohort</c>.</param>
    /// <param name="pattern">Where.</param>
    /// <param name="options">What is not as it is by default.</param>
    /// <returns>What else is to hold there, for example <c>RequireAuthorization()</c>.</returns>
    /// <exception cref="InvalidOperationException">The application is no node, or has a dashboard already.</exception>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public static IEndpointConventionBuilder MapCohortDashboard(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern = "/dashboard",
        CohortDashboardOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        options ??= new CohortDashboardOptions();
        options.Check();
        DashboardHost host =
            endpoints.ServiceProvider.GetService<DashboardHost>()
            ?? throw new InvalidOperationException(
                "MapCohortDashboard shows the cluster that services.AddCohort(…) makes the application a node of: call that as well."
            );
        if (host.Options is not null)
            throw new InvalidOperationException(
                "MapCohortDashboard was called twice. An application has one dashboard."
            );
        host.Options = options;
        RouteGroupBuilder routes = endpoints.MapGroup(pattern);
        routes.ExcludeFromDescription();
        PageEndpoints.Map(routes, host);
        if (options.AllowActions)
        {
            IEndpointConventionBuilder drain = routes.MapPost("/actions/drain", new DrainEndpoint(host).AnswerAsync);
            if (options.ActionPolicy is { } policy)
                drain.RequireAuthorization(policy);
        }
        return routes;
    }
}
