namespace Cohort.Server.Observing;

/// <summary>The last views of the groups of this node, and when they were installed.</summary>
/// <param name="time">The clock.</param>
internal sealed class ViewLog(TimeProvider time)
{
    private const int MostViews = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<InstalledView> _views = new();

    /// <summary>A view, and when it was installed here.</summary>
    internal sealed record InstalledView(string Group, DateTimeOffset At, ViewChange Change);

    /// <summary>A group has a new view here.</summary>
    public void Add(string group, ViewChange change)
    {
        // Those out of the node's log were installed long ago, nobody knows when.
        if (change.IsReplayed)
            return;
        lock (_lock)
        {
            if (_views.Count == MostViews)
                _views.Dequeue();
            _views.Enqueue(new InstalledView(group, time.GetUtcNow(), change));
        }
    }

    /// <summary>Those of a group, the oldest first.</summary>
    public IReadOnlyList<InstalledView> Of(string group)
    {
        lock (_lock)
            return [.. _views.Where(each => each.Group == group)];
    }
}
