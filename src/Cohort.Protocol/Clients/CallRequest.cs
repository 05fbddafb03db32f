using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>
/// A session of a client in one formation of a group: so many of its calls may be under way, and of those the group keeps the
/// answers.
/// </summary>
/// <param name="Number">Its number in the formation, from 1.</param>
/// <param name="Nonce">What the client drew for it: another formation counts from 1 again.</param>
internal readonly record struct SessionId(ulong Number, ulong Nonce);

/// <summary>What a client asks of a group: to open a session, or to execute a call in one.</summary>
/// <param name="Session">The session; where one is to be opened, only with what the client drew for it.</param>
/// <param name="Number">The call's number in its session, from 1; 0 where a session is to be opened.</param>
/// <param name="Answered">All calls of the session up to this one have been answered to the client.</param>
/// <param name="Payload">What the application is called with.</param>
internal readonly record struct CallRequest(
    SessionId Session,
    ulong Number,
    ulong Answered,
    ReadOnlyMemory<byte> Payload
)
{
    public bool Opens => Number == 0;

    public void Write(FrameWriter writer)
    {
        writer.Number(Session.Number);
        writer.Fixed(Session.Nonce);
        writer.Number(Number);
        writer.Number(Answered);
        writer.Raw(Payload.Span);
    }

    /// <summary>Reads one to the end of some bytes; null where they are none.</summary>
    public static CallRequest? Read(ReadOnlyMemory<byte> bytes, Limits limits)
    {
        var reader = new FrameReader(bytes.Span, limits);
        var session = new SessionId(reader.Number(), reader.Fixed());
        (ulong number, ulong answered) = (reader.Number(), reader.Number());
        int size = reader.Rest().Length;
        bool opens = number == 0;
        bool makesSense = opens ? session.Number == 0 && size == 0 : session.Number > 0;
        if (reader.Failed || !makesSense || answered > number || (!opens && answered == number) || size > MostBytes)
            return null;
        return new CallRequest(session, number, answered, bytes[^size..]);
    }

    /// <summary>The most bytes of a call, and of an answer: they go in one frame, and the group keeps its answers.</summary>
    public const int MostBytes = 256 << 10;
}
