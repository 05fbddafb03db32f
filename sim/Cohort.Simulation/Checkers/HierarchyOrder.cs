using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// H1: in a hierarchical group there is one order of all messages. A member gets each once, with its bytes, those that it gets in
/// the order in that order and, between two gaps, without a hole, and each sender's in the order in which they were sent.
/// </summary>
public sealed class HierarchyOrder : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "H1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history
            .Evidence.Hierarchy.GroupBy(stay => stay.Joined.Group)
            .SelectMany(group => Check([.. group], history.Facts))
            .Select(text => new Violation(Property, text));

    private static IEnumerable<string> Check(HierarchyStay[] stays, RunFacts? facts)
    {
        var order = new HierarchySequence(stays);
        foreach (string text in order.Contradictions)
            yield return text;
        foreach (HierarchyStay stay in stays)
        {
            HashSet<ulong> had = [.. stay.Early];
            foreach (HierarchyDelivered delivered in stay.Delivered)
                if (!delivered.Intact)
                    yield return $"{stay} got message {delivered.Payload} with other bytes than were sent";
                else if (!had.Add(delivered.Payload))
                    yield return $"{stay} got message {delivered.Payload} twice";
            bool isPresent = facts?.Hierarchy.Contains(stay.Joined.Process) == true && !stay.IsOver;
            for (int part = 0; part < stay.Parts.Count; part++)
                foreach (
                    string text in CheckPart(stay, part, order, toTheEnd: isPresent && part == stay.Parts.Count - 1)
                )
                    yield return $"{stay} {text}";
        }
    }

    private static IEnumerable<string> CheckPart(HierarchyStay stay, int number, HierarchySequence order, bool toTheEnd)
    {
        HashSet<ulong> had =
        [
            .. stay.Early,
            .. stay.Parts.Take(number + 1).SelectMany(part => part).Select(each => each.Payload),
        ];
        var lastOf = new Dictionary<HierarchyStay, ulong>();
        (GroupId Parent, ulong Position)? reached = null;
        foreach (HierarchyDelivered delivered in stay.Parts[number])
        {
            // A process numbers what it sends upwards. In another membership, perhaps in another leaf, it is another sender.
            if (order.SenderOf(delivered.Payload) is { } sender)
            {
                if (lastOf.GetValueOrDefault(sender) >= delivered.Payload)
                    yield return $"got message {delivered.Payload} of {delivered.Sender} after one that was sent later";
                lastOf[sender] = delivered.Payload;
            }
            if (delivered.Position == 0)
                continue;
            if (reached is { } before)
            {
                if (before.Parent != delivered.Parent)
                    yield return $"came from one formation of the parent to another without a gap";
                else if (before.Position >= delivered.Position)
                    yield return $"got position {delivered.Position} after {before.Position}";
                else
                    foreach (ulong lacking in order.Between(before, delivered.Position, stay, had))
                        yield return $"never got message {lacking}, which lies before message {delivered.Payload}";
            }
            reached = (delivered.Parent, delivered.Position);
        }
        if (toTheEnd && reached is { } last)
            foreach (ulong lacking in order.Between(last, ulong.MaxValue, stay, had))
                yield return $"never got message {lacking}, which others got last";
    }
}
