using Cohort.Cli.Demo.Display;
using Cohort.Cli.Demo.Members;

namespace Cohort.Cli.Demo;

/// <summary>
/// The demo's story: a ledger on several processes, clients in each, the coordinator killed and brought back, and the
/// books compared at the end.
/// </summary>
internal sealed class DemoRun(DemoRequest request, DemoCluster cluster)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private DemoNode? _victim;
    private ulong _firstView;

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
            () => cluster.Nodes.All(node => node.View?.Holders == request.Nodes),
            "a view of all nodes",
            s_patience,
            cancellationToken
        );
        _firstView = cluster.NewestView!.Number;
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        cluster.Clock.Start();
        foreach (DemoNode node in cluster.Nodes)
            cluster.StartClients(node);
        cluster.Say($"{request.Nodes * request.ClientsPerNode} clients start");

        await cluster.UntilAsync(request.KillAfter, cancellationToken);
        _victim = cluster.Nodes.Single(node => node.Name == cluster.NewestView!.Coordinator);
        cluster.Kill(_victim);

        await cluster.UntilAsync(request.RestartAfter, cancellationToken);
        cluster.Start(_victim);
        await cluster.UntilAsync(
            () => _victim.HoldsState,
            $"the return of {_victim.Name}",
            s_patience,
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
            s_patience,
            cancellationToken
        );
        cluster.Clock.Stop();
        cluster.Say("the clients have stopped");
        ulong operations = cluster.Nodes.Max(node => node.OperationsWhenStopped!.Value);
        foreach (DemoNode node in cluster.Nodes)
            cluster.Tell(node, DemoFrameKind.Report, operations);
        await cluster.UntilAsync(
            () => cluster.Nodes.All(node => node.FinalState is not null),
            $"a ledger with all {operations} operations from every node",
            s_patience,
            cancellationToken
        );
    }

    private DemoOutcome Judge(List<string> problems)
    {
        Audit audit = Audit.Of(
            cluster.Acknowledged,
            [.. cluster.Nodes.Where(node => node.FinalState is not null).Select(node => (node.Name, node.FinalState!))]
        );
        problems.AddRange(audit.Problems);
        if (_victim is { Restarts: > 0, Transferred: null })
            problems.Add($"{_victim.Name} came back without a state transfer.");

        return new DemoOutcome
        {
            Nodes = request.Nodes,
            Worked = cluster.Clock.Elapsed,
            Acknowledged = cluster.Acknowledged.Count,
            Lost = audit.Lost,
            Divergent = audit.Divergent,
            ViewChanges = (long)((cluster.NewestView?.Number ?? _firstView) - _firstView),
            LongestPause = TimeSpan.FromMicroseconds(cluster.Acknowledged.Latencies.Largest),
            LatencyP50Us = cluster.Acknowledged.Latencies.Percentile(0.50),
            LatencyP99Us = cluster.Acknowledged.Latencies.Percentile(0.99),
            StateHashes = audit.Hashes,
            Problems = problems,
        };
    }
}
