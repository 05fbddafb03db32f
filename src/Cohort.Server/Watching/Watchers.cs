using System.Threading.Channels;
using Cohort.Server.Store;

namespace Cohort.Server.Watching;

/// <summary>Somebody who watches keys at this process.</summary>
internal sealed class Watcher(int database, byte[] prefix)
{
    // So many changes may wait for one who reads slowly.
    private const int MostWaiting = 4096;

    private readonly Channel<KeyChanged> _changes = Channel.CreateBounded<KeyChanged>(MostWaiting);

    /// <summary>The changes, in their order; complete where some were missed, and whoever watches has to begin anew.</summary>
    public ChannelReader<KeyChanged> Changes => _changes.Reader;

    /// <summary>Which database.</summary>
    public int Database => database;

    /// <summary>What the keys begin with.</summary>
    public byte[] Prefix => prefix;

    public void Tell(KeyChanged change)
    {
        if (change.Database == database && change.Key.AsSpan().StartsWith(prefix) && !_changes.Writer.TryWrite(change))
            Reset();
    }

    public void Reset() => _changes.Writer.TryComplete();
}

/// <summary>Those who watch keys at this process.</summary>
internal sealed class Watchers
{
    private readonly Lock _lock = new();
    private volatile Watcher[] _watchers = [];

    /// <summary>Whether there is one.</summary>
    public bool AreThere() => _watchers.Length > 0;

    public void Add(Watcher watcher)
    {
        lock (_lock)
            _watchers = [.. _watchers, watcher];
    }

    public void Remove(Watcher watcher)
    {
        lock (_lock)
            _watchers = [.. _watchers.Where(each => each != watcher)];
    }

    /// <summary>Tells those whom a change concerns.</summary>
    public void Tell(KeyChanged change)
    {
        foreach (Watcher watcher in _watchers)
            watcher.Tell(change);
    }

    /// <summary>Changes may have been missed: all begin anew.</summary>
    public void ResetAll()
    {
        foreach (Watcher watcher in _watchers)
            watcher.Reset();
    }
}
