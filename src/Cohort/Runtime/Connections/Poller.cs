using System.Net;
using System.Net.Sockets;

namespace Cohort.Runtime.Connections;

/// <summary>
/// Where a node's thread waits: for bytes on its connections, for room on those that have more to send, for a time, or for
/// whoever rings. Everything a node hears comes through here, so that one thread wakes up for it, once.
/// </summary>
internal sealed class Poller : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly Socket _bell;
    private readonly List<Socket> _readable = [];
    private readonly List<Socket> _writable = [];
    private readonly byte[] _heard = new byte[64];

    /// <summary>Makes one that nobody has rung at.</summary>
    /// <exception cref="SocketException">The operating system has no socket left.</exception>
    public Poller()
    {
        // It hears only itself: what a connected datagram socket did not send to itself, the operating system drops.
        _bell = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            _bell.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _bell.Connect(_bell.LocalEndPoint!);
        }
        catch
        {
            _bell.Dispose();
            throw;
        }
    }

    /// <summary>Ends the present wait, or the next one; from any thread.</summary>
    public void Ring()
    {
        try
        {
            _bell.Send(_heard.AsSpan(0, 1), SocketFlags.None, out _);
        }
        catch (ObjectDisposedException)
        {
            // The node has stopped: nobody waits any more.
        }
    }

    /// <summary>
    /// Waits until something can be done with one of the connections, and tells each of them so. Marks them all as readable
    /// where one was closed under it: what each of them really is shows when it is read.
    /// </summary>
    public void Wait(ReadOnlySpan<Connection> connections, TimeSpan patience)
    {
        _readable.Clear();
        _writable.Clear();
        _readable.Add(_bell);
        foreach (Connection connection in connections)
        {
            connection.IsReadable = connection.IsWritable = false;
            _readable.Add(connection.Socket);
            if (connection.HasMore)
                _writable.Add(connection.Socket);
        }
        try
        {
            Socket.Select(_readable, _writable.Count > 0 ? _writable : null, null, Microseconds(patience));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            foreach (Connection connection in connections)
                connection.IsReadable = true;
            return;
        }
        if (_readable.Count > 0 && _readable[0] == _bell)
            while (_bell.Receive(_heard, SocketFlags.None, out SocketError _) > 0) { }
        Mark(connections);
    }

    public void Dispose() => _bell.Dispose();

    // What is left in the lists stands there in the order of the connections.
    private void Mark(ReadOnlySpan<Connection> connections)
    {
        (int read, int write) = (0, 0);
        if (_readable.Count > 0 && _readable[0] == _bell)
            read++;
        for (int at = 0; at < connections.Length && (read < _readable.Count || write < _writable.Count); at++)
        {
            Connection connection = connections[at];
            if (read < _readable.Count && _readable[read] == connection.Socket)
            {
                connection.IsReadable = true;
                read++;
            }
            if (write < _writable.Count && _writable[write] == connection.Socket)
            {
                connection.IsWritable = true;
                write++;
            }
        }
    }

    // The operating system may wait in whole milliseconds and round down; to wake too early would be to spin through the rest.
    private static int Microseconds(TimeSpan patience)
    {
        if (patience <= TimeSpan.Zero)
            return 0;
        double milliseconds = Math.Ceiling((patience < s_longest ? patience : s_longest).TotalMilliseconds);
        return (int)milliseconds * 1000;
    }
}
