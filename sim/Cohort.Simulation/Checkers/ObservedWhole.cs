using Cohort.Simulation.Histories;
using Cohort.Simulation.Toolkit.Collections;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// R4: who observes an object gets its state, and from then on every event of the updates behind it, in the order of the formation, each
/// once, with its position, until it is told that it begins anew, with the state. In the end it has come to the last update.
/// </summary>
public sealed class ObservedWhole : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "R4";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        var reader = new Reader(OrdersOf(history));
        foreach (HistoryEvent happened in history.Events)
            reader.Read(happened);
        return reader
            .Texts.Concat(history.Facts is { } facts ? reader.Behind(facts) : [])
            .Select(text => new Violation(Property, text));
    }

    /// <summary>The updates of the object that is observed, in each formation, in their order.</summary>
    private static Dictionary<GroupId, UpdateMade[]> OrdersOf(History history)
    {
        HashSet<ulong> others =
        [
            .. history
                .Events.OfType<UpdateCalled>()
                .Where(called => called.Call == "read" || CollectionWords.IsCollection(called.Kind))
                .Select(called => called.Operation),
        ];
        return history
            .Events.OfType<UpdateMade>()
            .Where(made => !others.Contains(made.Operation))
            .GroupBy(made => made.Formation)
            .ToDictionary(
                formation => formation.Key,
                formation => formation.DistinctBy(made => made.Updates).OrderBy(made => made.Updates).ToArray()
            );
    }

    /// <summary>Where an observation has come to: it has the state of so many updates.</summary>
    private sealed record Seen(ProcessId Process, StateObserved State, ulong Updates);

    private sealed class Reader(Dictionary<GroupId, UpdateMade[]> orders)
    {
        private readonly Dictionary<ProcessId, GroupId> _formations = [];
        private readonly Dictionary<(GroupId, ulong), StateObserved> _states = [];
        private readonly SortedDictionary<ulong, Seen> _seen = [];
        private readonly SortedDictionary<ProcessId, ulong> _current = [];

        public List<string> Texts { get; } = [];

        public void Read(HistoryEvent happened)
        {
            switch (happened)
            {
                case ReplicaBegan began:
                    _formations[began.Process] = began.Formation;
                    break;
                case StateObserved state:
                    if (_seen.ContainsKey(state.Observation) == (state.Why == "State"))
                        Texts.Add($"{Name(state.Process, state.Observation)} gets a state, and is told {state.Why}");
                    _seen[state.Observation] = new Seen(state.Process, state, state.Updates);
                    _current[state.Process] = state.Observation;
                    break;
                case EventObserved observed:
                    Read(observed);
                    break;
            }
        }

        /// <summary>Observations of the living that have not come to the end.</summary>
        public IEnumerable<string> Behind(RunFacts facts)
        {
            foreach ((ProcessId process, ulong observation) in _current)
                if (
                    facts.Tools.Contains(process)
                    && _formations.TryGetValue(process, out GroupId formation)
                    && OrderOf(formation) is var order
                    && _seen[observation].Updates != (ulong)order.Length
                )
                    yield return $"{Name(process, observation)} has come to update {_seen[observation].Updates} in the end, and there are "
                        + $"{order.Length}";
        }

        private void Read(EventObserved observed)
        {
            string name = Name(observed.Process, observed.Observation);
            if (!_seen.TryGetValue(observed.Observation, out Seen? seen))
            {
                Texts.Add($"{name} gets update {observed.Operation} before any state");
                return;
            }
            if (!_formations.TryGetValue(observed.Process, out GroupId formation))
                return;
            UpdateMade[] order = OrderOf(formation);
            if (!_states.TryAdd((formation, seen.State.Updates), seen.State) && IsAnother(formation, seen.State))
                Texts.Add($"{name} has got another state of {seen.State.Updates} updates than others have");
            UpdateMade? next = seen.Updates < (ulong)order.Length ? order[seen.Updates] : null;
            if ((next?.Operation, next?.Position) != (observed.Operation, observed.Position))
                Texts.Add(
                    $"{name} gets update {observed.Operation} at {observed.Position} behind {seen.Updates} updates, where "
                        + $"{next?.Operation.ToString() ?? "nothing"} follows at {next?.Position}"
                );
            _seen[observed.Observation] = seen with { Updates = seen.Updates + 1 };
        }

        private bool IsAnother(GroupId formation, StateObserved state) =>
            _states[(formation, state.Updates)].Hash != state.Hash;

        private UpdateMade[] OrderOf(GroupId formation) => orders.GetValueOrDefault(formation) ?? [];

        private static string Name(ProcessId process, ulong observation) => $"observation {observation} of {process}";
    }
}
