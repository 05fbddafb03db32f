using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>A claim of a lock, a permit, a token or the lead, and what its client has heard of it.</summary>
internal sealed class ObservedClaim(ClaimAsked asked)
{
    public ClaimAsked Asked => asked;

    public ClaimHeld? Held { get; set; }

    /// <summary>Whom its client has asked a token to be given to; null where it has not.</summary>
    public MemberId? PassedTo { get; set; }

    /// <summary>Whether its client neither waits for it nor holds it.</summary>
    public bool IsOver { get; set; }

    public bool IsLead => asked.Mode == "leader";

    /// <summary>Whether two of these, of one object, can be held at a time, but for how many there may be.</summary>
    public bool Excludes(ObservedClaim other) =>
        asked.Mode is not "permit" && (asked.Mode != "shared" || other.Asked.Mode != "shared");

    public override string ToString() => $"claim {asked.Claim} of {asked.Process} for {asked.Object} ({asked.Mode})";
}

/// <summary>What one replica has made of claims, from where it had its state on.</summary>
internal sealed record ClaimStream(ProcessId Process, GroupId Formation)
{
    public List<ClaimChanged> Changes { get; } = [];
}

/// <summary>Reads out of a history what was claimed of the locks, tokens and elections of the toolkit.</summary>
internal sealed class ClaimReader
{
    private readonly SortedDictionary<ulong, ObservedClaim> _claims = [];
    private readonly List<ClaimStream> _streams = [];
    private readonly Dictionary<(ProcessId, string), ClaimStream> _current = [];
    private readonly Dictionary<(ProcessId, string), List<ObservedClaim>> _held = [];
    private readonly List<ObservedClaim> _heldTooLong = [];

    /// <summary>All claims, in the order in which they were made.</summary>
    public IEnumerable<ObservedClaim> Claims => _claims.Values;

    /// <summary>What the replicas have made of them.</summary>
    public IReadOnlyList<ClaimStream> Streams => _streams;

    /// <summary>Those whose client had not heard that it may have lost them when its process was in doubt.</summary>
    public IReadOnlyList<ObservedClaim> HeldTooLong => _heldTooLong;

    /// <summary>A claim.</summary>
    public ObservedClaim Find(ulong claim) =>
        _claims.GetValueOrDefault(claim) ?? throw new InvalidDataException($"Nobody has made claim {claim}.");

    public void Read(ToolEvent happened)
    {
        (ProcessId, string) key = (happened.Process, happened.Group);
        switch (happened)
        {
            case ReplicaBegan began:
                var stream = new ClaimStream(began.Process, began.Formation);
                _current[key] = stream;
                _streams.Add(stream);
                break;
            case MembershipDoubted:
                _heldTooLong.AddRange(HeldBy(key));
                HeldBy(key).Clear();
                break;
            case ClaimAsked asked:
                _claims.Add(asked.Claim, new ObservedClaim(asked));
                break;
            case ClaimHeld held:
                Find(held.Claim).Held = held;
                HeldBy(key).Add(Find(held.Claim));
                break;
            case ClaimLost lost:
                End(key, lost.Claim);
                break;
            case ClaimReturned returned:
                End(key, returned.Claim);
                break;
            case ClaimGivenUp givenUp:
                End(key, givenUp.Claim);
                break;
            case TokenPassed passed:
                Find(passed.Claim).PassedTo = passed.To;
                break;
            case ClaimChanged changed when _current.TryGetValue(key, out ClaimStream? at):
                at.Changes.Add(changed);
                break;
        }
    }

    private List<ObservedClaim> HeldBy((ProcessId, string) key)
    {
        if (!_held.TryGetValue(key, out List<ObservedClaim>? held))
            _held.Add(key, held = []);
        return held;
    }

    private void End((ProcessId, string) key, ulong id)
    {
        ObservedClaim claim = Find(id);
        claim.IsOver = true;
        HeldBy(key).Remove(claim);
    }
}
