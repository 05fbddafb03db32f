using Cohort.Cli.Demo.Ledgers;
using Cohort.Cli.Demo.Members;
using Cohort.Cli.Measuring;

namespace Cohort.Cli.Demo;

/// <summary>Every operation that any process, living or dead, has acknowledged.</summary>
internal sealed class AcknowledgedOperations
{
    private readonly Dictionary<int, AppliedSet> _clients = [];
    private readonly Dictionary<int, int> _last = [];

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>How long each took, from its call to its acknowledgement.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>Takes in one.</summary>
    public void Add(Acknowledgement acknowledgement)
    {
        OperationId id = acknowledgement.Id;
        if (!_clients.TryGetValue(id.Client, out AppliedSet? sequences))
            _clients[id.Client] = sequences = new AppliedSet();
        if (!sequences.Add(id.Sequence))
            throw new DemoFailedException($"Operation {id.Sequence} of client {id.Client} was acknowledged twice.");
        _last[id.Client] = Math.Max(_last.GetValueOrDefault(id.Client), id.Sequence);
        Count++;
        Latencies.Add(acknowledgement.Microseconds);
    }

    /// <summary>The first operation of a client that was not acknowledged, where it asks until it is answered.</summary>
    public int NextOf(int client) => _last.TryGetValue(client, out int last) ? last + 1 : 0;

    /// <summary>How many of them are missing in at least one of the ledgers of their group.</summary>
    public long CountMissing(IReadOnlyList<IReadOnlyCollection<Ledger>> ledgers)
    {
        long missing = 0;
        foreach ((int client, AppliedSet sequences) in _clients)
            for (int sequence = 0; sequence <= _last[client]; sequence++)
            {
                var id = new OperationId(client, sequence);
                if (
                    sequences.Contains(sequence)
                    && !ledgers[LedgerGroups.Of(id, ledgers.Count)].All(ledger => ledger.HasApplied(id))
                )
                    missing++;
            }
        return missing;
    }
}
