using System.Net;
using System.Net.Sockets;

namespace Cohort.Cli.Bench.Floor;

/// <summary>Connections from one process to each other one, and from each other one to it.</summary>
internal sealed class Mesh
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private Mesh(Socket[] outgoing, Socket[] incoming)
    {
        Outgoing = outgoing;
        Incoming = incoming;
    }

    /// <summary>To each other process.</summary>
    public IReadOnlyList<Socket> Outgoing { get; }

    /// <summary>From each other process.</summary>
    public IReadOnlyList<Socket> Incoming { get; }

    /// <summary>Connects; completes when all are there.</summary>
    /// <param name="own">Where this process listens.</param>
    /// <param name="others">Where the others do, now or soon.</param>
    public static async Task<Mesh> ConnectAsync(IPEndPoint own, IReadOnlyList<IPEndPoint> others)
    {
        using var listener = new TcpListener(own);
        listener.Start();
        Task<Socket[]> incoming = AcceptAsync(listener, others.Count);
        Socket[] outgoing = await Task.WhenAll(others.Select(DialAsync));
        return new Mesh(outgoing, await incoming);
    }

    private static async Task<Socket[]> AcceptAsync(TcpListener listener, int count)
    {
        var sockets = new Socket[count];
        for (int index = 0; index < count; index++)
        {
            sockets[index] = await listener.AcceptSocketAsync();
            sockets[index].NoDelay = true;
        }
        return sockets;
    }

    private static async Task<Socket> DialAsync(IPEndPoint other)
    {
        while (true)
        {
            var socket = new Socket(other.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(other);
                return socket;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
            {
                // It does not listen yet. Whoever started this process knows how long to wait.
                socket.Dispose();
                await Task.Delay(s_pause);
            }
        }
    }
}
