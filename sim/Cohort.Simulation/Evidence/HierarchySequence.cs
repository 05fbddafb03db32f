using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>The one order of a hierarchical group, put together from what all members say of it.</summary>
internal sealed class HierarchySequence
{
    private readonly Dictionary<GroupId, SortedDictionary<ulong, ulong>> _positions = [];

    // For each leaf and message when the first of its members got it.
    private readonly Dictionary<(GroupId Leaf, ulong Payload), TimeSpan> _firstIn = [];

    private readonly Dictionary<ulong, HierarchyStay> _senders = [];

    public HierarchySequence(IEnumerable<HierarchyStay> stays)
    {
        foreach (HierarchyStay stay in stays)
        {
            foreach (HierarchySent sent in stay.Sent)
                _senders.Add(sent.Payload, stay);
            foreach (HierarchyDelivered delivered in stay.Delivered)
                Note(stay, delivered);
        }
    }

    /// <summary>The membership in which a message was sent; null where it was in none.</summary>
    public HierarchyStay? SenderOf(ulong payload) => _senders.GetValueOrDefault(payload);

    /// <summary>Where two members say different things of one position.</summary>
    public List<string> Contradictions { get; } = [];

    /// <summary>The messages between two positions that a membership never had, and should have had: those that its leaf had got
    /// before it joined were none of its own.</summary>
    public IEnumerable<ulong> Between(
        (GroupId Parent, ulong Position) after,
        ulong before,
        HierarchyStay stay,
        HashSet<ulong> had
    )
    {
        foreach ((ulong position, ulong payload) in _positions[after.Parent])
            if (
                position > after.Position
                && position < before
                && !had.Contains(payload)
                && !(_firstIn.TryGetValue((stay.Joined.Leaf, payload), out TimeSpan first) && first <= stay.Joined.At)
            )
                yield return payload;
    }

    private void Note(HierarchyStay stay, HierarchyDelivered delivered)
    {
        (GroupId, ulong) inLeaf = (stay.Joined.Leaf, delivered.Payload);
        if (!_firstIn.TryGetValue(inLeaf, out TimeSpan first) || delivered.At < first)
            _firstIn[inLeaf] = delivered.At;
        if (delivered.Position == 0)
            return;
        if (!_positions.TryGetValue(delivered.Parent, out SortedDictionary<ulong, ulong>? order))
            _positions.Add(delivered.Parent, order = []);
        if (!order.TryAdd(delivered.Position, delivered.Payload) && order[delivered.Position] != delivered.Payload)
            Contradictions.Add(
                $"position {delivered.Position} is message {order[delivered.Position]} for some, and {delivered.Payload} for {stay}"
            );
    }
}
