using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// R2: in one formation of the group an update is made once: every replica that makes it makes it at the same place, with the same
/// result, and has the same state behind it. Who was answered got that result.
/// </summary>
public sealed class UpdatesMadeOnce : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "R2";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history.Evidence.ToolCalls.SelectMany(Check).Select(text => new Violation(Property, text));

    private static IEnumerable<string> Check(ToolCall call)
    {
        if (call.Called.Call == "read")
            yield break;
        foreach (IGrouping<GroupId, UpdateMade> formation in call.Made.GroupBy(made => made.Formation))
        {
            UpdateMade first = formation.First();
            var seen = new HashSet<ProcessId>();
            foreach (UpdateMade made in formation)
                if (!seen.Add(made.Process))
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
}
