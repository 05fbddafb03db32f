using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Links;

/// <summary>A connection, from the first byte to the last.</summary>
internal sealed class Link(int connection, string? dialed, Instant openedAt, Limits limits)
{
    public int Connection { get; } = connection;

    /// <summary>The address that this node dialed; null where the other side did.</summary>
    public string? Dialed { get; } = dialed;

    public Instant OpenedAt { get; } = openedAt;

    public FrameDecoder Decoder { get; } = new(limits.FrameSize);

    /// <summary>What goes out at the end of this step.</summary>
    public FrameWriter Writer { get; } = new();

    /// <summary>Bytes handed to the driver that are not in the socket yet.</summary>
    public long Backlog { get; set; }

    public Instant HeardAt { get; set; } = openedAt;

    /// <summary>When the frame began that is being received, or the last one ended.</summary>
    public Instant FrameSince { get; set; } = openedAt;

    public Instant WroteAt { get; set; } = openedAt;

    /// <summary>Who is on the other side, once its hello was good.</summary>
    public Peer? Peer { get; set; }

    public bool Closed { get; set; }

    /// <summary>Whether stream data may be written to it now; control frames always may.</summary>
    public bool HasRoom => Backlog + Writer.Length < limits.LinkBacklog;
}
