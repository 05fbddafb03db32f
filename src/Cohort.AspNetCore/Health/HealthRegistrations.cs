using Cohort.AspNetCore.Groups;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Cohort.AspNetCore.Health;

/// <summary>Registers a check for each group, whether it was declared before the checks were added or behind that.</summary>
internal sealed class HealthRegistrations(IServiceProvider provider) : IConfigureOptions<HealthCheckServiceOptions>
{
    private const string Node = "cohort";
    private const string Live = "live";
    private const string Ready = "ready";

    public void Configure(HealthCheckServiceOptions options)
    {
        Declarations declarations =
            provider.GetService<Declarations>()
            ?? throw new InvalidOperationException(
                "AddHealthChecks().AddCohort() checks what services.AddCohort(…) adds: call that as well."
            );
        options.Registrations.Add(
            new HealthCheckRegistration(
                Node,
                static services => new NodeHealth(services.GetRequiredService<CohortHost>()),
                HealthStatus.Unhealthy,
                [Live, Ready]
            )
        );
        foreach (GroupDeclaration group in declarations.Groups)
            options.Registrations.Add(
                new HealthCheckRegistration(
                    $"{Node}:{group.Name}",
                    services => new GroupHealth(services.GetRequiredService<CohortHost>(), group.Name),
                    HealthStatus.Unhealthy,
                    [Ready]
                )
            );
    }
}
