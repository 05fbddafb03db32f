using Cohort.Cli.Demo.Display;
using Cohort.Cli.Demo.Members;

namespace Cohort.Cli.Demo;

/// <summary>
/// The demo's story: a ledger on several processes, clients in each, the coordinator killed and brought back, and the
/// books compared at the end. Where the groups keep logs, all processes are killed at once, as often as was asked for.
/// </summary>
internal sealed class DemoRun(DemoRequest request, DemoCluster cluster)
{
    private DemoNode? _victim;
    private long[] _firstViews = [];
    private long _viewChanges;

    /// <summary>Tells the story once, and ends every process of it whatever happens.</summary>
    public static async Task<DemoOutcome> RunAsync(
        DemoRequest request,
        IDemoDisplay display,
        CancellationToken cancellationToken
    )
    {
        await using var cluster = new DemoCluster(request, display);
        var run = new DemoRun(request, cluster);
        var problems = new List<string>();
        try
        {
            await run.FormAsync(cancellationToken);
            await run.WorkAsync(cancellationToken);
            await run.FinishAsync(cancellationToken);
        }
        catch (DemoFailedException failure)
        {
            problems.Add(failure.Message);
        }
        return run.Judge(problems);
    }

    private async Task FormAsync(CancellationToken cancellationToken)
    {
        foreach (DemoNode node in cluster.Nodes)
            cluster.Start(node);
        await cluster.UntilAsync(
            () => cluster.Nodes.All(node => Array.TrueForAll(node.Views, view => view?.Holders == request.Nodes)),
            request.Groups == 1 ? "a view of all nodes" : "a view of all nodes in every group",
            request.Patience,
            cancellationToken
        );
        _firstViews = [.. cluster.NewestViews.Select(view => (long)view!.Number)];
        if (request.Groups > 1)
            cluster.Say($"{request.Groups} groups, each of {request.Nodes} nodes");
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        cluster.Clock.Start();
        foreach (DemoNode node in cluster.Nodes)
            cluster.StartClients(node);
        cluster.Say($"{request.Nodes * request.ClientsPerNode} clients start");

        if (request.IsDurable)
            await FailTotallyAsync(cancellationToken);
        else
            await LoseCoordinatorAsync(cancellationToken);
    }

    private async Task FailTotallyAsync(CancellationToken cancellationToken)
    {
        for (int failure = 0; failure < request.TotalFailures; failure++)
        {
            await WorkForAsync(request.NextGap(), cancellationToken);
            await cluster.KillAllAsync(request.Patience, cancellationToken);
            CountViewChanges();
            cluster.ForgetViews();
            // The first view of those that come back is a change as well.
            Array.Fill(_firstViews, -1);
            cluster.StartAll();
            await cluster.UntilAsync(
                () => !cluster.Recoveries.IsUnderWay,
                "an answer of every group after all processes had been killed",
                request.Patience,
                cancellationToken
            );
            cluster.Say(
                $"all groups go on, {cluster.Recoveries.Durations[^1].TotalMilliseconds:F0} ms after the kill "
                    + $"({failure + 1} of {request.TotalFailures})"
            );
        }
        await WorkForAsync(request.NextGap(), cancellationToken);
        await cluster.UntilAsync(
            () => cluster.Nodes.All(node => node.State == DemoNodeState.Working),
            "the return of every node",
            request.Patience,
            cancellationToken
        );
    }

    private Task WorkForAsync(TimeSpan time, CancellationToken cancellationToken) =>
        cluster.UntilAsync(cluster.Clock.Elapsed + time, cancellationToken);

    private void CountViewChanges()
    {
        for (int group = 0; group < request.Groups; group++)
            if (cluster.NewestViews[group] is { } newest)
                _viewChanges += (long)newest.Number - _firstViews[group];
    }

