using System.Diagnostics;
using Cohort.AspNetCore.Groups;
using Cohort.AspNetCore.Logging;
using Cohort.AspNetCore.Settings;
using Cohort.AspNetCore.Starting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cohort;

/// <summary>
/// The application's node and its groups, from the start of its host to its end. The groups and their tools can be injected before
/// that, also into hosted services, and are of use when the host has joined them.
/// </summary>
public sealed class CohortHost : IAsyncDisposable
{
    private readonly ILogger _log;
    private readonly CohortOptions _options;
    private readonly HostSurroundings _surroundings;
    private readonly IHostApplicationLifetime? _lifetime;
    private readonly DeclaredMembership[] _memberships;
    private readonly string _seedsKey;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private volatile Node? _node;
    private Task? _leaving;

    internal CohortHost(IServiceProvider services)
    {
        Declarations declarations = services.GetRequiredService<Declarations>();
        TimeProvider time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        _log = HostLog.Of(services);
        _options = services.GetRequiredService<IOptions<CohortOptions>>().Value;
        _surroundings = HostSurroundings.Of(services);
        _lifetime = services.GetService<IHostApplicationLifetime>();
        _seedsKey = declarations.KeyOf(nameof(CohortOptions.Seeds));
        _memberships =
        [
            .. declarations.Groups.Select(group => new DeclaredMembership(
                group.Name,
                group.Tools(services),
                _options.Groups[group.Name].ToToolGroupOptions(time),
                _log
            )),
        ];
    }

    /// <summary>The node.</summary>
    /// <exception cref="InvalidOperationException">The host has not started it yet.</exception>
    public Node Node =>
        _node
        ?? throw new InvalidOperationException(
            "The node is started with the application's host, before its hosted services and before its web server, and is not there "
                + $"earlier. Where something that is made before that needs it, let it ask for {nameof(CohortHost)}, and for the node "
                + "when it runs."
        );

    /// <summary>The groups that the application has declared, joined or not.</summary>
    public IReadOnlyList<ToolGroup> Groups => [.. _memberships.Select(membership => membership.Group)];

    /// <summary>Completes when all groups are joined; where the host waits for its groups they are when it has started.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CohortException">One could not be joined; the message says why.</exception>
    public Task JoinedAsync(CancellationToken cancellationToken = default) =>
        Task.WhenAll(_memberships.Select(membership => membership.Joined)).WaitAsync(cancellationToken);

    /// <summary>Leaves the groups and stops the node, where the host has not done so.</summary>
    public async ValueTask DisposeAsync() => await LeaveAsync().ConfigureAwait(false);

    internal IReadOnlyList<DeclaredMembership> Memberships => _memberships;

    /// <summary>The node, where it has been started.</summary>
    internal Node? StartedNode => _node;

    /// <summary>Hears what a person should know, as the log does.</summary>
    internal event Action<string>? Warned;

    internal bool IsStopping =>
        _stopping.IsCancellationRequested || _lifetime?.ApplicationStopping.IsCancellationRequested == true;

    internal ToolGroup FindGroup(string name) => Find(name).Group;

    internal Task JoinedAsync(string group, CancellationToken cancellationToken) =>
        Find(group).Joined.WaitAsync(cancellationToken);

    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        NodeOptions options = _options.ToNodeOptions(_surroundings, Warn);
        Node node = await Node.StartAsync(options, cancellationToken).ConfigureAwait(false);
        _node = node;
        _log.NodeStarted(node.Name, options.Cluster, node.Process.Address, SeedsOf(options));
        if (options.Seeds.Count == 0 && !_surroundings.IsDevelopment)
            _log.NoSeeds(node.Name, _seedsKey);
        _ = WatchAsync(node);
        if (!_options.WaitForGroups)
        {
            foreach (DeclaredMembership membership in _memberships)
                _ = membership.JoinAsideAsync(node, _stopping.Token);
            return;
        }
        try
        {
            await JoinAllAsync(node, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await LeaveAsync().ConfigureAwait(false);
            throw;
        }
    }

    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_node is not { } node)
            return;
        long began = Stopwatch.GetTimestamp();
        try
        {
            await LeaveAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            _log.Stopped(node.Name, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _log.LeftTooLate(node.Name);
        }
    }

    private void Warn(string warning)
    {
        _log.Warning(warning);
        Warned?.Invoke(warning);
    }

    private static string SeedsOf(NodeOptions options) =>
        options.Seeds.Count == 0 ? "none" : string.Join(", ", options.Seeds);

    private DeclaredMembership Find(string group) => _memberships.Single(membership => membership.Group.Name == group);

    // The first that cannot be joined ends the start: whoever waits for the others would wait in vain.
    private async Task JoinAllAsync(Node node, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] joining = [.. _memberships.Select(membership => membership.JoinAsync(node, giveUp.Token))];
        try
        {
            await foreach (Task joined in Task.WhenEach(joining).ConfigureAwait(false))
                await joined.ConfigureAwait(false);
        }
        catch
        {
            await giveUp.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(joining).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private Task LeaveAsync()
    {
        lock (_lock)
            return _leaving ??= LeaveOnceAsync();
    }

    private async Task LeaveOnceAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (DeclaredMembership membership in _memberships)
            membership.IsStopping = true;
        await Task.WhenAll(_memberships.Select(membership => membership.Group.DisposeAsync().AsTask()))
            .ConfigureAwait(false);
        if (_node is { } node)
            await node.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WatchAsync(Node node)
    {
        try
        {
            await node.Completion.ConfigureAwait(false);
        }
        catch (NodeFailedException failure)
        {
            _log.NodeFailed(failure, node.Name);
        }
    }
}
