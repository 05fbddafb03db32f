using Cohort.AspNetCore.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cohort.AspNetCore.Singletons;

/// <summary>Stands in line for a singleton while the application runs, and runs it in its turns.</summary>
/// <param name="services">Makes the service.</param>
/// <param name="name">What it is called.</param>
/// <param name="group">The group that decides who runs it.</param>
/// <param name="elections">What its elections are called there.</param>
/// <param name="options">How often it is tried again.</param>
internal sealed class SingletonRun<TService>(
    IServiceProvider services,
    string name,
    string group,
    string elections,
    SingletonOptions options
) : BackgroundService
    where TService : class, IClusterSingleton
{
    private readonly ILogger _log = HostLog.Of(services);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        CohortHost host = services.GetRequiredService<CohortHost>();
        try
        {
            await host.JoinedAsync(group, stoppingToken).ConfigureAwait(false);
            SingletonOptions logged = options with { OnFailure = Failed };
            await host.FindGroup(group)
                .Elections(elections)
                .RunAsSingletonAsync(name, RunAsync, logged, stoppingToken)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application stops.
        }
        // The group could not be joined or is gone here for good, and the health checks say so; what else the application does may go on.
        catch (Exception e)
        {
            _log.SingletonOver(e, name, group);
        }
    }

    private async Task RunAsync(SingletonContext turn, CancellationToken cancellationToken)
    {
        _log.SingletonBegun(turn.Name, turn.Term);
        try
        {
            AsyncServiceScope scope = services.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
                await scope
                    .ServiceProvider.GetRequiredService<TService>()
                    .RunAsync(turn, cancellationToken)
                    .ConfigureAwait(false);
        }
        finally
        {
            _log.SingletonEnded(turn.Name, turn.Term);
        }
    }

    private void Failed(Exception thrown, SingletonContext turn)
    {
        _log.SingletonThrew(thrown, turn.Name, turn.Term, turn.Failures);
        options.OnFailure?.Invoke(thrown, turn);
    }
}
