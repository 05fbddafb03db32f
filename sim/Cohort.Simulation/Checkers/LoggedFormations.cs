using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>The formations of groups that the logs have had, in their order: what comes later takes the place of what was before.</summary>
internal sealed class LoggedFormations
{
    private readonly Dictionary<GroupId, string> _groups = [];
    private readonly Dictionary<string, List<GroupId>> _ofLogs = [];
    private readonly HashSet<(string Address, GroupId Formation)> _continued = [];
    private readonly HashSet<(string Address, GroupId Formation)> _founded = [];

    public void Take(LoggedViewBegan view) => _groups[view.Formation] = view.Group;

    public void Take(LogContinues continues) => _continued.Add((continues.Process.Address, continues.Formation));

    public void Take(LogSynced row)
    {
        if (!_ofLogs.TryGetValue(row.Process.Address, out List<GroupId>? formations))
            _ofLogs.Add(row.Process.Address, formations = []);
        if (!formations.Contains(row.Formation))
            formations.Add(row.Formation);
        if (row.View.Value == 0)
            _founded.Add((row.Process.Address, row.Formation));
    }

    /// <summary>
    /// Whether the log of an address needs nothing of a formation any more: it has a state of a later one of the same group, or was among
    /// those that founded that anew.
    /// </summary>
    public bool IsReplaced(string address, GroupId formation, IReadOnlyDictionary<GroupId, LogHasState> states)
    {
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
