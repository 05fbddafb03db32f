using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Linearizability;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// R1: replicated objects are linearizable under every fault. Real time is the order of the history's events; each object
/// is judged by itself; a call that never returned may have taken effect or not; an object begins anew with each formation
/// of its group, but where that goes on from another one's log. A search that runs out of its budget is a failure.
/// </summary>
/// <param name="budget">How many steps the search may take for one object.</param>
public sealed class Linearizable(int budget = Linearizable.DefaultBudget) : IPropertyChecker
{
    /// <summary>Enough for thousands of calls with dozens of clients; a few seconds of work at most.</summary>
    public const int DefaultBudget = 1_000_000;

    /// <inheritdoc/>
    public string Property => "R1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        var byObject = history
            .Evidence.Calls.SelectMany(InEachFormation)
            .GroupBy(each =>
                (each.Origin, each.Observed.Called.Group, each.Observed.Called.Object, each.Observed.Called.Kind)
            );
        foreach (var group in byObject)
            if (Judge(group.Key.Kind, [.. group.Select(each => each.Call).OrderBy(call => call.Called)]) is { } text)
                yield return new(
                    Property,
                    $"{group.Key.Kind} {group.Key.Object} of group {group.Key.Group} {group.Key.Origin}: {text}"
                );
        foreach (string text in CheckTools(history.Evidence.ToolCalls))
            yield return new(Property, text);
    }

    // Of these it is known in which order they were made: R2 judges that all replicas agree on it.
    private static IEnumerable<string> CheckTools(IEnumerable<ToolCall> calls)
    {
        var byObject = calls
            .SelectMany(call => call.Formations.Select(formation => (Formation: formation, Call: call)))
            .GroupBy(each => (each.Formation, each.Call.Called.Object, each.Call.Called.Kind));
        foreach (var group in byObject)
        {
            IEnumerable<ToolCall> updates = group
                .Select(each => each.Call)
                .Where(call => call.IsPlaced)
                .OrderBy(call => call.Made.First(made => made.Formation == group.Key.Formation).Updates);
            IEnumerable<ToolCall> reads = group.Select(each => each.Call).Where(call => !call.IsPlaced);
            Invocation[] placed = [.. updates.Select(CallOf)];
            if (Linearizability.Judge.Placed(group.Key.Kind, placed, [.. reads.Select(CallOf)]) is { } text)
                yield return $"{group.Key.Object} of the toolkit in {group.Key.Formation}: {text}";
        }
    }

    private static Invocation CallOf(ToolCall call) =>
        new(KindOf(call.Called.Kind, call.Called.Call), call.Called.Argument, call.CalledAt)
        {
            Key = call.Called.Key,
            Expected = call.Called.Expected,
            Returned = call.Returned is null ? null : call.ReturnedAt,
            Result = call.Returned?.Result,
        };

    private static IEnumerable<(GroupId Origin, ObservedCall Observed, Invocation Call)> InEachFormation(
        ObservedCall call
    )
    {
        GroupId[] origins = [.. call.Formations().Select(formation => formation.Origin).Distinct()];
        // Where a process went from one formation to another during a call, nobody knows which one served it.
        bool returned = call.Returned is not null && origins.Length == 1;
        return origins.Select(origin => (origin, call, CallOf(call, returned)));
    }

    private string? Judge(string kind, Invocation[] calls)
    {
        Finding finding = kind switch
        {
            "register" => Linearizability.Judge.Register(calls, budget),
            "counter" => Linearizability.Judge.Counter(calls, budget),
            "queue" => Linearizability.Judge.Queue(calls, budget),
            _ => throw new InvalidDataException($"A history names an object of the unknown kind \"{kind}\"."),
        };
        return finding.Verdict switch
        {
            Verdict.Linearizable => null,
            Verdict.OutOfBudget => $"no answer for {calls.Length} calls within {budget} steps",
            _ => $"no order of the {calls.Length} calls explains \"{finding.Stuck}\"; "
                + $"the longest attempt placed {finding.Placed}",
        };
    }

    private static Invocation CallOf(ObservedCall observed, bool returned) =>
        new(KindOf(observed.Called.Kind, observed.Called.Call), observed.Called.Argument, observed.CalledAt)
        {
            Returned = returned ? observed.ReturnedAt : null,
            Result = returned ? observed.Returned!.Result : null,
        };

    private static CallKind KindOf(string kind, string call) =>
        (kind, call) switch
        {
            ("register" or "counter" or "dictionary" or "set" or "tally" or "settings", "read") => CallKind.Read,
            ("settings", "version") => CallKind.Version,
            ("dictionary" or "set", "count") => CallKind.Count,
            ("register" or "dictionary" or "settings", "write") => CallKind.Write,
            ("counter" or "tally" or "set", "add") => CallKind.Add,
            ("dictionary", "add-if-absent") => CallKind.AddIfAbsent,
            ("dictionary", "get-or-add") => CallKind.GetOrAdd,
            ("dictionary" or "set" or "settings", "remove") => CallKind.Remove,
            ("dictionary" or "tally" or "settings", "compare-and-set") => CallKind.CompareAndSet,
            ("queue", "enqueue") => CallKind.Enqueue,
            ("queue", "dequeue") => CallKind.Dequeue,
            _ => throw new InvalidDataException($"A history calls \"{call}\" of a \"{kind}\"."),
        };
}
