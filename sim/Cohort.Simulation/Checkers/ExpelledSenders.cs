using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// D5: nothing of an expelled process is delivered after the view that expels it. What is delivered in a view comes from
/// a member of that view, one that counts, at the rank that the message names.
/// </summary>
public sealed class ExpelledSenders : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "D5";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        var seen = new MessageMarks(history.Evidence);
        return history
            .Evidence.Views.Where(view => view.First is not null)
            .SelectMany(view => Check(view, seen))
            .Select(text => new Violation(Property, text));
    }

    private static IEnumerable<string> Check(GroupView view, MessageMarks seen)
    {
        seen.Clear();
        foreach (Stay stay in view.Stays)
        foreach (Delivered delivered in stay.Deliveries)
        {
            // What was delivered under one name before has been looked at.
            if (delivered.IsLikeFirst && seen.Contains(delivered))
                continue;
            seen.Add(delivered.Ordinal);
            if (Foreign(view, delivered.Event) is { } reason)
                yield return $"{stay} delivers {delivered.Message} of {delivered.Event.Sender}, {reason}";
        }
    }

    private static string? Foreign(GroupView view, MessageDelivered delivered)
    {
        int rank = delivered.Id.Rank;
        if (view.Find(delivered.Sender) is not { } member)
            return $"which is not in {view}";
        if (!member.HoldsState)
            return $"which does not count in {view}";
        bool there = rank >= 0 && rank < view.Members.Length && view.Members[rank] == member;
        return there ? null : $"whose rank in {view} is another";
    }
}
