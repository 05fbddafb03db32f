using Cohort.Cli.Demo.Display;
using Cohort.Cli.Demo.Ledgers;
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
        DemoNode[] reported = [.. cluster.Nodes.Where(node => node.FinalState is not null)];
        Ledger[] ledgers = [.. reported.Select(node => LedgerOf(node.FinalState!))];
        (string Node, string Hash)[] hashes = [.. reported.Select(node => (node.Name, Ledger.HashOf(node.FinalState)))];
        long lost = cluster.Acknowledged.CountMissing(ledgers);
        int divergent =
            hashes.Length - hashes.GroupBy(entry => entry.Hash).Select(same => same.Count()).DefaultIfEmpty(0).Max();

        if (cluster.Acknowledged.Count == 0)
            problems.Add("No operation was acknowledged.");
        if (lost > 0)
            problems.Add($"{lost} acknowledged operations are missing in the final state of at least one node.");
        if (divergent > 0)
            problems.Add($"{divergent} nodes have a final state of their own.");
        if (ledgers.Any(ledger => !ledger.IsBalanced))
            problems.Add("Money appeared or vanished.");
        if (ledgers.Any(ledger => ledger.Repetitions > 0))
            problems.Add("An operation was applied twice.");
        if (_victim is { Restarts: > 0, Transferred: null })
            problems.Add($"{_victim.Name} came back without a state transfer.");

        return new DemoOutcome
        {
            Nodes = request.Nodes,
            Worked = cluster.Clock.Elapsed,
            Acknowledged = cluster.Acknowledged.Count,
            Lost = lost,
            Divergent = divergent,
            ViewChanges = (long)((cluster.NewestView?.Number ?? _firstView) - _firstView),
            LongestPause = TimeSpan.FromMicroseconds(cluster.Acknowledged.Latencies.Largest),
            LatencyP50Us = cluster.Acknowledged.Latencies.Percentile(0.50),
            LatencyP99Us = cluster.Acknowledged.Latencies.Percentile(0.99),
            StateHashes = hashes,
            Problems = problems,
        };
    }

    private static Ledger LedgerOf(byte[] state)
    {
        var ledger = new Ledger();
        ledger.Load(state);
        return ledger;
    }
}
