using System.Net.Sockets;
using Cohort.Transport;

namespace Cohort.Runtime.Connections;

/// <summary>
/// A connection as the driver sees it: it is read and written on the driver's thread, as far as that goes without waiting.
/// What the machine writes is gathered over a turn and sent in one piece; what there is no room for now goes later.
/// </summary>
internal sealed class Connection(int id, ITransportConnection transport, SocketTraffic traffic)
{
    // As much as is handed to the operating system in one call; it has no room for more at a time anyway.
    private const int PieceSize = 512 << 10;

    // Receives at a time, so that one who sends without end does not hold up the rest.
    private const int MostDropped = 16;

    private readonly WriteBatch _pending = new();
    private long _unreported;
    private bool _finished;

    /// <summary>The number that the machine knows it by.</summary>
    public int Id { get; } = id;

    /// <summary>The other end, for people.</summary>
    public string Remote => transport.Remote;

    /// <summary>What to poll.</summary>
    public Socket Socket => transport.Socket;

    /// <summary>Whether there may be something to receive.</summary>
    public bool IsReadable { get; set; }

    /// <summary>Whether there may be room for more.</summary>
    public bool IsWritable { get; set; }

    /// <summary>Whether there is more to send than there was room for.</summary>
    public bool HasMore => !IsBroken && _pending.Length > 0;

    /// <summary>Whether it is of no use any more.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Bytes in the hands of the operating system that the machine has not been told of.</summary>
    public long Unreported => _unreported;

    /// <summary>Receives what is there, as far as there is room for it. Answers what it is; nothing where nothing is there, or
    /// where this was the end.</summary>
    public ReadOnlyMemory<byte> Receive(Memory<byte> room)
    {
        IsReadable = false;
        try
        {
            if (IsBroken || !transport.TryReceive(room.Span, out int received))
                return default;
            IsBroken |= received == 0;
            if (received > 0)
                traffic.Read(received);
            return room[..received];
        }
        catch (IOException)
        {
            // A broken connection is no failure (protocol, section 2): the machine hears that it is closed, and redials.
            IsBroken = true;
            return default;
        }
    }

    /// <summary>Keeps bytes for the next <see cref="Flush"/>, which copies what it cannot send unless it stays as it is.</summary>
    public void Write(ReadOnlyMemory<byte> bytes, bool stays)
    {
        if (!IsBroken)
            _pending.Add(bytes, stays);
    }

    /// <summary>Sends what was written, as far as there is room for it.</summary>
    public void Flush()
    {
        IsWritable = false;
        Send();
        if (!IsBroken)
            _pending.Settle();
    }

    /// <summary>What the machine is now told to be sent.</summary>
    public int TakeReport()
    {
        int report = (int)Math.Min(_unreported, int.MaxValue);
        _unreported -= report;
        return report;
    }

    /// <summary>
    /// Goes on closing in good order: sends what was written, says that nothing more will come, and drops what still comes,
    /// since the operating system would reset the connection under what was sent. True when it is over.
    /// </summary>
    /// <param name="dropped">Where what is dropped may be received.</param>
    public bool TryClose(Memory<byte> dropped)
    {
        Flush();
        try
        {
            if (!IsBroken && !HasMore && !_finished)
            {
                transport.Finish();
                _finished = true;
            }
        }
        catch (IOException)
        {
            IsBroken = true;
        }
        for (int most = MostDropped; most > 0 && !Receive(dropped).IsEmpty; most--) { }
        if (!IsBroken)
            return false;
        Abort();
        return true;
    }

    /// <summary>Closes at once.</summary>
    public void Abort()
    {
        IsBroken = true;
        transport.Dispose();
    }

    private void Send()
    {
        try
        {
            while (!IsBroken && _pending.NextPiece(PieceSize) is { Count: > 0 } piece)
            {
                int sent = transport.Send(piece);
                _pending.Pass(sent);
                _unreported += sent;
                if (sent == 0)
                    return;
                traffic.Wrote(sent);
            }
        }
        catch (IOException)
        {
            IsBroken = true;
        }
    }
}
