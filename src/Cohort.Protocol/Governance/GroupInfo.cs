using System.Collections.Immutable;

namespace Cohort;

/// <summary>A group as the cluster's directory has it.</summary>
public sealed record GroupInfo
{
    /// <summary>Its name, of which there is one in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>Which formation of the name it is.</summary>
    public GroupId Id => View.Group;

    /// <summary>Whether its own members decide its views; if not, the cluster's root group does. Of one that governs itself the
    /// directory has what its coordinator told last.</summary>
    public required bool SelfGoverned { get; init; }

    /// <summary>Whether its members save and load state.</summary>
    public required bool HasState { get; init; }

    /// <summary>What its members' applications call what they have in common; empty where they call it nothing.</summary>
    public required string Contract { get; init; }

    /// <summary>Its present view: the number, and the members, oldest first, with who has finished state transfer
    /// (<see cref="Member.HoldsState"/>).</summary>
    public required View View { get; init; }

    /// <summary>Whether none of the members that hold the state is in the cluster any more. It is created anew only by whoever
    /// asks for that, and waits for one that returns until then.</summary>
    public required bool IsLost { get; init; }

    /// <summary>Whether its members keep a log on their disks.</summary>
    public bool KeepsLog { get; init; }

    /// <summary>Whether its members execute the calls of clients.</summary>
    public bool TakesCalls { get; init; }

    /// <summary>
    /// Of a group that keeps a log and is lost: the logs that nodes have which wait for it, by address. It goes on by itself as soon as one is back
    /// that held the state in <see cref="View"/>; where all of those are gone for good, somebody may choose one of these
    /// (<c>cohort recover</c>), and loses what came after it.
    /// </summary>
    public ImmutableArray<LogOffer> Offers { get; init; } = [];

    /// <summary>The address of the node from whose log it goes on as soon as that node has joined it, as somebody has decided; null where nobody
    /// has.</summary>
    public string? GoesOnFrom { get; init; }

    /// <summary>For example <c>prices v7 [a b c*]</c>.</summary>
    public override string ToString() => $"{Name} {View}{(IsLost ? " lost" : "")}";
}
