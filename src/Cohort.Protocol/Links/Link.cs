using Cohort.Protocol.Memory;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Links;

/// <summary>A connection, from the first byte to the last.</summary>
internal sealed class Link(int connection, string? dialed, Instant openedAt, SlabPool memory, Limits limits)
{
    private readonly Queue<(long End, Slab Slab)> _loans = new();
    private long _handedOver;
    private long _written;

    public int Connection { get; } = connection;

    /// <summary>The address that this node dialed; null where the other side did.</summary>
    public string? Dialed { get; } = dialed;

    public Instant OpenedAt { get; } = openedAt;

    public FrameDecoder Decoder { get; } = new(memory, limits.FrameSize);

    /// <summary>What goes out at the end of this step.</summary>
    public FrameWriter Writer { get; } = new();

    /// <summary>Bytes handed to the driver that are not in the socket yet.</summary>
    public long Backlog => _handedOver - _written;

    public Instant HeardAt { get; set; } = openedAt;

    /// <summary>When the frame began that is being received, or the last one ended.</summary>
    public Instant FrameSince { get; set; } = openedAt;

    public Instant WroteAt { get; set; } = openedAt;

    /// <summary>Who is on the other side, once its hello was good.</summary>
    public Peer? Peer { get; set; }

    /// <summary>The client on the other side, once its hello was good; null where it is a node.</summary>
    public ProcessId? Client { get; set; }

    /// <summary>Of a client: whether the node on the other side has taken it in.</summary>
    public bool IsWelcome { get; set; }

    /// <summary>How many calls of that client are under way here.</summary>
    public int CallsUnderWay { get; set; }

    public bool IsGreeted => Peer is not null || Client is not null;

    public bool Closed { get; set; }

    /// <summary>The lane that this is the connection of; null where it is none of this node's.</summary>
    public BulkLane? Lane { get; init; }

    /// <summary>Whether only what is large goes on it, in one of the two directions.</summary>
    public bool IsBulk => Lane is not null || Peer?.BulkFrom == this;

    /// <summary>Whether stream data may be written to it now; control frames always may.</summary>
    public bool HasRoom => Backlog + Writer.Length < limits.LinkBacklog;

    /// <summary>Hands all that was written in this step to the driver.</summary>
    public void HandOver(OutputBuffer outputs)
    {
        int at = 0;
        foreach (FrameWriter.Lent loan in Writer.Loans)
        {
            HandOver(outputs, Writer.Written[at..loan.At], stays: false);
            HandOver(outputs, loan.Part.Memory, stays: true);
            loan.Part.Slab.Hold();
            _loans.Enqueue((_handedOver, loan.Part.Slab));
            at = loan.At;
        }
        HandOver(outputs, Writer.Written[at..], stays: false);
    }

    /// <summary>The driver has so many bytes more in the socket. What was lent and is not in it when the link ends is never
    /// used again: the driver may yet be reading it.</summary>
    public void Wrote(long bytes)
    {
        _written += bytes;
        while (_loans.TryPeek(out (long End, Slab Slab) loan) && loan.End <= _written)
        {
            loan.Slab.Release();
            _loans.Dequeue();
        }
    }

    private void HandOver(OutputBuffer outputs, ReadOnlyMemory<byte> bytes, bool stays)
    {
        if (bytes.IsEmpty)
            return;
        _handedOver += bytes.Length;
        outputs.Add(
            new Output
            {
                Kind = OutputKind.Write,
                Connection = Connection,
                Bytes = bytes,
                Stays = stays,
            }
        );
    }
}
