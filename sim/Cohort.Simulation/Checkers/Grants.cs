using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>Goes through what a replica has granted, and says what should not have been.</summary>
/// <param name="evidence">The claims.</param>
internal sealed class Grants(ClaimReader evidence)
{
    private readonly List<ObservedClaim> _holders = [];
    private readonly Dictionary<string, ClaimChanged> _last = [];

    /// <summary>A client believes that it holds what its process has lost with a membership.</summary>
    public static IEnumerable<string> HeldTooLong(ClaimReader evidence, bool isLead) =>
        evidence
            .HeldTooLong.Where(claim => claim.IsLead == isLead)
            .Select(claim => $"{claim} is held, though its process does not know that it is a member");

    /// <summary>Two hold what only one may, or a number does not grow.</summary>
    /// <param name="evidence">The claims.</param>
    /// <param name="stream">What the replica made, in order.</param>
    /// <param name="isLead">Whether of elections, or of locks.</param>
    public static IEnumerable<string> Wrong(ClaimReader evidence, ClaimStream stream, bool isLead)
    {
        var grants = new Grants(evidence);
        return stream
            .Changes.Where(change => evidence.Find(change.Claim).IsLead == isLead)
            .SelectMany(change => grants.Read(change));
    }

    private IEnumerable<string> Read(ClaimChanged change)
    {
        ObservedClaim claim = evidence.Find(change.Claim);
        if (change.Change is ClaimChange.Ended or ClaimChange.Expired)
            _holders.Remove(claim);
        if (change.Change != ClaimChange.Granted)
            yield break;
        string name = claim.Asked.Object;
        if (_last.TryGetValue(name, out ClaimChanged? last) && last.Number >= change.Number)
            yield return $"at {change.Process}, {claim} is granted with {change.Number}, behind claim {last.Claim} with {last.Number}";
        _last[name] = change;
        ObservedClaim[] beside = [.. _holders.Where(other => other.Asked.Object == name)];
        if (beside.FirstOrDefault(claim.Excludes) is { } excluded)
            yield return $"at {change.Process}, {claim} is granted beside {excluded}";
        if (claim.Asked.Permits > 0 && beside.Length >= claim.Asked.Permits)
            yield return $"at {change.Process}, {claim} is granted beside {beside.Length} others";
        _holders.Add(claim);
    }
}
