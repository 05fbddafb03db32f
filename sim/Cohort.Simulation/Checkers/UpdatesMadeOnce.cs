using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// R2: in one formation of the group an update is made once: every replica that makes it makes it at the same place, with the same
/// result, and has the same state behind it, and no other update has its number. Who was answered got that result, and what is said
/// not to be made is made nowhere.
/// </summary>
public sealed class UpdatesMadeOnce : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "R2";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history
            .Evidence.ToolCalls.SelectMany(Check)
            .Concat(Uncounted(history.Evidence.ToolCalls))
            .Select(text => new Violation(Property, text));

    private static IEnumerable<string> Check(ToolCall call)
    {
        if (!call.IsPlaced)
            yield break;
        if (call is { IsExcluded: true, Made: [var excluded, ..] })
            yield return $"{call} was said not to be made, and {excluded.Process} makes it at {excluded.Position}";
        foreach (IGrouping<GroupId, UpdateMade> formation in call.Made.GroupBy(made => made.Formation))
        {
            UpdateMade first = formation.First();
            var seen = new HashSet<ProcessId>();
            foreach (UpdateMade made in formation)
                if (!made.IsReplayed && !seen.Add(made.Process))
                    yield return $"{made.Process} makes {call} again, at {made.Position}";
                else if ((made.Position, made.Updates) != (first.Position, first.Updates))
                    yield return $"{made.Process} makes {call} as update {made.Updates} at {made.Position}, {first.Process} as "
                        + $"{first.Updates} at {first.Position}";
                else if (made.Result != first.Result || made.StateHash != first.StateHash)
                    yield return $"{made.Process} has result {made.Result} and state {made.StateHash:x} behind {call}, "
                        + $"{first.Process} {first.Result} and {first.StateHash:x}";
        }
        if (call.Returned is { } returned && !call.Made.Exists(made => made.Result == returned.Result))
            yield return $"{call} returned {returned.Result}, and no replica has made it with that result";
    }

    /// <summary>Updates that count as one.</summary>
    private static IEnumerable<string> Uncounted(IEnumerable<ToolCall> calls)
    {
        var numbers = new Dictionary<(GroupId, ulong), ToolCall>();
        foreach (ToolCall call in calls)
        foreach (UpdateMade made in call.Made.DistinctBy(made => (made.Formation, made.Updates)))
            if (
                !numbers.TryAdd((made.Formation, made.Updates), call)
                && numbers[(made.Formation, made.Updates)] != call
            )
                yield return $"{call} is update {made.Updates}, and so is {numbers[(made.Formation, made.Updates)]}";
    }
}
