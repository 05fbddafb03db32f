namespace Cohort.Protocol.Formation;

/// <summary>
/// The formations that this process was a member of, and from which view on a membership in them can be a new one. What
/// belongs to an earlier one is over, whoever still believes in it (V4).
/// </summary>
internal sealed class PastMemberships
{
    private const int Most = 1024;

    private readonly SortedDictionary<GroupId, ulong> _floors = [];
    private readonly Queue<GroupId> _order = new();

    /// <summary>Whether this process has ended a membership in a formation.</summary>
    public bool Knows(GroupId group) => _floors.ContainsKey(group);

    /// <summary>The number of the first view in which a membership may begin that is not over.</summary>
    public ulong FloorOf(GroupId group) => _floors.GetValueOrDefault(group);

    /// <summary>Whatever membership in a formation began before a view is over.</summary>
    public void End(GroupId group, ulong floor)
    {
        if (!_floors.ContainsKey(group))
            _order.Enqueue(group);
        _floors[group] = Math.Max(FloorOf(group), floor);
        if (_order.Count > Most)
            _floors.Remove(_order.Dequeue());
    }
}
