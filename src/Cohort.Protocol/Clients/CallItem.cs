using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>A call as it stands in the stream of the member that a client has called: the contact. What is before the request says
/// to the contact itself whom it is to answer.</summary>
/// <param name="Ticket">The contact's name for the call.</param>
/// <param name="Request">What the client asks, for <see cref="CallSessions"/>.</param>
public readonly record struct CallItem(long Ticket, ReadOnlyMemory<byte> Request)
{
    /// <summary>The item as bytes.</summary>
    public byte[] Encode()
    {
        var writer = new FrameWriter();
        writer.Number((ulong)Ticket);
        writer.Raw(Request.Span);
        return writer.Written.ToArray();
    }

    /// <summary>Reads an item; false where the bytes are none.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out CallItem item)
    {
        var reader = new FrameReader(bytes.Span, s_limits);
        var ticket = (long)reader.Number();
        int size = reader.Rest().Length;
        item = new CallItem(ticket, bytes[^size..]);
        return !reader.Failed && ticket > 0;
    }

    private static readonly Limits s_limits = new();
}
