namespace Cohort;

/// <summary>Why an update or a read of a client was refused.</summary>
public enum UpdateRefusal
{
    /// <summary>The cluster has no group of that name.</summary>
    NoSuchGroup,

    /// <summary>The group's members have no replicated objects.</summary>
    TakesNoCalls,

    /// <summary>The arguments are too large: a client's call has up to 256 KiB.</summary>
    TooLarge,

    /// <summary>Too many calls of this client wait for the group already.</summary>
    Busy,

    /// <summary>The group has no object of that name.</summary>
    NoSuchObject,

    /// <summary>The object has no such method: the client has a newer program than the members.</summary>
    NoSuchMethod,

    /// <summary>The members do not understand the arguments: the client's class is another one than theirs.</summary>
    BadArguments,
}

/// <summary>An update or a read of a client has certainly not been made, and never will be. The object is as it was.</summary>
public sealed class UpdateRefusedException : CohortException
{
    internal UpdateRefusedException(string group, UpdateRefusal refusal, string message, Exception? cause = null)
        : base(message, cause) => (Group, Refusal) = (group, refusal);

    /// <summary>The name of the group.</summary>
    public string Group { get; }

    /// <summary>Why.</summary>
    public UpdateRefusal Refusal { get; }
}