    private async Task LoseCoordinatorAsync(CancellationToken cancellationToken)
    {
        await cluster.UntilAsync(request.KillAfter, cancellationToken);
        _victim = cluster.Nodes.Single(node => node.Name == cluster.NewestViews[0]!.Coordinator);
        cluster.Kill(_victim);
        await cluster.UntilAsync(
            () => cluster.Successions.AreComplete(request.Nodes - 1),
            "a view without the dead in every group, at all that survive",
            request.Patience,
            cancellationToken
        );
        if (request.Groups > 1)
            cluster.Say(
                $"{request.Groups} groups go on without {_victim.Name}, the last after "
                    + $"{cluster.Successions.Durations[^1].TotalMilliseconds:F0} ms"
            );

        await cluster.UntilAsync(request.RestartAfter, cancellationToken);
        cluster.Start(_victim);
        await cluster.UntilAsync(
            () => _victim.HoldsState,
            $"the return of {_victim.Name}",
            request.Patience,
            cancellationToken
        );
        cluster.StartClients(_victim);
        await cluster.UntilAsync(request.Duration, cancellationToken);
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (DemoNode node in cluster.Nodes)
            cluster.Tell(node, DemoFrameKind.Stop);
        await cluster.UntilAsync(
            () => cluster.Nodes.All(node => node.OperationsWhenStopped is not null),
            "the answer to every operation",
            request.Patience,
            cancellationToken
        );
        cluster.Clock.Stop();
        cluster.Say("the clients have stopped");
        ulong[] operations =
        [
            .. Enumerable
                .Range(0, request.Groups)
                .Select(group => cluster.Nodes.Max(node => node.OperationsWhenStopped![group])),
        ];
        foreach (DemoNode node in cluster.Nodes)
            cluster.Tell(node, DemoFrameKind.Report, operations);
        await cluster.UntilAsync(
            () => cluster.Nodes.All(node => node.HasReported),
            $"ledgers with all {operations.Aggregate(0UL, (sum, count) => sum + count)} operations from every node",
            request.Patience,
            cancellationToken
        );
        foreach (DemoNode node in cluster.Nodes)
            cluster.Tell(node, DemoFrameKind.Weigh);
        await cluster.UntilAsync(
            () => cluster.Nodes.All(node => node.IdleGroupBytes is not null),
            $"{IdleGroups.Count} idle groups to be weighed",
            request.Patience,
            cancellationToken
        );
    }

    private DemoOutcome Judge(List<string> problems)
    {
        Audit audit = Audit.Of(
            cluster.Acknowledged,
            request.Groups,
            [
                .. cluster
                    .Nodes.Where(node => node.HasReported)
                    .Select(node => (node.Name, node.FinalStates.Select(state => state!).ToArray())),
            ]
        );
        problems.AddRange(audit.Problems);
        CountViewChanges();
        if (_victim is { Restarts: > 0 } && Array.Exists(_victim.Transferred, operations => operations is null))
            problems.Add($"{_victim.Name} came back without a state transfer.");

        return new DemoOutcome
        {
            Nodes = request.Nodes,
            Worked = cluster.Clock.Elapsed,
            Acknowledged = cluster.Acknowledged.Count,
            Lost = audit.Lost,
            Divergent = audit.Divergent,
            ViewChanges = _viewChanges,
            LongestPause = cluster.Recoveries.Durations.Aggregate(
                TimeSpan.FromMicroseconds(cluster.Acknowledged.Latencies.Largest),
                (longest, recovery) => recovery > longest ? recovery : longest
            ),
            LatencyP50Us = cluster.Acknowledged.Latencies.Percentile(0.50),
            LatencyP99Us = cluster.Acknowledged.Latencies.Percentile(0.99),
            Groups = request.Groups,
            GroupsViews = cluster.Successions.Durations,
            IdleGroupBytes = cluster.Nodes.Select(node => (long?)node.IdleGroupBytes).Average() is { } bytes
                ? (long)bytes
                : 0,
            IsDurable = request.IsDurable,
            Recoveries = [.. cluster.Recoveries.Durations.Order()],
            DataFolder = request.Data is null ? null : cluster.DataFolder,
            StateHashes = audit.Hashes,
            Problems = problems,
        };
    }
}
