using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>What a call came to in the order of the group.</summary>
public enum CallResult : byte
{
    /// <summary>A session was opened: the bytes are its number.</summary>
    Opened,

    /// <summary>The application has executed the call: the bytes are its answer.</summary>
    Answered,

    /// <summary>The application has executed the call and thrown: the bytes are what it said, as text.</summary>
    Failed,

    /// <summary>The session is not there (any more), and the call was not executed now. Whether it was before nobody knows.</summary>
    Expired,

    /// <summary>The client has said that it had the answer: the call was not executed now, and the answer is not kept.</summary>
    Stale,

    /// <summary>The call makes no sense in its session, and was not executed.</summary>
    Refused,
}

/// <summary>What a call came to, as the group keeps it and as the client is told.</summary>
/// <param name="Result">What it came to.</param>
/// <param name="Bytes">As the result says.</param>
public readonly record struct CallAnswer(CallResult Result, ReadOnlyMemory<byte> Bytes)
{
    internal static CallAnswer Opened(ulong session)
    {
        var writer = new FrameWriter();
        writer.Number(session);
        return new CallAnswer(CallResult.Opened, writer.Written);
    }

    /// <summary>The answer as bytes, for <see cref="Input.CallAnswered"/>.</summary>
    public ReadOnlyMemory<byte> Encode()
    {
        var writer = new FrameWriter();
        Write(writer);
        return writer.Written;
    }

    internal void Write(FrameWriter writer)
    {
        writer.Byte((byte)Result);
        writer.Bytes(Bytes.Span);
    }

    internal static CallAnswer Read(ref FrameReader reader)
    {
        var result = (CallResult)reader.Byte();
        byte[] bytes = reader.Bytes().ToArray();
        if (result > CallResult.Refused)
            reader.Fail();
        return new CallAnswer(result, bytes);
    }
}
