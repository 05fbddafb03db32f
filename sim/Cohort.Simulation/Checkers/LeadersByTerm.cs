using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// E1: in the order of a formation one leads at a time, each in a term of its own, and terms grow. Once faults stop,
/// one of those that stand and live leads.
/// </summary>
public sealed class LeadersByTerm : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "E1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        ClaimReader claims = history.Evidence.Claims;
        return claims
            .Streams.SelectMany(stream => Grants.Wrong(claims, stream, isLead: true))
            .Concat(Grants.HeldTooLong(claims, isLead: true))
            .Concat(Leaderless(claims, history.Facts))
            .Select(text => new Violation(Property, text));
    }

    private static IEnumerable<string> Leaderless(ClaimReader claims, RunFacts? facts)
    {
        if (facts is null)
            return [];
        return claims
            .Claims.Where(claim => claim.IsLead && !claim.IsOver && facts.Tools.Contains(claim.Asked.Process))
            .GroupBy(claim => (claim.Asked.Group, claim.Asked.Object))
            .Where(election => !election.Any(claim => claim.Held is not null))
            .Select(election => $"nobody leads {election.Key.Object} in the end, though {election.First()} stands");
    }
}
