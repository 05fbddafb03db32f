using System.Diagnostics;
using System.Text.Json;
using Cohort.AspNetCore.Dashboard.Observing;
using Cohort.AspNetCore.Dashboard.Pages;
using Cohort.AspNetCore.Dashboard.Reports;

namespace Cohort.AspNetCore.Dashboard.Telling;

/// <summary>
/// What this node tells, and what it knows of the others. It looks at memberships always, which costs next to nothing; it listens, and tells, only
/// while a page is open at some node.
/// </summary>
internal sealed class Board : IAsyncDisposable
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_betweenReports = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_betweenSummaries = TimeSpan.FromMilliseconds(1000);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(1);

    private readonly Node _node;
    private readonly TimeProvider _time;
    private readonly EventJournal _events;
    private readonly GroupWatch _memberships;
    private readonly NodeSurvey _survey;
    private readonly PeerClocks _clocks;
    private readonly BoardGroup _group;
    private readonly Watchers _watchers = new();
    private readonly KnownNodes _known = new();
    private readonly Lock _knowing = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private Latencies? _latencies;
    private MessageLives? _lives;
    private long _summaryAt;
    private long _toldEvents;
    private long _shownEvents;
    private volatile bool _wasOpened;
    private volatile bool _asks;
    private volatile bool _isAsked;
    private volatile bool _wasUnwatched = true;

    public Board(Node node, TimeProvider time)
    {
        (_node, _time) = (node, time);
        _events = new EventJournal(time);
        _memberships = new GroupWatch(node, _events, _stopping.Token);
        _survey = new NodeSurvey(node, _events, Now);
        _clocks = new PeerClocks(node.Name, node.Process.Address);
        _group = new BoardGroup(node, _events, Heard);
    }

    /// <summary>The pages that are open here.</summary>
    public PageTable Pages { get; } = new();

    /// <summary>What has happened at this node.</summary>
    public EventJournal Events => _events;

    /// <summary>Whether somebody watches, here or elsewhere.</summary>
    public bool IsWatched => !_wasUnwatched;

    /// <summary>Begins.</summary>
    /// <param name="tellsOthers">Whether it joins the group of the dashboards: a witness is in no group.</param>
    /// <returns>Completes at the end, and fails where it has come to it by itself.</returns>
    public Task Start(bool tellsOthers)
    {
        Task group = tellsOthers ? _group.RunAsync(_stopping.Token) : Task.CompletedTask;
        return _running = Task.WhenAll(Task.Run(() => RunAsync(_stopping.Token)), group);
    }

    /// <summary>Opens a page, where there are not too many.</summary>
    public bool TryOpen(Page page, int most)
    {
        if (!Pages.TryAdd(page, most))
            return false;
        (_asks, _wasOpened) = (true, true);
        _wake.Release();
        return true;
    }

    /// <summary>Closes it.</summary>
    public void Close(Page page) => Pages.Remove(page);

    /// <summary>What a page hears first.</summary>
    public PageGreeting Greet(bool allowsActions)
    {
        lock (_knowing)
            return new PageGreeting(_node.Cluster, _node.Name, Now, allowsActions, _known.All());
    }

    /// <summary>Tells the others that this node is about to leave, and ends.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stopping.IsCancellationRequested)
            return;
        _events.Add(ClusterEvent.LeavingKind, $"{_node.Name} leaves the cluster", about: _node.Name);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (IsWatched && Tell(Describe() with { Watches = false }))
            await _group
                .SentAsync(cancellationToken)
                .WaitAsync(s_farewell, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _latencies?.Dispose();
        _lives?.Dispose();
    }

    // Reports of the others may still come, until the node has left: what they touch is not disposed.
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None).ConfigureAwait(false);

    private double Now => EpochTime.Of(_time.GetUtcNow().UtcDateTime);

    private async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            _memberships.Look();
            if (Watch())
                Report();
            await _wake.WaitAsync(IsWatched ? s_betweenReports : s_betweenLooks, stopping).ConfigureAwait(false);
        }
    }

    // Whether somebody watches; if so, it listens to what is to be shown.
    private bool Watch()
    {
        IReadOnlyList<string>? elsewhere = _watchers.Diagrams();
        _wasUnwatched = elsewhere is null && Pages.IsEmpty;
        string[] diagrams = _wasUnwatched
            ? []
            : [.. Pages.Diagrams.Concat(elsewhere ?? []).Distinct(StringComparer.Ordinal).Take(ReportLimits.Diagrams)];
        if (_wasUnwatched)
        {
            _latencies?.Dispose();
            _latencies = null;
        }
        else
            _latencies ??= new Latencies(_node.Cluster, _node.Name);
        if (diagrams.Length == 0)
        {
            _lives?.Dispose();
            _lives = null;
        }
        else
            (_lives ??= new MessageLives(_node.Cluster, _node.Name)).Follow(diagrams);
        return IsWatched;
    }

    private void Report()
    {
        Report report = Describe();
        NodeSummary? summary = null;
        if (_wasOpened || _isAsked || Stopwatch.GetElapsedTime(_summaryAt) >= s_betweenSummaries)
        {
            (_summaryAt, _wasOpened) = (Stopwatch.GetTimestamp(), false);
            _lives?.Adapt();
            summary = _survey.Read(_latencies!, _clocks.Read());
            _clocks.Keep(NodesOfDirectory());
        }
        report = report with { SentAt = Now, AsksForHistory = _asks, Summary = summary, Lives = _lives?.Take() ?? [] };
        if (summary is not null || report.Lives.Count > 0 || _events.After(_shownEvents).Count > 0)
            Show(report);
        if (_isAsked)
            (_toldEvents, _isAsked) = (0, false);
        if (summary is not null || report.Lives.Count > 0 || _events.After(_toldEvents).Count > 0)
            Tell(report);
    }

    private Report Describe() =>
        new()
        {
            Node = _node.Name,
            Incarnation = _node.Process.Incarnation.ToString("x16", null),
            SentAt = Now,
            Watches = !Pages.IsEmpty,
            Diagrams = Pages.Diagrams,
        };

    private void Show(Report report)
    {
        IReadOnlyList<ClusterEvent> events = _events.After(_shownEvents);
        if (events.Count > 0)
            _shownEvents = events[^1].Number;
        IReadOnlyList<DirectoryEntry>? directory = report.Summary is null
            ? null
            :
            [
                .. _node
                    .Directory.Nodes.Take(KnownNodes.Most)
                    .Select(each => new DirectoryEntry(each.Name, each.Address, each.Labels)),
            ];
        Publish(new PageNews(report with { Events = events }, 0, Now) { Directory = directory });
    }

    private bool Tell(Report report)
    {
        IReadOnlyList<ClusterEvent> events = _events.After(_toldEvents);
        if (!_group.TrySend(report with { Events = events }))
            return false;
        _asks = false;
        if (events.Count > 0)
            _toldEvents = events[^1].Number;
        return true;
    }

    // In the handler of the group: one after the other.
    private void Heard(Report report)
    {
        double now = Now;
        double offset = _clocks.Heard(report, now);
        _watchers.Heard(report);
        Publish(new PageNews(report, offset, now));
        if (report.AsksForHistory)
        {
            _isAsked = true;
            _wake.Release();
        }
    }

    private void Publish(PageNews news)
    {
        lock (_knowing)
        {
            PageNews fresh = _known.Take(news);
            Pages.Tell(() => JsonSerializer.SerializeToUtf8Bytes(fresh, ReportJson.Default.PageNews));
        }
    }

    private HashSet<string> NodesOfDirectory() => [.. _node.Directory.Nodes.Select(each => each.Name)];
}
