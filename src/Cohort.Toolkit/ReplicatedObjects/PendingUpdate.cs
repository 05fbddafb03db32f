namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>An update whose caller waits for what it comes to.</summary>
internal abstract class PendingUpdate
{
    /// <summary>The bytes in front of the object's own, for what is known only when it is sent.</summary>
    public const int Room = Tools.ToolMessage.HeaderSize + UpdateMessage.HeaderSize + UpdateMessage.LengthSize;

    /// <summary>The whole message, with <see cref="Room"/> in front; the same until it is answered.</summary>
    public abstract Memory<byte> Message { get; }

    /// <summary>Whether it waits for others to be answered before it is sent, and may be given up; kept by <see cref="Submissions"/>.</summary>
    public PendingTurn Turn { get; set; }

    /// <summary>It was made: the outcome, valid until this returns, and its position in the group's order.</summary>
    public abstract void Made(ReadOnlySpan<byte> outcome, ulong position);

    /// <summary>Nobody can say what it came to, or it was not made; the error says which.</summary>
    public abstract void Fail(UpdateFailure failure);

    /// <summary>It was given up before it was sent, and nobody will speak of it any more.</summary>
    public virtual void Drop() { }
}

/// <summary>How far an update has come on its way out.</summary>
internal enum PendingTurn : byte
{
    /// <summary>It has a number, and is sent until it is answered.</summary>
    Taken,

    /// <summary>It waits.</summary>
    Waiting,

    /// <summary>It has waited, and is not sent any more.</summary>
    GivenUp,
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

    /// <summary>The membership is over, and it was not sent: it is not made.</summary>
    NotSent,
}
