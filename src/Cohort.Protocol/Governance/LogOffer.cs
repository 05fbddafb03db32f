namespace Cohort;

/// <summary>
/// A log from which a group could go on that is lost: a node that waits for the group has it. It goes on from there only where somebody
/// decides so (<see cref="GroupInfo.Offers"/>), since whatever happened in the group afterwards is not in that log.
/// </summary>
public sealed record LogOffer
{
    /// <summary>The name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>The node.</summary>
    public required ProcessId Process { get; init; }

    /// <summary>The node's address.</summary>
    public string Address => Process.Address;

    /// <summary>The formation of the last view in its log. Where it is not <see cref="GroupInfo.Id"/>, the group had been begun
    /// anew, from another log, since.</summary>
    public required GroupId Formation { get; init; }

    /// <summary>The last view in its log.</summary>
    public required ViewNumber View { get; init; }

    /// <summary>How many messages of that view it has, the parts of large ones and what orders them counted singly. Of two logs that end in the same view, the
    /// one with more is the better.</summary>
    public required ulong Received { get; init; }

    /// <summary>For example <c>a 10.0.0.7:7101 up to v3</c>.</summary>
    public override string ToString() => $"{Name} {Address} up to {View}";
}
