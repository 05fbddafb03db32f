using System.Collections.Immutable;
using Cohort.Runtime.Groups;

namespace Cohort.Runtime.Hosting;

/// <summary>
/// Keeps this node in the groups that the cluster places on it. It follows the directory: what is placed here is joined, and what is
/// placed elsewhere is left once it is all there, so that a group that moves never has fewer members than before.
/// </summary>
internal sealed class Hosting(Node node, IReadOnlyList<HostedGroup> offers, Action<string> warn, TimeSpan patience)
{
    private readonly Dictionary<string, StandingMembership> _replicas = new(StringComparer.Ordinal);
    private readonly List<Task> _running = [];

    /// <summary>Follows the directory until the node ends.</summary>
    public async Task RunAsync()
    {
        try
        {
            await foreach (DirectoryChange _ in node.Directory.WatchAsync().ConfigureAwait(false))
                Look();
        }
        catch (NodeFailedException)
        {
            // Whoever holds the node is told why; its groups are gone with it.
        }
        foreach (StandingMembership replica in _replicas.Values)
            replica.Stop();
        await Task.WhenAll(_running).ConfigureAwait(false);
    }

    private void Look()
    {
        var here = new Dictionary<string, HostedGroup>(StringComparer.Ordinal);
        foreach (HostedGroup offer in offers)
        foreach (string group in PlacedHere(offer))
            here[group] = offer;
        foreach ((string group, HostedGroup offer) in here)
            if (!_replicas.ContainsKey(group))
                Begin(group, offer);
        foreach (string group in _replicas.Keys.Where(group => !here.ContainsKey(group) && MayLeave(group)).ToArray())
            if (_replicas.Remove(group, out StandingMembership? replica))
                replica.Stop();
        _running.RemoveAll(task => task.IsCompletedSuccessfully);
    }

    private IEnumerable<string> PlacedHere(HostedGroup offer)
    {
        if (node.Directory.FindPlacement(offer.Placement) is not { } placement)
            yield break;
        for (int shard = 0; shard < placement.Nodes.Length; shard++)
            if (placement.Nodes[shard].Contains(node.Process))
                yield return placement.GroupName(shard);
    }

    private void Begin(string group, HostedGroup offer)
    {
        var replica = new StandingMembership(node, group, () => offer.Options(group), patience)
        {
            OnJoined = offer.OnJoined,
            OnEnded = failure =>
            {
                if (failure is not null)
                    warn($"Group '{group}' was placed on this node, which could not be in it: {failure.Message}");
            },
        };
        _replicas.Add(group, replica);
        _running.Add(replica.RunAsync());
    }

    /// <summary>Whether those that a group was placed on have its state, or nobody wants it any more.</summary>
    private bool MayLeave(string group)
    {
        foreach (PlacementInfo placement in node.Directory.Placements)
            for (int shard = 0; shard < placement.Nodes.Length; shard++)
                if (placement.GroupName(shard) == group)
                    return Holds(node.Directory.Find(group)?.View, placement.Nodes[shard]);
        return true;
    }

    private static bool Holds(View? view, ImmutableArray<ProcessId> processes) =>
        view is { } present
        && processes.Length > 0
        && processes.All(process => present.RankOf(process) is >= 0 and int rank && present.Members[rank].HoldsState);
}
