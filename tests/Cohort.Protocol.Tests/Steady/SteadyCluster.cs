namespace Cohort.Protocol.Tests.Steady;

/// <summary>
/// A group of nodes at work, in one thread: no socket, no clock but a counter. Each member has so many messages under way
/// all the time. When the group is formed and its buffers have grown, it allocates nothing of its own, so that what is
/// allocated, and what time is spent, is the machines'.
/// </summary>
internal sealed class SteadyCluster
{
    // A turn of the runtime takes about so long; heartbeats and whatever else waits for time to pass go with it.
    private static readonly TimeSpan s_turn = TimeSpan.FromMicroseconds(50);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly SteadyNode[] _nodes;
    private Instant _now = new(1_000_000);

    /// <summary>Forms a group.</summary>
    /// <param name="members">How many there are, and all of them send.</param>
    /// <param name="message">What each of them sends, again and again.</param>
    /// <param name="underWay">How many messages each has sent that are not delivered to it yet, at most.</param>
    /// <exception cref="InvalidOperationException">No group came to be.</exception>
    public SteadyCluster(int members, ReadOnlyMemory<byte> message, int underWay)
    {
        string[] names = [.. Enumerable.Range(0, members).Select(index => ((char)('a' + index)).ToString())];
        _nodes = [.. names.Select(name => new SteadyNode(name, names, message, underWay))];
        foreach (SteadyNode node in _nodes)
            node.Join();
        Instant end = _now + s_patience;
        while (!_nodes.All(node => node.IsIn(members)))
        {
            if (_now > end)
                throw new InvalidOperationException($"no group of {members} within {s_patience}");
            Turn();
        }
    }

    /// <summary>The messages delivered so far: at the member that has the fewest.</summary>
    public long Delivered
    {
        get
        {
            long fewest = long.MaxValue;
            foreach (SteadyNode node in _nodes)
                fewest = Math.Min(fewest, node.Delivered);
            return fewest;
        }
    }

    /// <summary>Goes on until so many more messages are delivered at every member.</summary>
    /// <exception cref="InvalidOperationException">Nothing goes on any more.</exception>
    public void Deliver(long messages)
    {
        long goal = Delivered + messages;
        long last = Delivered;
        Instant end = _now + s_patience;
        while (last < goal)
        {
            foreach (SteadyNode node in _nodes)
                node.Send();
            Turn();
            if (Delivered == last && _now > end)
                throw new InvalidOperationException($"nothing was delivered within {s_patience}");
            if (Delivered == last)
                continue;
            last = Delivered;
            end = _now + s_patience;
        }
    }

    private void Turn()
    {
        _now += s_turn;
        foreach (SteadyNode node in _nodes)
            node.Turn(_now, _nodes);
    }
}
