using Cohort;
using Cohort.AspNetCore.Dashboard;
using Cohort.AspNetCore.Groups;
using Cohort.AspNetCore.Settings;
using Cohort.AspNetCore.Starting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>How an application comes to be a node of a cluster.</summary>
public static class CohortServices
{
    /// <summary>
    /// Starts a node with the application's host, before its other hosted services and before its web server, and joins the groups that are
    /// named on what this returns. When the application stops, it leaves them behind everything else.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configuration">The settings, by the names of <see cref="CohortOptions"/>: for example
    /// <c>builder.Configuration.GetSection("Cohort")</c>.</param>
    /// <exception cref="InvalidOperationException">The settings are somewhere else already.</exception>
    public static CohortBuilder AddCohort(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        Declarations declarations = DeclarationsOf(services);
        if (declarations.Configuration is { } other && other != configuration)
            throw new InvalidOperationException(
                "AddCohort was called with two sections of configuration. An application has one node: call it once with a section, and "
                    + "elsewhere without one."
            );
        declarations.Configuration = configuration;
        return new CohortBuilder(services, declarations);
    }

    /// <inheritdoc cref="AddCohort(IServiceCollection, IConfiguration)"/>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Says what is not as it is by default.</param>
    public static CohortBuilder AddCohort(this IServiceCollection services, Action<CohortOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = new CohortBuilder(services, DeclarationsOf(services));
        return configure is null ? builder : builder.Configure(configure);
    }

    // Each part of an application may add groups.
    private static Declarations DeclarationsOf(IServiceCollection services)
    {
        if (
            services.FirstOrDefault(service => service.ServiceType == typeof(Declarations))?.ImplementationInstance
            is Declarations present
        )
            return present;
        var declarations = new Declarations();
        services.AddSingleton(declarations);
        services.AddLogging();
        services.AddOptions<CohortOptions>().ValidateOnStart();
        services.AddSingleton<IConfigureOptions<CohortOptions>, OptionsSetup>();
        services.AddSingleton<IValidateOptions<CohortOptions>, OptionsValidation>();
        services.AddSingleton(static provider => new CohortHost(provider));
        services.TryAddSingleton(static provider => provider.GetRequiredService<CohortHost>().Node);
        services.AddHostedService<CohortLifecycle>();
        services.AddSingleton<DashboardHost>();
        return declarations;
    }
}
