using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>The formations of groups that the logs have had, in their order: what comes later takes the place of what was before.</summary>
internal sealed class LoggedFormations
{
    private readonly Dictionary<GroupId, string> _groups = [];
    private readonly Dictionary<string, List<GroupId>> _ofLogs = [];
    private readonly HashSet<(string Address, GroupId Formation)> _continued = [];
    private readonly HashSet<(string Address, GroupId Formation)> _founded = [];

    // The last view of a formation before one that the group has come to without an address.
    private readonly Dictionary<(string Address, GroupId Formation), ViewNumber> _without = [];

    public void Take(LoggedViewBegan view)
    {
        _groups[view.Formation] = view.Group;
        foreach ((string address, List<GroupId> formations) in _ofLogs)
            if (!view.Members.Any(member => member.Process.Address == address))
                foreach (GroupId formation in formations.Where(known => _groups.GetValueOrDefault(known) == view.Group))
                    _without[(address, formation)] =
                        formation == view.Formation ? view.Number : new ViewNumber(ulong.MaxValue);
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

    /// <summary>What the group went on to without an address is in the log of that now: what was there before is a part of the same.</summary>
    public void Take(LogHasDifference difference)
    {
        string? group = _groups.GetValueOrDefault(difference.Formation);
        foreach (
            var place in _without
                .Keys.Where(place => place.Address == difference.Process.Address)
                .Where(place => _groups.GetValueOrDefault(place.Formation) == group)
                .ToArray()
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
        if (_without.TryGetValue((address, formation), out ViewNumber without) && view < without)
            return true;
        List<GroupId> known = _ofLogs[address];
        return known
            .Skip(known.IndexOf(formation) + 1)
            .Any(later =>
                _groups.TryGetValue(later, out string? group)
                && _groups.GetValueOrDefault(formation) == group
                && (states.ContainsKey(later) || IsFoundedAnew(address, later))
            );
    }

    private bool IsFoundedAnew(string address, GroupId formation) =>
        _founded.Contains((address, formation)) && !_continued.Contains((address, formation));
}
