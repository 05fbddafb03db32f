using System.Collections.Concurrent;

namespace Cohort.Server.Connections;

/// <summary>The connections of a server, by the numbers that CLIENT ID tells.</summary>
internal sealed class SessionTable
{
    private readonly ConcurrentDictionary<long, Session> _sessions = new();
    private long _last;

    /// <summary>How many there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>All of them, the oldest first.</summary>
    public IReadOnlyList<Session> All => [.. _sessions.Values.OrderBy(session => session.Id)];

    /// <summary>A number for another one.</summary>
    public long NextId() => Interlocked.Increment(ref _last);

    public void Add(Session session) => _sessions[session.Id] = session;

    public void Remove(Session session) => _sessions.TryRemove(session.Id, out _);

    public Session? Find(long id) => _sessions.GetValueOrDefault(id);
}
