using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// H2: once faults stop every process that wants to be is in a hierarchical group, and what a member sends that stays comes to every
/// member that stays and has had no gap since.
/// </summary>
public sealed class HierarchyReach : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "H2";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history.Facts is { Hierarchy.IsEmpty: false } facts
            ? Check(history.Evidence.Hierarchy, facts).Select(text => new Violation(Property, text))
            : [];

    private static IEnumerable<string> Check(IReadOnlyList<HierarchyStay> stays, RunFacts facts)
    {
        Dictionary<ProcessId, HierarchyStay> present = stays
            .Where(stay => !stay.IsOver && facts.Hierarchy.Contains(stay.Joined.Process))
            .ToDictionary(stay => stay.Joined.Process);
        foreach (ProcessId process in facts.Hierarchy.Where(process => !present.ContainsKey(process)))
            yield return $"{process} is in no leaf";
        Dictionary<ProcessId, HashSet<ulong>> had = present.Values.ToDictionary(
            stay => stay.Joined.Process,
            stay => stay.Delivered.Select(delivered => delivered.Payload).ToHashSet()
        );
        foreach (HierarchyStay sender in present.Values)
        foreach (HierarchySent sent in sender.Sent)
        foreach (HierarchyStay receiver in present.Values)
            // Who comes while it is under way may or may not be in time for it.
            if (receiver.WholeSince < sent.At && !had[receiver.Joined.Process].Contains(sent.Payload))
                yield return $"message {sent.Payload} of {sender} never came to {receiver}";
    }
}
