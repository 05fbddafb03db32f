using System.Collections.Immutable;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>
/// What the replicas of the barriers have made of arrivals in one formation, one step after the other, each step as all of them have
/// it: an update, or a view.
/// </summary>
internal sealed class BarrierLog
{
    private readonly SortedDictionary<(ulong Updates, ViewNumber View), Cell> _cells = [];

    /// <summary>One step: what it has changed, and the view that it is, where it is none that an update has made.</summary>
    public sealed record Step(ImmutableArray<Member> View, IReadOnlyList<ArrivalChanged> Changes)
    {
        public bool IsView => !View.IsDefault;
    }

    /// <summary>A replica has changed something.</summary>
    public void Add(ArrivalChanged change)
    {
        Cell cell = At(change.Updates, change.View);
        Dictionary<ProcessId, List<ArrivalChanged>> changes = change.IsByView ? cell.ByView : cell.ByUpdate;
        if (!changes.TryGetValue(change.Process, out List<ArrivalChanged>? ofProcess))
            changes.Add(change.Process, ofProcess = []);
        ofProcess.Add(change);
    }

    /// <summary>A replica has been told of a view.</summary>
    public void Add(BarriersSawView seen, ImmutableArray<Member> members) => At(seen.Updates, seen.View).View = members;

    /// <summary>What replicas have changed that others have not, at the same place.</summary>
    public IEnumerable<string> Differences() =>
        _cells.Values.SelectMany(cell => Differences(cell.ByUpdate).Concat(Differences(cell.ByView)));

    /// <summary>The steps, in order. A view may stand there again, where one has joined in it.</summary>
    public IEnumerable<Step> Steps()
    {
        foreach (Cell cell in _cells.Values)
        {
            if (cell.ByUpdate.Count > 0)
                yield return new Step(default, Longest(cell.ByUpdate));
            if (!cell.View.IsDefault)
                yield return new Step(cell.View, Longest(cell.ByView));
        }
    }

    // Who has loaded the state behind a view finds nothing left to change in it.
    private static IEnumerable<string> Differences(Dictionary<ProcessId, List<ArrivalChanged>> changes)
    {
        IReadOnlyList<ArrivalChanged> longest = Longest(changes);
        foreach ((ProcessId process, List<ArrivalChanged> ofProcess) in changes)
            if (!ofProcess.Select(Essence).SequenceEqual(longest.Select(Essence)))
                yield return $"at update {ofProcess[0].Updates} {process} has {string.Join(", ", ofProcess.Select(Essence))}, and "
                    + $"{longest[0].Process} {string.Join(", ", longest.Select(Essence))}";
    }

    private static (ulong, ArrivalChange, ulong) Essence(ArrivalChanged change) =>
        (change.Arrival, change.Change, change.Phase);

    private static IReadOnlyList<ArrivalChanged> Longest(Dictionary<ProcessId, List<ArrivalChanged>> changes) =>
        changes.Values.MaxBy(each => each.Count) ?? [];

    private Cell At(ulong updates, ViewNumber view)
    {
        if (!_cells.TryGetValue((updates, view), out Cell? cell))
            _cells.Add((updates, view), cell = new Cell());
        return cell;
    }

    private sealed class Cell
    {
        public ImmutableArray<Member> View { get; set; }

        public Dictionary<ProcessId, List<ArrivalChanged>> ByUpdate { get; } = [];

        public Dictionary<ProcessId, List<ArrivalChanged>> ByView { get; } = [];
    }
}
