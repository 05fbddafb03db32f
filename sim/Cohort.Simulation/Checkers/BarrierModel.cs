using System.Collections.Immutable;
using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// What the barriers of one formation should do, written down here a second time so that the simulator does not believe what it tests:
/// goes through the steps of the replicas, and says where they let go too early, too late, or others than they should.
/// </summary>
/// <param name="arrivals">All arrivals there are.</param>
internal sealed class BarrierModel(IReadOnlyDictionary<ulong, BarrierReached> arrivals)
{
    private readonly SortedDictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly List<(ulong Arrival, ArrivalChange Change, ulong Phase)> _due = [];
    private ImmutableArray<Member> _view = [];

    /// <summary>Whether an arrival waits, after all steps so far.</summary>
    public bool Waits(ulong arrival) =>
        _places.Values.Any(place => place.Waiting.Exists(waiting => waiting.Arrival == arrival));

    /// <summary>Takes a step; everything that is wrong with it.</summary>
    public IEnumerable<string> Take(BarrierLog.Step step)
    {
        _due.Clear();
        if (step.IsView)
            See(step.View);
        foreach (ArrivalChanged change in step.Changes)
            if (Take(change) is { } text)
                yield return $"{text} (at update {change.Updates}, in view {change.View})";
        foreach ((ulong arrival, ArrivalChange change, _) in _due)
            yield return $"arrival {arrival} at {arrivals[arrival].Barrier} should have been {Word(change)}, and waits on";
    }

    private string? Take(ArrivalChanged change)
    {
        BarrierReached reached = arrivals[change.Arrival];
        if (_due.Count > 0 && _due[0] == (change.Arrival, change.Change, change.Phase))
        {
            _due.RemoveAt(0);
            return null;
        }
        return change.Change switch
        {
            ArrivalChange.Taken => Come(reached),
            ArrivalChange.Withdrawn when Leaves(reached) => null,
            // It is told when it comes, once.
            ArrivalChange.Broken when PlaceOf(reached).Untold.RemoveAll(each => each == MemberAt(reached)) > 0 => null,
            _ => $"arrival {change.Arrival} at {reached.Barrier} is {Word(change.Change)} ({change.Phase}), where "
                + PlaceOf(reached).Text(reached),
        };
    }

    private string? Come(BarrierReached reached)
    {
        if (MemberAt(reached) is not { } member)
            return $"{reached.Process} has come to {reached.Barrier}, and is not in the view";
        Place place = PlaceOf(reached);
        if (place.Untold.Contains(member))
            return $"{member} has come to {reached.Barrier}, and has not heard that it has broken";
        // One that did not take part before, or not so often, takes the place of one that is gone.
        if (place.Missing > 0 && place.WaitingOf(member) >= place.LastOf(member))
            place.Missing--;
        place.Waiting.Add((reached.Arrival, member));
        LetGo(place, reached);
        return null;
    }

    private bool Leaves(BarrierReached reached)
    {
        Place place = PlaceOf(reached);
        bool waited = place.Waiting.RemoveAll(each => each.Arrival == reached.Arrival) > 0;
        // As if nobody had ever come.
        if (place is { Phase: 0, Waiting.Count: 0 })
            _places.Remove(reached.Barrier);
        return waited;
    }

    private void See(ImmutableArray<Member> view)
    {
        _view = view;
        foreach (string name in _places.Keys.ToArray())
        {
            Place place = _places[name];
            BarrierReached reached = place.Asked;
            int untold = place.Untold.RemoveAll(IsGone);
            MemberId[] gone =
            [
                .. place.Waiting.Select(each => each.Member).Concat(place.Last).Where(IsGone).Distinct(),
            ];
            int missing = gone.Sum(member => Math.Max(place.WaitingOf(member), place.LastOf(member)));
            if (missing + untold == 0)
                continue;
            place.Waiting.RemoveAll(each => IsGone(each.Member));
            place.Last.RemoveAll(IsGone);
            if (missing > 0 && reached.Breaks)
                Break(place);
            else
                place.Missing += missing;
            LetGo(place, reached);
            // Nobody is left who would know how many phases there were.
            if (place.Waiting.Count + place.Last.Count + place.Untold.Count == 0)
                _places.Remove(name);
        }
    }

    private void Break(Place place)
    {
        foreach ((ulong arrival, MemberId member) in place.Waiting)
        {
            place.Last.Remove(member);
            _due.Add((arrival, ArrivalChange.Broken, 0));
        }
        place.Untold.AddRange(place.Last);
        place.Waiting.Clear();
        place.Last.Clear();
        place.Phase++;
    }

    private void LetGo(Place place, BarrierReached reached)
    {
        if (place.Waiting.Count == 0 || place.Waiting.Count < reached.Participants - place.Missing)
            return;
        place.Phase++;
        _due.AddRange(place.Waiting.Select(each => (each.Arrival, ArrivalChange.LetGo, place.Phase)));
        place.Last.Clear();
        place.Last.AddRange(place.Waiting.Select(each => each.Member));
        place.Waiting.Clear();
    }

    private bool IsGone(MemberId id) => _view.All(member => member.Id != id);

    private MemberId? MemberAt(BarrierReached reached) =>
        _view.Where(member => member.Process == reached.Process).MaxBy(member => member.Id.Join)?.Id;

    private Place PlaceOf(BarrierReached reached)
    {
        if (!_places.TryGetValue(reached.Barrier, out Place? place))
            _places.Add(reached.Barrier, place = new Place(reached));
        return place;
    }

    private static string Word(ArrivalChange change) =>
        change switch
        {
            ArrivalChange.Taken => "taken",
            ArrivalChange.LetGo => "let go",
            ArrivalChange.Broken => "told that it has broken",
            _ => "withdrawn",
        };

    /// <summary>A barrier: who waits there, who took part in the phase before, and how many of these are gone.</summary>
    private sealed class Place(BarrierReached asked)
    {
        public BarrierReached Asked => asked;

        public ulong Phase { get; set; }

        public int Missing { get; set; }

        public List<(ulong Arrival, MemberId Member)> Waiting { get; } = [];

        public List<MemberId> Last { get; } = [];

        public List<MemberId> Untold { get; } = [];

        public int WaitingOf(MemberId member) => Waiting.Count(each => each.Member == member);

        public int LastOf(MemberId member) => Last.Count(each => each == member);

        public string Text(BarrierReached reached) =>
            $"{Waiting.Count} of {reached.Participants} wait, {Missing} are gone, and {Phase} phases are over";
    }
}
