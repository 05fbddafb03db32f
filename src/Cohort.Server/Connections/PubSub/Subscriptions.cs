using Cohort.Server.Data;
using Cohort.Server.Resp;
using Cohort.Server.Store;

namespace Cohort.Server.Connections.PubSub;

/// <summary>Who has subscribed to which channels and patterns, at this process.</summary>
internal sealed class Subscriptions
{
    private readonly Lock _lock = new();
    private readonly Dictionary<byte[], HashSet<Session>> _channels = new(ByteComparer.Instance);
    private readonly Dictionary<byte[], HashSet<Session>> _patterns = new(ByteComparer.Instance);

    /// <summary>How many patterns somebody has subscribed to.</summary>
    public int PatternCount
    {
        get
        {
            lock (_lock)
                return _patterns.Count;
        }
    }

    /// <summary>The channels that somebody has subscribed to.</summary>
    public IReadOnlyList<byte[]> Channels
    {
        get
        {
            lock (_lock)
                return [.. _channels.Keys];
        }
    }

    /// <summary>How many have subscribed to a channel, not counting patterns.</summary>
    public int CountOf(ReadOnlySpan<byte> channel)
    {
        lock (_lock)
            return _channels
                .GetAlternateLookup<ReadOnlySpan<byte>>()
                .TryGetValue(channel, out HashSet<Session>? sessions)
                ? sessions.Count
                : 0;
    }

    /// <summary>How many will be told of a message here.</summary>
    public int ReceiversOf(ReadOnlySpan<byte> channel)
    {
        int count = CountOf(channel);
        lock (_lock)
            foreach ((byte[] pattern, HashSet<Session> sessions) in _patterns)
                if (GlobPattern.Matches(pattern, channel))
                    count += sessions.Count;
        return count;
    }

    public void Add(byte[] name, bool isPattern, Session session)
    {
        lock (_lock)
        {
            Dictionary<byte[], HashSet<Session>> names = isPattern ? _patterns : _channels;
            if (!names.TryGetValue(name, out HashSet<Session>? sessions))
                names.Add(name, sessions = []);
            sessions.Add(session);
        }
    }

    public void Remove(byte[] name, bool isPattern, Session session)
    {
        lock (_lock)
        {
            Dictionary<byte[], HashSet<Session>> names = isPattern ? _patterns : _channels;
            if (
                names.TryGetValue(name, out HashSet<Session>? sessions)
                && sessions.Remove(session)
                && sessions.Count == 0
            )
                names.Remove(name);
        }
    }

    /// <summary>Tells those that have subscribed.</summary>
    public void Publish(Published published)
    {
        List<(Session Session, byte[]? Pattern)> receivers = ReceiversOf(published);
        foreach ((Session session, byte[]? pattern) in receivers)
            session.Push(published, pattern);
    }

    /// <summary>Messages may have been missed: those that have subscribed are disconnected, which tells them so.</summary>
    /// <returns>How many.</returns>
    public int DisconnectAll(string why)
    {
        List<Session> sessions;
        lock (_lock)
            sessions = [.. _channels.Values.Concat(_patterns.Values).SelectMany(each => each).Distinct()];
        foreach (Session session in sessions)
            session.Abort(why);
        return sessions.Count;
    }

    /// <summary>Writes a message as a connection is told of it.</summary>
    public static void Write(ReplyWriter writer, Published published, byte[]? pattern)
    {
        writer.Push(pattern is null ? 3 : 4);
        writer.Bulk(pattern is null ? "message"u8 : "pmessage"u8);
        if (pattern is not null)
            writer.Bulk(pattern);
        writer.Bulk(published.Channel);
        writer.Bulk(published.Message);
    }

    private List<(Session Session, byte[]? Pattern)> ReceiversOf(Published published)
    {
        var receivers = new List<(Session, byte[]?)>();
        lock (_lock)
        {
            if (_channels.TryGetValue(published.Channel, out HashSet<Session>? sessions))
                receivers.AddRange(sessions.Select(session => (session, (byte[]?)null)));
            foreach ((byte[] pattern, HashSet<Session> matching) in _patterns)
                if (GlobPattern.Matches(pattern, published.Channel))
                    receivers.AddRange(matching.Select(session => (session, (byte[]?)pattern)));
        }
        return receivers;
    }
}
