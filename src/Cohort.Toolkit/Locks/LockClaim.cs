using Cohort.Serialization;
using Cohort.Toolkit.Claims;

namespace Cohort.Toolkit.Locks;

/// <summary>What a member asks of the locks of a group.</summary>
[Packed]
internal sealed partial class LockClaim
{
    /// <summary>Who asks; the object fills it in.</summary>
    public Claimant Member { get; set; } = new("", 0, 0, "");

    /// <summary>Tells it from the other claims of its process.</summary>
    public ulong Id { get; set; }

    /// <summary>How it is to be held.</summary>
    public LockMode Mode { get; set; }

    /// <summary>How many permits the semaphore has; 0 where it is a lock.</summary>
    public int Permits { get; set; }

    /// <summary>For how long it is to be held; zero for as long as the member is there.</summary>
    public TimeSpan Lease { get; set; }

    /// <summary>Whether it is for now or not at all.</summary>
    public bool IsTry { get; set; }

    /// <summary>What whoever waits here is called among those of its member.</summary>
    public string Owner { get; set; } = "";

    /// <summary>The claims of its process that are held, or waited for, by whoever waits here: it lets go of none of
    /// them meanwhile.</summary>
    public List<ulong> Together { get; set; } = [];

    /// <summary>Where it took its place in the order of the group.</summary>
    public ulong Position { get; set; }

    /// <summary>The number of its grant; 0 while it waits.</summary>
    public ulong Token { get; set; }

    /// <summary>How often its lease was renewed.</summary>
    public uint Renewals { get; set; }

    /// <summary>Whether two claims cannot be held at a time.</summary>
    public bool Excludes(LockClaim other) => Mode != LockMode.Shared || other.Mode != LockMode.Shared;

    public override string ToString() => $"{Member.Name}#{Owner}";
}

/// <summary>A lock or a semaphore that somebody holds.</summary>
[Packed]
internal sealed partial class LockQueue
{
    /// <summary>How many permits it has; 0 where it is a lock.</summary>
    public int Permits { get; set; }

    /// <summary>Who holds it, in the order in which it was granted.</summary>
    public List<LockClaim> Held { get; set; } = [];

    /// <summary>Who waits, in the order of their places.</summary>
    public List<LockClaim> Waiting { get; set; } = [];

    /// <summary>Whether a claim can be held beside those that are.</summary>
    public bool HasRoomFor(LockClaim claim) =>
        Permits > 0 ? Held.Count < Permits
        : claim.Mode == LockMode.Shared ? Held.TrueForAll(held => held.Mode == LockMode.Shared)
        : Held.Count == 0;
}

/// <summary>What became of a claim.</summary>
internal enum LockOutcome
{
    /// <summary>It is held, or it waits.</summary>
    Taken,

    /// <summary>It is given back.</summary>
    Released,

    /// <summary>It would have had to wait.</summary>
    NotNow,

    /// <summary>Those that wait would wait for each other for ever.</summary>
    Deadlock,

    /// <summary>It has another number of permits.</summary>
    OtherPermits,

    /// <summary>There are as many claims as there may be.</summary>
    Full,

    /// <summary>It is not held, or not any more.</summary>
    NotHeld,
}

/// <summary>The answer to a claim, or to what is done with one.</summary>
[Packed]
internal sealed partial class LockAnswer
{
    public LockOutcome Outcome { get; set; }

    /// <summary>Who holds it, where that is the reason.</summary>
    public List<LockClaim> Holders { get; set; } = [];

    /// <summary>How many permits it has, where that is the reason.</summary>
    public int Permits { get; set; }

    /// <summary>Who waits for whom, where that is the reason: each with what it holds and what it waits for.</summary>
    public List<(string Owner, string Holds, string WaitsFor)> Cycle { get; set; } = [];
}

/// <summary>A lease has begun, or was renewed, or a view shows that it runs.</summary>
internal sealed record LeaseRuns(ProcessId Process, ulong Claim, string Lock, TimeSpan Lease, uint Renewals)
    : ClaimEvent(Process, Claim);
