using System.Net.Sockets;

namespace Cohort.Cli.Bench.Floor;

/// <summary>Streams to all others as fast as they take it, and counts what comes from them.</summary>
/// <param name="mesh">The connections.</param>
/// <param name="size">The size of a message in bytes.</param>
internal sealed class Streaming(Mesh mesh, int size)
{
    private const int ReceiveBuffer = 256 << 10;

    private readonly long[] _sent = new long[mesh.Outgoing.Count];
    private readonly long[] _received = new long[mesh.Incoming.Count];
    private volatile Batch _batch = new(size, Batch.Sweep[0]);

    /// <summary>
    /// Messages that are there: those that came from the others, and its own, each of which counts when it has gone to
    /// all of them, as if it were delivered at once.
    /// </summary>
    public double Deliveries
    {
        get
        {
            double received = 0;
            for (int link = 0; link < _received.Length; link++)
                received += Volatile.Read(ref _received[link]);
            double own = double.MaxValue;
            for (int link = 0; link < _sent.Length; link++)
                own = Math.Min(own, Volatile.Read(ref _sent[link]));
            return (received + own) / size;
        }
    }

    /// <summary>From now on, so many bytes are written at a time.</summary>
    public void WriteAtATime(int bytes) => _batch = new Batch(size, bytes);

    /// <summary>Counts what comes, until a connection ends.</summary>
    public Task ReceiveAsync() => Task.WhenAll(Enumerable.Range(0, _received.Length).Select(ReceiveAsync));

    /// <summary>Streams, until a connection ends.</summary>
    public Task SendAsync() => Task.WhenAll(Enumerable.Range(0, _sent.Length).Select(SendAsync));

    private async Task ReceiveAsync(int link)
    {
        await Task.Yield();
        Socket socket = mesh.Incoming[link];
        Memory<byte> buffer = GC.AllocateUninitializedArray<byte>(ReceiveBuffer, pinned: true);
        while (await socket.ReceiveAsync(buffer) is var count and > 0)
            Volatile.Write(ref _received[link], _received[link] + count);
    }

    private async Task SendAsync(int link)
    {
        await Task.Yield();
        Socket socket = mesh.Outgoing[link];
        while (true)
        {
            Batch batch = _batch;
            if (batch.Pieces is [var only])
                await socket.SendAsync((ReadOnlyMemory<byte>)only, SocketFlags.None);
            else
                await socket.SendAsync(batch.Pieces, SocketFlags.None);
            Volatile.Write(ref _sent[link], _sent[link] + batch.Bytes);
        }
    }
}
