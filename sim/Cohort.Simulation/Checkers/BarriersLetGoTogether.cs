using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// K6: in the order of one formation a barrier lets go at one place of all that wait there, when as many have come as take part, but
/// for those that took part and are gone; or it breaks where one is gone, and tells each once. Phases are numbered in order. Who was
/// told so was let go there. Once faults stop, whoever has come and lives waits there, or has been told why it does not.
/// </summary>
public sealed class BarriersLetGoTogether : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "K6";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        var arrivals = history.Events.OfType<BarrierReached>().ToDictionary(reached => reached.Arrival);
        if (arrivals.Count == 0)
            return [];
        IReadOnlyDictionary<GroupId, BarrierLog> logs = LogsOf(history);
        var texts = new List<string>();
        var models = new Dictionary<GroupId, BarrierModel>();
        foreach ((GroupId formation, BarrierLog log) in logs)
        {
            texts.AddRange(log.Differences());
            var model = new BarrierModel(arrivals);
            models.Add(formation, model);
            foreach (BarrierLog.Step step in log.Steps())
                texts.AddRange(model.Take(step));
        }
        texts.AddRange(Untrue(history));
        if (history.Facts is { } facts)
            texts.AddRange(Forgotten(history, facts, models));
        return texts.Select(text => new Violation(Property, text));
    }

    private static IReadOnlyDictionary<GroupId, BarrierLog> LogsOf(History history)
    {
        var logs = new SortedDictionary<GroupId, BarrierLog>();
        var views = new Dictionary<(GroupId, ViewNumber), ToolViewInstalled>();
        foreach (HistoryEvent happened in history.Events)
            switch (happened)
            {
                case ToolViewInstalled view:
                    views[(view.Formation, view.Number)] = view;
                    break;
                case BarriersSawView seen:
                    LogOf(seen.Formation).Add(seen, views[(seen.Formation, seen.View)].Members);
                    break;
                case ArrivalChanged change:
                    LogOf(change.Formation).Add(change);
                    break;
            }
        return logs;

        BarrierLog LogOf(GroupId formation)
        {
            if (!logs.TryGetValue(formation, out BarrierLog? log))
                logs.Add(formation, log = new BarrierLog());
            return log;
        }
    }

    /// <summary>What clients were told, and no replica did.</summary>
    private static IEnumerable<string> Untrue(History history)
    {
        HashSet<(ulong, ArrivalChange, ulong)> done =
        [
            .. history.Events.OfType<ArrivalChanged>().Select(change => (change.Arrival, change.Change, change.Phase)),
        ];
        var ended = new HashSet<ulong>();
        foreach (HistoryEvent happened in history.Events)
        {
            if (happened is BarrierPassed passed && !done.Contains((passed.Arrival, ArrivalChange.LetGo, passed.Phase)))
                yield return $"{passed.Process} is told that phase {passed.Phase} is over (arrival {passed.Arrival}), and no replica "
                    + "has let it go";
            if (happened is BarrierBroke broke && !done.Contains((broke.Arrival, ArrivalChange.Broken, 0)))
                yield return $"{broke.Process} is told that its barrier has broken (arrival {broke.Arrival}), and at no replica has it";
            if (EndOf(happened) is { } arrival && !ended.Add(arrival))
                yield return $"{happened.Process} is told twice what has become of arrival {arrival}";
        }
    }

    /// <summary>Those that are left waiting in the end, at no barrier.</summary>
    private static IEnumerable<string> Forgotten(
        History history,
        RunFacts facts,
        Dictionary<GroupId, BarrierModel> models
    )
    {
        var waiting = new SortedDictionary<ulong, BarrierReached>();
        var formations = new Dictionary<ProcessId, GroupId>();
        foreach (HistoryEvent happened in history.Events)
            if (happened is ReplicaBegan began)
                formations[began.Process] = began.Formation;
            else if (happened is BarrierReached reached)
                waiting.Add(reached.Arrival, reached);
            else if (EndOf(happened) is { } arrival)
                waiting.Remove(arrival);
        return waiting
            .Values.Where(reached => facts.Tools.Contains(reached.Process))
            .Where(reached =>
                !formations.TryGetValue(reached.Process, out GroupId formation)
                || !models.TryGetValue(formation, out BarrierModel? model)
                || !model.Waits(reached.Arrival)
            )
            .Select(reached =>
                $"{reached.Process} waits in the end at {reached.Barrier} (arrival {reached.Arrival}), and no replica knows"
            );
    }

    private static ulong? EndOf(HistoryEvent happened) =>
        happened switch
        {
            BarrierPassed passed => passed.Arrival,
            BarrierBroke broke => broke.Arrival,
            BarrierGivenUp givenUp => givenUp.Arrival,
            _ => null,
        };
}
