using Cohort.AspNetCore.Health;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>How an application tells whether its node and its groups are well.</summary>
public static class CohortHealthChecks
{
    /// <summary>
    /// A check of the node, <c>cohort</c>, with the tags <c>live</c> and <c>ready</c>, and one of each group, <c>cohort:inventory</c> for
    /// example, with the tag <c>ready</c>. Their descriptions say what is waited for.
    /// </summary>
    /// <param name="checks">The health checks of the application, which calls
    /// <see cref="CohortServices.AddCohort(IServiceCollection, Microsoft.Extensions.Configuration.IConfiguration)"/> before or after this.</param>
    public static IHealthChecksBuilder AddCohort(this IHealthChecksBuilder checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        checks.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<HealthCheckServiceOptions>, HealthRegistrations>()
        );
        return checks;
    }
}
