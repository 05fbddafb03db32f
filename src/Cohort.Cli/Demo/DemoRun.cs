using Cohort.Cli.Demo.Display;
using Cohort.Cli.Demo.Members;

namespace Cohort.Cli.Demo;

/// <summary>
/// The demo's story: a ledger on several processes, clients in each, the coordinator killed and brought back, and the
/// books compared at the end.
/// </summary>
internal sealed class DemoRun(DemoRequest request, DemoCluster cluster)
{
    private DemoNode? _victim;
    private ulong[] _firstViews = [];

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
        _firstViews = [.. cluster.NewestViews.Select(view => view!.Number)];
        if (request.Groups > 1)
            cluster.Say($"{request.Groups} groups, each of {request.Nodes} nodes");
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        cluster.Clock.Start();
        foreach (DemoNode node in cluster.Nodes)
            cluster.StartClients(node);
        cluster.Say($"{request.Nodes * request.ClientsPerNode} clients start");

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
        if (_victim is { Restarts: > 0 } && Array.Exists(_victim.Transferred, operations => operations is null))
            problems.Add($"{_victim.Name} came back without a state transfer.");

        return new DemoOutcome
        {
            Nodes = request.Nodes,
            Worked = cluster.Clock.Elapsed,
            Acknowledged = cluster.Acknowledged.Count,
            Lost = audit.Lost,
            Divergent = audit.Divergent,
            ViewChanges = _firstViews
                .Select((first, group) => (long)(cluster.NewestViews[group]!.Number - first))
                .Sum(),
            LongestPause = TimeSpan.FromMicroseconds(cluster.Acknowledged.Latencies.Largest),
            LatencyP50Us = cluster.Acknowledged.Latencies.Percentile(0.50),
            LatencyP99Us = cluster.Acknowledged.Latencies.Percentile(0.99),
            Groups = request.Groups,
            GroupsViews = cluster.Successions.Durations,
            IdleGroupBytes = cluster.Nodes.Select(node => (long?)node.IdleGroupBytes).Average() is { } bytes
                ? (long)bytes
                : 0,
            StateHashes = audit.Hashes,
            Problems = problems,
        };
    }
}
