using System.Collections.Immutable;

namespace Cohort;

/// <summary>
/// Chooses the nodes of a placement. It is called on the node's protocol thread, at whichever node leads the cluster: it answers at once,
/// from nothing but what it is given, and the same at all nodes.
/// </summary>
public interface IPlacementLayout
{
    /// <summary>For each shard its members: no process twice, none that is no candidate, and no more than were asked for. What is in place already
    /// should stay, as far as it can: what is moved has to be given its state anew.</summary>
    /// <param name="placement">What is asked for, and where it is now. Some of those processes may be candidates no more.</param>
    /// <param name="candidates">The nodes that offer to host it and have its labels, by address.</param>
    ImmutableArray<ImmutableArray<ProcessId>> Place(
        PlacementInfo placement,
        IReadOnlyList<PlacementCandidate> candidates
    );
}

/// <summary>A node that could host something.</summary>
/// <param name="Node">The node.</param>
/// <param name="Load">In how many groups it is, or is to be for the sake of other placements.</param>
public sealed record PlacementCandidate(NodeInfo Node, int Load);
