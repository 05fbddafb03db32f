using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// K1: in the order of a formation a lock is held by one, or by several that share it, and a semaphore by as many as it
/// has permits; each grant of one has a larger token than the one before. Who was granted it got that token. A process
/// that hears that it was put out of the group, or cannot tell, tells its clients at once that they may have lost what
/// they held. No lease ends before its time.
/// </summary>
public sealed class LocksExclude : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "K1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        ClaimReader claims = history.Evidence.Claims;
        return claims
            .Streams.SelectMany(stream => Grants.Wrong(claims, stream, isLead: false))
            .Concat(Grants.HeldTooLong(claims, isLead: false))
            .Concat(Ungranted(claims))
            .Concat(TooEarly(claims))
            .Select(text => new Violation(Property, text));
    }

    private static IEnumerable<string> Ungranted(ClaimReader claims)
    {
        HashSet<(ulong, ulong)> granted =
        [
            .. claims
                .Streams.SelectMany(stream => stream.Changes)
                .Where(change => change.Change == ClaimChange.Granted)
                .Select(change => (change.Claim, change.Number)),
        ];
        return claims
            .Claims.Where(claim => claim.Held is { } held && !granted.Contains((held.Claim, held.Number)))
            .Select(claim => $"{claim} is held with {claim.Held!.Number}, and no replica has granted that");
    }

    /// <summary>A lease runs from where the first replica has seen it begin, or its last renewal.</summary>
    private static IEnumerable<string> TooEarly(ClaimReader claims)
    {
        foreach (
            IGrouping<ulong, ClaimChanged> claim in claims
                .Streams.SelectMany(stream => stream.Changes)
                .GroupBy(change => change.Claim)
        )
        {
            ObservedClaim asked = claims.Find(claim.Key);
            ClaimChanged? end = claim.Where(change => change.Change == ClaimChange.Expired).MinBy(change => change.At);
            // By their places in the order: what another replica has seen later may have been made before. One that has
            // got its state from another sees a renewal only in a view.
            IEnumerable<ClaimChanged> begun = claim.Where(change =>
                change.Change is ClaimChange.Granted or ClaimChange.Renewed && change.Position < end?.Position
            );
            ulong last = begun.Select(RenewalOf).DefaultIfEmpty().Max();
            ClaimChanged? begin = begun.Where(change => RenewalOf(change) == last).MinBy(change => change.At);
            if (begin is not null && end!.At < begin.At + asked.Asked.Lease)
                yield return $"{asked} has a lease of {asked.Asked.Lease}, which ends at {end.At}, and had begun at {begin.At}";
        }
    }

    private static ulong RenewalOf(ClaimChanged change) => change.Change == ClaimChange.Renewed ? change.Number : 0;
}
