namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>An update whose caller waits for what it comes to.</summary>
internal abstract class PendingUpdate
{
    /// <summary>The bytes in front of the object's own, for what is known only when it is sent.</summary>
    public const int Room = Tools.ToolMessage.HeaderSize + UpdateMessage.HeaderSize + UpdateMessage.LengthSize;

    /// <summary>The whole message, with <see cref="Room"/> in front; the same until it is answered.</summary>
    public abstract Memory<byte> Message { get; }

    /// <summary>It was made: the outcome, valid until this returns, and its position in the group's order.</summary>
    public abstract void Made(ReadOnlySpan<byte> outcome, ulong position);

    /// <summary>Nobody can say what it came to, or it was not made; the error says which.</summary>
    public abstract void Fail(UpdateFailure failure);
}

/// <summary>Why an update has no answer.</summary>
internal enum UpdateFailure
{
    /// <summary>The group has begun anew, or has forgotten the session: it was made once or not at all.</summary>
    Forgotten,

    /// <summary>It was made once, and its answer was too large to be kept while the caller was away.</summary>
    AnswerLost,

    /// <summary>The membership is over: it was made once or not at all.</summary>
    Ended,
}
