using Cohort.Runtime.Observation;

namespace Cohort.Runtime.Connections;

/// <summary>
/// What the connections of a node or a client do with their sockets, for whoever listens: nobody knows better how often the operating
/// system is called. While nobody listens, it costs next to nothing.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="name">The node or the client.</param>
internal sealed class SocketTraffic(string cluster, string name)
{
    private readonly KeyValuePair<string, object?> _cluster = new(Tag.Cluster, cluster);
    private readonly KeyValuePair<string, object?> _name = new(Tag.Node, name);

    /// <summary>One write took so many bytes.</summary>
    public void Wrote(int bytes)
    {
        Instruments.SocketWrites.Add(1, _cluster, _name);
        Instruments.SocketBytesWritten.Add(bytes, _cluster, _name);
    }

    /// <summary>One read brought so many bytes.</summary>
    public void Read(int bytes)
    {
        Instruments.SocketReads.Add(1, _cluster, _name);
        Instruments.SocketBytesRead.Add(bytes, _cluster, _name);
    }
}
