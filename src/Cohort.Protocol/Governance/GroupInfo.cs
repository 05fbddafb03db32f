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

    /// <summary>For example <c>prices v7 [a b c*]</c>.</summary>
    public override string ToString() => $"{Name} {View}{(IsLost ? " lost" : "")}";
}
