using System.Collections.Immutable;

namespace Cohort;

/// <summary>
/// The usual layout: what can stay stays; whatever is lacking goes to the node whose value of the label to spread by is least used
/// in its shard, and of these to the one that is in the fewest groups.
/// </summary>
public sealed class SpreadLayout : IPlacementLayout
{
    /// <inheritdoc/>
    public ImmutableArray<ImmutableArray<ProcessId>> Place(
        PlacementInfo placement,
        IReadOnlyList<PlacementCandidate> candidates
    )
    {
        ArgumentNullException.ThrowIfNull(placement);
        ArgumentNullException.ThrowIfNull(candidates);
        var loads = new SortedDictionary<ProcessId, int>();
        var zones = new SortedDictionary<ProcessId, string>();
        foreach (PlacementCandidate candidate in candidates)
        {
            loads[candidate.Node.Process] = candidate.Load;
            zones[candidate.Node.Process] = candidate.Node.Labels.GetValueOrDefault(placement.SpreadBy, "");
        }
        var shards = new List<ProcessId>[placement.Shards];
        for (int shard = 0; shard < shards.Length; shard++)
        {
            ImmutableArray<ProcessId> before = shard < placement.Nodes.Length ? placement.Nodes[shard] : [];
            shards[shard] = [.. before.Where(loads.ContainsKey)];
            foreach (ProcessId stays in shards[shard])
                loads[stays]++;
        }
        foreach (List<ProcessId> shard in shards)
        {
            while (shard.Count > placement.Replicas)
                loads[TakeOut(shard)]--;
            while (shard.Count < placement.Replicas && Choose(shard) is { } chosen)
            {
                shard.Add(chosen);
                loads[chosen]++;
            }
        }
        return [.. shards.Select(shard => shard.ToImmutableArray())];

        int InZoneOf(List<ProcessId> shard, ProcessId process) =>
            placement.SpreadBy.Length == 0 ? 0 : shard.Count(member => zones[member] == zones[process]);

        ProcessId? Choose(List<ProcessId> shard) =>
            loads
                .Keys.Where(process => !shard.Contains(process))
                .OrderBy(process => InZoneOf(shard, process))
                .ThenBy(process => loads[process])
                .Select(process => (ProcessId?)process)
                .FirstOrDefault();

        ProcessId TakeOut(List<ProcessId> shard)
        {
            ProcessId most = shard
                .OrderByDescending(process => InZoneOf(shard, process))
                .ThenByDescending(process => loads[process])
                .ThenByDescending(process => process)
                .First();
            shard.Remove(most);
            return most;
        }
    }
}
