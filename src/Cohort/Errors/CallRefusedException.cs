namespace Cohort;

/// <summary>Why a call was refused.</summary>
public enum CallRefusal
{
    /// <summary>The cluster has no group of that name.</summary>
    NoSuchGroup,

    /// <summary>The group's members have no <see cref="GroupOptions.OnCall"/>.</summary>
    TakesNoCalls,

    /// <summary>The call is too large.</summary>
    TooLarge,

    /// <summary>Too many calls of this client wait for the group already.</summary>
    Busy,
}

/// <summary>The call has certainly not been executed, and never will be.</summary>
public sealed class CallRefusedException : CallException
{
    internal CallRefusedException(string group, CallRefusal refusal, string message)
        : base(group, message) => Refusal = refusal;

    /// <summary>Why.</summary>
    public CallRefusal Refusal { get; }
}
