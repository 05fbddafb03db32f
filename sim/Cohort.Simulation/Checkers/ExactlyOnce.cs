using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// C1: a client's call takes effect once: there is one place in the order of one formation where any member executes it, and in one that
/// goes on from its log another, if it comes again from there; an answer
/// is what was returned there; one that was given up for certain is executed nowhere; and in the end every call has ended
/// whose caller lives.
/// </summary>
public sealed class ExactlyOnce : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "C1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history
            .Evidence.Calls.Where(call => call.IsClients)
            .SelectMany(call => Check(call, history.Facts))
            .Select(text => new Violation(Property, text));

    private static IEnumerable<string> Check(ObservedCall call, RunFacts? facts)
    {
        string name = $"call {call.Called.Operation} of {call.Called.Process} to {call.Called.Group}";
        foreach (string text in Places(call, name))
            yield return text;
        if (call.Returned is { } returned)
        {
            if (call.Executions.Count == 0)
                yield return $"{name} was answered, and executed nowhere";
            foreach (Execution execution in call.Executions.Where(each => each.Event.Result != returned.Result).Take(1))
                yield return $"{name} was answered with {returned.Result}; {execution} returned {execution.Event.Result}";
        }
        else if (call.GivenUp is { IsExcluded: true } && call.Executions.Count > 0)
            yield return $"{name} was said not to be executed, and {call.Executions[0]} did";
        else if (IsUnderWay(call) && facts is not null && facts.Expected.Any(group => Lives(group, call)))
            yield return $"{name} has not ended, though the group is at work";
    }

    private static bool IsUnderWay(ObservedCall call) => call is { GivenUp: null, IsAbandoned: false };

    private static bool Lives(ExpectedMembership group, ObservedCall call) =>
        group.Group == call.Called.Group && !group.Processes.IsEmpty;

    private static IEnumerable<string> Places(ObservedCall call, string name)
    {
        List<Execution> first = [];
        foreach (Execution execution in call.Executions)
        {
            // What a joiner executed that was gone before it saw a view belongs to no formation that is known.
            if (execution.Formation is null)
                continue;
            Execution? known = first.Find(one => one.Formation == execution.Formation);
            if (known is null)
                first.Add(execution);
            // What is lost before it in the order may move it.
            if (
                known is null
                    ? execution.Formation.Origin == first[0].Formation!.Origin
                    : execution.Event.Position == known.Event.Position
            )
                continue;
            yield return $"{name} was executed twice: {known ?? first[0]}, and {execution}";
            yield break;
        }
    }
}
