using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// K3: locks are fair: each is granted in the order in which the requests have come in the order of the group; nobody
/// gets past one that waits.
/// </summary>
public sealed class LocksInOrder : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "K3";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history.Evidence.Claims.Streams.SelectMany(stream => Check(history.Evidence.Claims, stream));

    private IEnumerable<Violation> Check(ClaimReader claims, ClaimStream stream)
    {
        // Whoever waited before the replica had its state is not known here.
        var waiting = new List<ObservedClaim>();
        foreach (ClaimChanged change in stream.Changes)
        {
            ObservedClaim claim = claims.Find(change.Claim);
            if (change.Change == ClaimChange.Queued)
            {
                waiting.Add(claim);
                continue;
            }
            if (change.Change == ClaimChange.Granted)
            {
                ObservedClaim? first = waiting.Find(other => other.Asked.Object == claim.Asked.Object);
                if (first is not null && waiting.Contains(claim) && first != claim)
                    yield return new Violation(Property, $"at {stream.Process}, {claim} is granted past {first}");
            }
            waiting.Remove(claim);
        }
    }
}
