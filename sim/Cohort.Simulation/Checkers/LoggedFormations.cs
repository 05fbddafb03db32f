using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// The formations of groups that the logs have had: what comes later takes the place of what was before. Later is what began later, not what
/// came to a log later: one that is given what it had missed has the formation in which it is by now before those in between.
/// </summary>
internal sealed class LoggedFormations
{
    private readonly Dictionary<GroupId, string> _groups = [];
    private readonly Dictionary<GroupId, int> _places = [];
    private readonly Dictionary<string, List<GroupId>> _ofLogs = [];
    private readonly HashSet<(string Address, GroupId Formation)> _continued = [];
    private readonly HashSet<(string Address, GroupId Formation)> _founded = [];

    // The last view that the group has come to without an address, of those that came after a formation which that has in its log.
    private readonly Dictionary<(string Address, GroupId Formation), (GroupId Formation, ViewNumber Number)> _without =
    [];

    public void Take(LoggedViewBegan view)
    {
        _groups[view.Formation] = view.Group;
        _places.TryAdd(view.Formation, _places.Count);
        foreach ((string address, List<GroupId> formations) in _ofLogs)
            if (!view.Members.Any(member => member.Process.Address == address))
                foreach (GroupId formation in formations)
                    GoesOnWithout(address, formation, (view.Formation, view.Number));
    }

    private void GoesOnWithout(string address, GroupId formation, (GroupId Formation, ViewNumber Number) view)
    {
        if (formation != view.Formation && !IsLater(view.Formation, formation))
            return;
        if (!_without.TryGetValue((address, formation), out var known) || IsBefore(known, view))
            _without[(address, formation)] = view;
    }

    public void Take(LogContinues continues) => _continued.Add((continues.Process.Address, continues.Formation));

    public void Take(LogSynced row)
    {
        if (!_ofLogs.TryGetValue(row.Process.Address, out List<GroupId>? formations))
            _ofLogs.Add(row.Process.Address, formations = []);
        if (!formations.Contains(row.Formation))
            formations.Add(row.Formation);
        if (row.View.Value == 0 && !row.IsMissed)
            _founded.Add((row.Process.Address, row.Formation));
    }

    /// <summary>What the group went on to without an address is in the log of that now, up to a view: what was there before is a part of the
    /// same. What the group has gone on to since, without that address once more, is not.</summary>
    public void Take(LogHasDifference difference)
    {
        foreach ((var place, var without) in _without.ToArray())
            if (
                place.Address == difference.Process.Address
                && IsBefore(without, (difference.Formation, difference.View))
            )
                _without.Remove(place);
    }

    /// <summary>
    /// Whether the log of an address needs nothing of a view any more: it has a state of a later formation of the same group, or was among
    /// those that founded that anew; or the group has gone on without that address.
    /// </summary>
    public bool IsReplaced(
        string address,
        GroupId formation,
        ViewNumber view,
        IReadOnlyDictionary<GroupId, LogHasState> states
    )
    {
        if (
            _without.TryGetValue((address, formation), out var without)
            && (without.Formation != formation || view < without.Number)
        )
            return true;
        return _ofLogs[address]
            .Any(later => IsLater(later, formation) && (states.ContainsKey(later) || IsFoundedAnew(address, later)));
    }

    private bool IsBefore((GroupId Formation, ViewNumber Number) one, (GroupId Formation, ViewNumber Number) other) =>
        one.Formation == other.Formation ? one.Number < other.Number : IsLater(other.Formation, one.Formation);

    /// <summary>Whether both are of one group, and one began after the other.</summary>
    private bool IsLater(GroupId later, GroupId formation) =>
        _groups.TryGetValue(later, out string? group)
        && _groups.GetValueOrDefault(formation) == group
        && _places[later] > _places[formation];

    private bool IsFoundedAnew(string address, GroupId formation) =>
        _founded.Contains((address, formation)) && !_continued.Contains((address, formation));
}
