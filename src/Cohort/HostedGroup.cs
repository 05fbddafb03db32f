namespace Cohort;

/// <summary>
/// What a node offers to host: whenever the cluster places a group of this placement here, the node joins it by itself, and it leaves
/// when the group is placed elsewhere and has its state there.
/// </summary>
/// <param name="Placement">The name of the placement (<see cref="Node.EnsureAsync"/>), 1 to 100 characters.</param>
/// <param name="Options">The handlers and the state of a group, given its name, which is the placement's or, of a shard,
/// for example <c>orders/3</c>. Called for each group each time that it is joined; if it throws, the node says so
/// (<see cref="NodeOptions.OnWarning"/>) and tries again after a while.</param>
public sealed record HostedGroup(string Placement, Func<string, GroupOptions> Options)
{
    /// <summary>Hears of each group that the node has joined for it.</summary>
    public Action<Group>? OnJoined { get; init; }
}
