using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.SortedSets;

/// <summary>What sorted sets are made of: another one, a set, whose members all have the score 1, or nothing.</summary>
/// <param name="value">The set, or null.</param>
internal sealed class ScoredSource(Value? value)
{
    /// <summary>By what its scores are multiplied.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>How many members it has.</summary>
    public int Count => value is SortedSetValue scored ? scored.Count : (value as SetValue)?.Count ?? 0;

    /// <summary>Whether a value can be one.</summary>
    public static bool CanBe(Value? value) => value is null or SetValue or SortedSetValue;

    /// <summary>Its members with their scores, not multiplied. Sorted sets come in the order of the scores: where
    /// numbers are added, it depends on the order what comes out.</summary>
    public IEnumerable<(byte[] Member, double Score)> Members()
    {
        if (value is SortedSetValue scored)
            foreach (ScoredMember member in scored.From(0, scored.Count))
                yield return (member.Key, member.Score);
        else if (value is SetValue set)
            for (int place = 0; place < set.Count; place++)
                yield return (set[place].Key, 1);
    }

    /// <summary>The score of a member, not multiplied.</summary>
    public bool TryFind(byte[] member, out double score)
    {
        score = 1;
        if (value is SetValue set)
            return set.Contains(member);
        if (value is not SortedSetValue scored || !scored.TryFind(member, out ScoredMember? found))
            return false;
        score = found.Score;
        return true;
    }

    /// <summary>A score as it counts: what is no number after it was multiplied counts nothing.</summary>
    public double Weighted(double score) => double.IsNaN(score * Weight) ? 0 : score * Weight;
}
