namespace Cohort.Toolkit.Claims;

/// <summary>Something that an object raises about a claim; it concerns the process that made it.</summary>
/// <param name="Process">Whose claim.</param>
/// <param name="Claim">Which of its claims.</param>
internal abstract record ClaimEvent(ProcessId Process, ulong Claim);

/// <summary>The claim has its place in the order, and waits.</summary>
internal sealed record ClaimQueued(ProcessId Process, ulong Claim) : ClaimEvent(Process, Claim);

/// <summary>What was claimed is the claimant's now. The number is that of this grant, larger than that of every one
/// before: for fencing.</summary>
internal sealed record ClaimGranted(ProcessId Process, ulong Claim, ulong Number) : ClaimEvent(Process, Claim);

/// <summary>A claim that was granted is over, or one that waited cannot be granted any more.</summary>
internal sealed record ClaimEnded(ProcessId Process, ulong Claim, ClaimEnd Why) : ClaimEvent(Process, Claim);

/// <summary>Why a claim is over.</summary>
internal enum ClaimEnd
{
    /// <summary>Its owner gave it up.</summary>
    Released,

    /// <summary>Its owner gave it to another.</summary>
    Passed,

    /// <summary>It was granted for a time, and that is over.</summary>
    LeaseOver,

    /// <summary>Its owner is no member any more.</summary>
    PutOut,

    /// <summary>This process cannot tell whether it is still a member, so that it may not be.</summary>
    Doubtful,

    /// <summary>Others that were needed are gone.</summary>
    Broken,
}
