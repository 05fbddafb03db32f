using Cohort.AspNetCore.Dashboard;
using Microsoft.Extensions.Hosting;

namespace Cohort.AspNetCore.Starting;

/// <summary>
/// Starts the node and joins the groups before any hosted service starts, the web server among them, and leaves when all of them have
/// stopped: so a request that is being answered has its groups.
/// </summary>
internal sealed class CohortLifecycle(CohortHost host, DashboardHost dashboard) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => host.StartAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => dashboard.StartAsync();

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => dashboard.StopAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => host.StopAsync(cancellationToken);
}
