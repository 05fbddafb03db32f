using Cohort.AspNetCore.Dashboard.Reports;
using Cohort.AspNetCore.Dashboard.Telling;
using Cohort.AspNetCore.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cohort.AspNetCore.Dashboard;

/// <summary>The dashboard in the application's host: there where it was mapped, and nothing at all where it was not.</summary>
internal sealed class DashboardHost(CohortHost host, IServiceProvider services) : IAsyncDisposable
{
    private readonly ILogger _log = HostLog.Of(services);
    private readonly IHostApplicationLifetime? _lifetime = services.GetService<IHostApplicationLifetime>();
    private volatile Board? _board;

    /// <summary>What it is to be; null where it was not mapped.</summary>
    public CohortDashboardOptions? Options { get; set; }

    /// <summary>What it shows; null before the node was started.</summary>
    public Board? Board => _board;

    /// <summary>Whether the application goes.</summary>
    public CancellationToken Stopping => _lifetime?.ApplicationStopping ?? CancellationToken.None;

    /// <summary>The node was started.</summary>
    public Task StartAsync()
    {
        if (Options is null || host.StartedNode is not { } node)
            return Task.CompletedTask;
        var board = new Board(node, services.GetService<TimeProvider>() ?? TimeProvider.System);
        _board = board;
        host.Warned += Warned;
        _ = WatchAsync(board.Start(!services.GetRequiredService<IOptions<CohortOptions>>().Value.Witness), node.Name);
        return Task.CompletedTask;
    }

    /// <summary>The node is about to leave.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        host.Warned -= Warned;
        if (_board is { } board)
            await board.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the application, as its host would be asked to.</summary>
    public void Drain(string address)
    {
        _log.Drained(host.Node.Name, address);
        _lifetime?.StopApplication();
    }

    public async ValueTask DisposeAsync()
    {
        if (_board is { } board)
            await board.DisposeAsync().ConfigureAwait(false);
    }

    private void Warned(string warning) => _board?.Events.Add(ClusterEvent.WarningKind, warning);

    private async Task WatchAsync(Task running, string node)
    {
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or NodeFailedException or ObjectDisposedException)
        {
            // The application stops, or the node has, which is told elsewhere.
        }
        catch (Exception e)
        {
            _log.DashboardOver(e, node);
        }
    }
}
