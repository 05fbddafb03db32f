using System.Diagnostics;
using System.Net.Sockets;
using Cohort.Cli.Bench.Members;

namespace Cohort.Cli.Bench.Floor;

/// <summary>Raw ping-pong between two processes: asynchronous sockets, and nothing else.</summary>
internal static class RoundTrips
{
    /// <summary>Sends so many bytes and waits until as many have come back, again and again.</summary>
    /// <param name="mesh">The connections.</param>
    /// <param name="size">How many bytes.</param>
    /// <param name="log">Where the times go.</param>
    /// <param name="counts">Whether the next one counts.</param>
    public static async Task PingAsync(Mesh mesh, int size, LatencyLog log, Func<bool> counts)
    {
        Memory<byte> buffer = GC.AllocateUninitializedArray<byte>(size, pinned: true);
        while (true)
        {
            bool isCounted = counts();
            long sent = Stopwatch.GetTimestamp();
            await SendAsync(mesh.Outgoing[0], buffer);
            await ReceiveAsync(mesh.Incoming[0], buffer);
            if (isCounted)
                log.Add(sent, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Sends back what comes, once so many bytes have come.</summary>
    public static async Task PongAsync(Mesh mesh, int size)
    {
        Memory<byte> buffer = GC.AllocateUninitializedArray<byte>(size, pinned: true);
        while (true)
        {
            await ReceiveAsync(mesh.Incoming[0], buffer);
            await SendAsync(mesh.Outgoing[0], buffer);
        }
    }

    private static async ValueTask SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
    }

    private static async ValueTask ReceiveAsync(Socket socket, Memory<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int count = await socket.ReceiveAsync(buffer, SocketFlags.None);
            if (count == 0)
                throw new IOException("The other process is gone.");
            buffer = buffer[count..];
        }
    }
}
