namespace Cohort.Runtime.Directories;

/// <summary>
/// What one reader of the directory has not heard yet: which entries, each once, however often they have changed. Where they
/// are very many, it is told of everything instead. Not thread-safe: the mirror's lock is held.
/// </summary>
internal sealed class DirectoryWatcher
{
    /// <summary>More entries than this are not remembered.</summary>
    public const int MostEntries = 1024;

    private readonly SortedSet<string> _groups = new(StringComparer.Ordinal);
    private readonly SortedSet<ProcessId> _nodes = [];
    private readonly SortedSet<string> _placements = new(StringComparer.Ordinal);
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isBehind = true;
    private bool _hasNews = true;

    /// <summary>Completes when there is something to take.</summary>
    public Task News => _news.Task;

    /// <summary>Something has changed.</summary>
    public void Add(DirectoryChange change)
    {
        _isBehind |= change.IsWhole;
        if (!_isBehind)
        {
            _groups.UnionWith(change.Groups.Select(group => group.Name));
            _groups.UnionWith(change.GroupsGone);
            _nodes.UnionWith(change.Nodes.Select(node => node.Process));
            _nodes.UnionWith(change.NodesGone);
            _placements.UnionWith(change.Placements.Select(placement => placement.Name));
            _placements.UnionWith(change.PlacementsGone);
            _isBehind = _groups.Count + _nodes.Count + _placements.Count > MostEntries;
        }
        if (_isBehind)
            Forget();
        _hasNews = true;
        Wake();
    }

    /// <summary>Has whoever waits look.</summary>
    public void Wake() => _news.TrySetResult();

    /// <summary>What the reader has not heard yet, as it is now; null where that is nothing.</summary>
    public DirectoryChange? Take(DirectoryContents contents, bool isCurrent)
    {
        if (!_hasNews)
            return null;
        IReadOnlyDictionary<string, GroupInfo> groups = contents.Groups;
        IReadOnlyDictionary<ProcessId, NodeInfo> nodes = contents.Nodes;
        IReadOnlyDictionary<string, PlacementInfo> placements = contents.Placements;
        var change = new DirectoryChange
        {
            IsWhole = _isBehind,
            IsCurrent = isCurrent,
            Groups = _isBehind
                ? [.. groups.Values]
                : [.. _groups.Where(groups.ContainsKey).Select(name => groups[name])],
            GroupsGone = [.. _groups.Where(name => !groups.ContainsKey(name))],
            Nodes = _isBehind
                ? [.. nodes.Values]
                : [.. _nodes.Where(nodes.ContainsKey).Select(process => nodes[process])],
            NodesGone = [.. _nodes.Where(process => !nodes.ContainsKey(process))],
            Placements = _isBehind
                ? [.. placements.Values]
                : [.. _placements.Where(placements.ContainsKey).Select(name => placements[name])],
            PlacementsGone = [.. _placements.Where(name => !placements.ContainsKey(name))],
        };
        Forget();
        (_isBehind, _hasNews) = (false, false);
        if (_news.Task.IsCompleted)
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return change;
    }

    private void Forget()
    {
        _groups.Clear();
        _nodes.Clear();
        _placements.Clear();
    }
}
