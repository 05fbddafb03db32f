using Cohort.Protocol;

namespace Cohort.Simulation.Networks;

/// <summary>One end of a connection, as one process holds it.</summary>
internal sealed class ConnectionEnd
{
    private Pipe? _outgoing;
    private Pipe? _incoming;

    public ConnectionEnd(INetworkProcess process)
    {
        Process = process;
        Number = process.Adopt(this);
    }

    /// <summary>Who holds it.</summary>
    public INetworkProcess Process { get; }

    /// <summary>The number by which the process knows it.</summary>
    public int Number { get; }

    /// <summary>The dial that made this end, until the process has been told of its success.</summary>
    public Dialing? Pending { get; init; }

    /// <summary>Whether the process may still read and write.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>What this end writes.</summary>
    public Pipe Outgoing => _outgoing!;

    /// <summary>What this end reads.</summary>
    public Pipe Incoming => _incoming!;

    /// <summary>The other end.</summary>
    public ConnectionEnd Other => Outgoing.To;

    /// <summary>Connects two ends.</summary>
    public static void Connect(ConnectionEnd dialer, ConnectionEnd acceptor, Network network)
    {
        Pipe there = new(network, dialer, acceptor);
        Pipe back = new(network, acceptor, dialer);
        (dialer._outgoing, dialer._incoming) = (there, back);
        (acceptor._outgoing, acceptor._incoming) = (back, there);
    }

    /// <summary>The process writes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (IsOpen)
            Outgoing.Write(bytes);
    }

    /// <summary>The process closes it; what it wrote before still arrives.</summary>
    public void Close()
    {
        if (!Shut())
            return;
        Outgoing.Finish();
        RetireIfOver();
    }

    /// <summary>The process died, and its kernel closes the connection. Bytes that were under way may be lost.</summary>
    public void Abort(bool lossy)
    {
        if (!Shut())
            return;
        Outgoing.Break(lossy, TimeSpan.Zero);
        RetireIfOver();
    }

    /// <summary>The host lost power: the other end hears nothing, and what it writes is answered by nobody.</summary>
    public void Vanish()
    {
        if (!Shut())
            return;
        Incoming.LoseReceiver();
        Outgoing.LoseSender();
        RetireIfOver();
    }

    /// <summary>The end mark came.</summary>
    public void ReceiveEnd()
    {
        if (!Shut())
            return;
        Process.Take(Input.Closed(Number));
        // What this end wrote and the network still holds goes on to the other end, if that is still open.
        Outgoing.Finish();
        RetireIfOver();
    }

    private bool Shut()
    {
        if (!IsOpen)
            return false;
        IsOpen = false;
        Process.Release(this);
        return true;
    }

    private void RetireIfOver()
    {
        if (Other.IsOpen)
            return;
        Outgoing.Retire();
        Incoming.Retire();
    }
}
