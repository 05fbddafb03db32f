namespace Cohort.Toolkit.Calls;

/// <summary>What a message of the calls is.</summary>
internal enum CallMessageKind : byte
{
    /// <summary>A call, for all members or for one.</summary>
    Call = 1,

    /// <summary>What one member came to, for the caller.</summary>
    Reply = 2,
}

/// <summary>What a call asks for besides its method.</summary>
[Flags]
internal enum CallFlags : byte
{
    None = 0,

    /// <summary>Its caller waits for replies.</summary>
    WantsReplies = 1,

    /// <summary>It is for one member: which, follows.</summary>
    Directed = 2,

    /// <summary>It was made in another call: the chain follows.</summary>
    Nested = 4,

    All = WantsReplies | Directed | Nested,
}

/// <summary>What a reply says.</summary>
internal enum ReplyOutcome : byte
{
    /// <summary>What the method returned.</summary>
    Value = 1,

    /// <summary>The type and the message of what it threw.</summary>
    Threw = 2,

    /// <summary>The size of what it returned, and the limit.</summary>
    TooLarge = 3,

    /// <summary>Nothing: the member does not know the method.</summary>
    MethodUnknown = 4,

    /// <summary>How many calls were under way at the member already, as many as may be.</summary>
    Busy = 5,

    /// <summary>Nothing. Never sent: the caller says so to itself, of a member that is gone.</summary>
    Gone = 6,
}
