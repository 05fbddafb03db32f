using Cohort.Cli.Demo.Ledgers;

namespace Cohort.Cli.Demo;

/// <summary>What a comparison of all ledgers with everything that was acknowledged shows.</summary>
internal sealed record Audit
{
    /// <summary>How many acknowledged operations are missing in at least one ledger.</summary>
    public required long Lost { get; init; }

    /// <summary>How many ledgers are different from that of most nodes.</summary>
    public required int Divergent { get; init; }

    /// <summary>The hash of each ledger.</summary>
    public required IReadOnlyList<(string Node, string Hash)> Hashes { get; init; }

    /// <summary>Everything that is not as promised.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Compares.</summary>
    /// <param name="acknowledged">What was acknowledged.</param>
    /// <param name="groups">How many groups the operations were spread over.</param>
    /// <param name="states">The ledgers of each node, one of each group, as they were saved.</param>
    public static Audit Of(
        AcknowledgedOperations acknowledged,
        int groups,
        IReadOnlyList<(string Node, byte[][] States)> states
    )
    {
        Ledger[][] byGroup =
        [
            .. Enumerable
                .Range(0, groups)
                .Select(group => states.Select(saved => LedgerOf(saved.States[group])).ToArray()),
        ];
        Ledger[] ledgers = [.. byGroup.SelectMany(replicas => replicas)];
        (string Node, string Hash)[] hashes =
        [
            .. states.Select(saved => (saved.Node, Ledger.HashOf(saved.States.SelectMany(bytes => bytes).ToArray()))),
        ];
        long lost = acknowledged.CountMissing(byGroup);
        int alike = hashes.GroupBy(entry => entry.Hash).Select(same => same.Count()).DefaultIfEmpty(0).Max();
        int divergent = hashes.Length - alike;

        var problems = new List<string>();
        if (acknowledged.Count == 0)
            problems.Add("No operation was acknowledged.");
        if (lost > 0)
            problems.Add($"{lost} acknowledged operations are missing in the final state of at least one node.");
        if (divergent > 0)
            problems.Add($"{divergent} nodes have a final state of their own.");
        if (ledgers.Any(ledger => !ledger.IsBalanced))
            problems.Add("Money appeared or vanished.");
        if (ledgers.Any(ledger => ledger.Repetitions > 0))
            problems.Add("An operation was applied twice.");
        return new Audit
        {
            Lost = lost,
            Divergent = divergent,
            Hashes = hashes,
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
