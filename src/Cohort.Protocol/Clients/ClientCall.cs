namespace Cohort.Protocol.Clients;

/// <summary>How a call of a client ended.</summary>
public enum CallOutcome : byte
{
    /// <summary>It was executed, once: <see cref="Output.Bytes"/> is the answer.</summary>
    Answered,

    /// <summary>It was executed, once, and the application threw: <see cref="Output.Text"/> is what it said.</summary>
    Failed,

    /// <summary>It was executed once, or not at all: <see cref="Output.Text"/> says why that is not known.</summary>
    Unknown,

    /// <summary>It was not executed, because its caller took it back: <see cref="Output.Text"/> says what it waited for.</summary>
    NotSent,

    /// <summary>It was not executed: there is no such group.</summary>
    NoSuchGroup,

    /// <summary>It was not executed: the group takes no calls.</summary>
    TakesNoCalls,

    /// <summary>It was not executed: it is too large.</summary>
    TooLarge,

    /// <summary>It was not executed: too many calls wait already.</summary>
    Busy,
}

/// <summary>A call that a client's application waits for.</summary>
internal sealed class ClientCall(long ticket, ReadOnlyMemory<byte> payload)
{
    public long Ticket { get; } = ticket;

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    /// <summary>Its session, once it has one.</summary>
    public SessionId Session { get; set; }

    /// <summary>Its number in the session; 0 while it waits.</summary>
    public ulong Number { get; set; }

    /// <summary>How many times it was sent in this session.</summary>
    public int Attempts { get; set; }

    /// <summary>When it was sent last.</summary>
    public Instant SentAt { get; set; }
}
