using System.Runtime.CompilerServices;
using Cohort.Runtime.Directories;

namespace Cohort;

/// <summary>
/// What is known here of the cluster's directory: which nodes and groups there are. Reading it asks nobody and never waits;
/// <see cref="IsCurrent"/> says whether it is the last that was known.
/// </summary>
public sealed class DirectoryMirror
{
    private readonly Lock _lock = new();
    private readonly DirectoryContents _contents = new();
    private readonly List<DirectoryWatcher> _watchers = [];
    private readonly DirectoryReads _reads;
    private IReadOnlyList<PlacementInfo>? _placementList;
    private IReadOnlyList<GroupInfo>? _groupList;
    private IReadOnlyList<NodeInfo>? _nodeList;
    private bool _isCurrent;
    private bool _hasEnded;
    private Exception? _failure;

    /// <param name="ask">Asks the machine to say when it has all that was decided until now; false where there is none any
    /// more.</param>
    internal DirectoryMirror(Func<long, bool> ask) => _reads = new DirectoryReads(ask);

    /// <summary>
    /// Whether this process is in touch with the quorum that decides, as far as it can know; if not, what stands here is the
    /// last that it knew. It takes up to <see cref="NodeOptions.SuspicionTime"/> to notice that it is cut off.
    /// </summary>
    public bool IsCurrent
    {
        get
        {
            lock (_lock)
                return _isCurrent;
        }
    }

    /// <summary>The groups, by name. The list does not change any more once it was given.</summary>
    public IReadOnlyList<GroupInfo> Groups
    {
        get
        {
            lock (_lock)
                return _groupList ??= [.. _contents.Groups.Values];
        }
    }

    /// <summary>The nodes, by address. The list does not change any more once it was given.</summary>
    public IReadOnlyList<NodeInfo> Nodes
    {
        get
        {
            lock (_lock)
                return _nodeList ??= [.. _contents.Nodes.Values];
        }
    }

    /// <summary>What the cluster is asked to keep running, by name. The list does not change any
    /// more once it was given.</summary>
    public IReadOnlyList<PlacementInfo> Placements
    {
        get
        {
            lock (_lock)
                return _placementList ??= [.. _contents.Placements.Values];
        }
    }

    /// <summary>The placement of a name, as far as it is known here; null where there is none.</summary>
    public PlacementInfo? FindPlacement(string name)
    {
        lock (_lock)
            return _contents.Placements.GetValueOrDefault(name);
    }

    /// <summary>The group of a name, as far as it is known here; null where there is none.</summary>
    public GroupInfo? Find(string name)
    {
        lock (_lock)
            return _contents.Groups.GetValueOrDefault(name);
    }

    /// <summary>
    /// The group of a name, once everything is known here that was decided before the call; null where there is none then.
    /// Waits while the cluster has no quorum, or this process no contact with it.
    /// </summary>
    /// <inheritdoc cref="RefreshAsync" path="/exception"/>
    public async Task<GroupInfo?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        return Find(name);
    }

    /// <summary>
    /// Completes when everything is known here that was decided before the call. Waits while the cluster has no quorum, or
    /// this process no contact with it.
    /// </summary>
    /// <exception cref="NodeFailedException">The node or client has stopped itself.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task RefreshAsync(CancellationToken cancellationToken = default) =>
        _reads.NextAsync().WaitAsync(cancellationToken);

    /// <summary>
    /// All that is known, as the first change, and then what changes. A reader that is slow is told of several changes of an
    /// entry as one, and of very many as all that is known then (<see cref="DirectoryChange.IsWhole"/>): it costs no more
    /// memory than the directory has, and always comes to know the last state. Any number of readers. Ends when the node or client is
    /// disposed; fails with a <see cref="NodeFailedException"/> when it stops itself.
    /// </summary>
    public async IAsyncEnumerable<DirectoryChange> WatchAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var watcher = new DirectoryWatcher();
        lock (_lock)
            _watchers.Add(watcher);
        try
        {
            while (true)
            {
                Task news;
                DirectoryChange? change;
                lock (_lock)
                {
                    change = watcher.Take(_contents, _isCurrent);
                    if (change is null && _hasEnded)
                        break;
                    news = watcher.News;
                }
                if (change is null)
                    await news.WaitAsync(cancellationToken).ConfigureAwait(false);
                else
                    yield return change;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            lock (_lock)
                _watchers.Remove(watcher);
        }
        if (_failure is { } failure)
            throw failure;
    }

    /// <summary>Takes in what the machine tells; on the driver's thread.</summary>
    internal void Take(DirectoryChange change)
    {
        lock (_lock)
        {
            _contents.Take(change);
            (_groupList, _nodeList, _placementList, _isCurrent) = (null, null, null, change.IsCurrent);
            foreach (DirectoryWatcher watcher in _watchers)
                watcher.Add(change);
        }
    }

    /// <summary>The machine has taken in all that was decided before it was asked; on the driver's thread.</summary>
    internal void Answer(long ticket) => _reads.Answer(ticket);

    /// <summary>No more will come.</summary>
    /// <param name="failure">Why; null where the node was disposed.</param>
    internal void End(Exception? failure)
    {
        lock (_lock)
        {
            (_hasEnded, _failure, _isCurrent) = (true, failure, false);
            foreach (DirectoryWatcher watcher in _watchers)
                watcher.Wake();
        }
        _reads.End(failure ?? new ObjectDisposedException(nameof(DirectoryMirror), "The node or client was disposed."));
    }
}
