using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// K3: locks are fair: each is granted in the order in which the requests have come in the order of the group; nobody
/// gets past one that waits. Only a token goes past others to one that waits and that its holder gives it to.
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
        ObservedClaim? ended = null;
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
                bool wasPassed = ended?.PassedTo?.Process == claim.Asked.Process;
                if (first is not null && waiting.Contains(claim) && first != claim && !wasPassed)
                    yield return new Violation(Property, $"at {stream.Process}, {claim} is granted past {first}");
            }
            waiting.Remove(claim);
            ended = change.Change == ClaimChange.Ended ? claim : null;
        }
    }
}
