namespace Cohort;

/// <summary>
/// What bounds the replicated collections: the same at all members, since an update that is refused for it is refused everywhere. An
/// update beyond one of them changes nothing, and its caller gets an <see cref="UpdateFailedException"/> that says so. The bytes of
/// all of a group's collections together are bounded by <see cref="NodeOptions.MaxStateBytes"/>.
/// </summary>
public static class CollectionLimits
{
    /// <summary>The most items of a queue, and entries of a dictionary, a set or a configuration.</summary>
    public const int Items = 1 << 20;

    /// <summary>The most calls of <see cref="ReplicatedQueue{T}.DequeueAsync"/>, of all members together, that may wait.</summary>
    public const int WaitingDequeues = 1 << 16;

    /// <summary>The most changes that wait for somebody who watches a collection; whoever is slower begins anew.</summary>
    public const int WatchedChanges = 4096;

    internal static void Check(int count, string what)
    {
        if (count >= Items)
            throw new InvalidOperationException($"the {what} is full: it has {count} items. Take some out first");
    }
}
