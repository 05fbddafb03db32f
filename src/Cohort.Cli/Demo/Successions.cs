using System.Diagnostics;
using Cohort.Cli.Demo.Members;

namespace Cohort.Cli.Demo;

/// <summary>How long after the kill each group had its new view at all that survived, or came back.</summary>
internal sealed class Successions(int groups)
{
    private readonly Dictionary<(string Node, int Group), TimeSpan> _seen = [];
    private string? _victim;
    private bool _isTotal;
    private long _killedAt;

    /// <summary>A node is about to be killed.</summary>
    /// <param name="victim">The node.</param>
    /// <param name="at">When, as <see cref="MemberView.At"/> is counted.</param>
    public void Begin(string victim, long at) => (_victim, _killedAt) = (victim, at);

    /// <summary>All nodes are about to be killed, and will be started again: what counts is the first view in which each holds the
    /// state again.</summary>
    /// <param name="at">When, as <see cref="MemberView.At"/> is counted.</param>
    public void BeginTotal(long at)
    {
        _seen.Clear();
        (_isTotal, _killedAt) = (true, at);
    }

    /// <summary>A node has seen a view.</summary>
    public void Add(string node, MemberView view)
    {
        bool isNew = _isTotal ? view.HasHolder(node) : _victim is not null && node != _victim && !view.Has(_victim);
        if (isNew && view.At > _killedAt)
            _seen.TryAdd((node, view.Group), Stopwatch.GetElapsedTime(_killedAt, view.At));
    }

    /// <summary>Whether so many survivors have seen the new views of all groups.</summary>
    public bool AreComplete(int survivors) => _seen.Count == survivors * groups;

    /// <summary>How long each group took, until the last of the survivors had the view; shortest first.</summary>
    public IReadOnlyList<TimeSpan> Durations =>
        [.. _seen.GroupBy(entry => entry.Key.Group).Select(group => group.Max(entry => entry.Value)).Order()];
}
