using System.Diagnostics.Metrics;

namespace Cohort.Runtime.Connections;

/// <summary>
/// What the connections of a node do with their sockets, for whoever listens to the meter <c>Cohort</c>: nobody knows
/// better how often the operating system is called. While nobody listens, it costs next to nothing.
/// </summary>
internal sealed class SocketTraffic : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Cohort";

    private readonly Counter<long> _writes;
    private readonly Counter<long> _reads;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _bytesRead;

    public SocketTraffic()
    {
        Meter = new Meter(MeterName);
        _writes = Meter.CreateCounter<long>("cohort.socket.writes", "{write}", "Writes to sockets");
        _reads = Meter.CreateCounter<long>(
            "cohort.socket.reads",
            "{read}",
            "Reads from sockets that brought something"
        );
        _bytes = Meter.CreateCounter<long>("cohort.socket.bytes", "By", "Bytes written to sockets");
        _bytesRead = Meter.CreateCounter<long>("cohort.socket.bytes.read", "By", "Bytes read from sockets");
    }

    /// <summary>What to listen to: one for each node, all of the same name.</summary>
    public Meter Meter { get; }

    /// <summary>One write took so many bytes.</summary>
    public void Wrote(int bytes)
    {
        _writes.Add(1);
        _bytes.Add(bytes);
    }

    /// <summary>One read brought so many bytes.</summary>
    public void Read(int bytes)
    {
        _reads.Add(1);
        _bytesRead.Add(bytes);
    }

    /// <summary>Nothing is counted any more.</summary>
    public void Dispose() => Meter.Dispose();
}
