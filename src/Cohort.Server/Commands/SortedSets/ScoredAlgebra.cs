using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.SortedSets;

/// <summary>Sorted sets made of sets and sorted sets.</summary>
internal static class ScoredAlgebra
{
    /// <summary>ZUNION numkeys key [key …] [WEIGHTS weight …] [AGGREGATE SUM | MIN | MAX] [WITHSCORES]</summary>
    public static void Union(in Arguments arguments, Execution execution) =>
        Answer(arguments, execution, Combination.Union);

    /// <summary>ZINTER numkeys key [key …] [WEIGHTS weight …] [AGGREGATE SUM | MIN | MAX] [WITHSCORES]</summary>
    public static void Intersection(in Arguments arguments, Execution execution) =>
        Answer(arguments, execution, Combination.Intersection);

    /// <summary>ZDIFF numkeys key [key …] [WITHSCORES]</summary>
    public static void Difference(in Arguments arguments, Execution execution) =>
        Answer(arguments, execution, Combination.Difference);

    /// <summary>ZUNIONSTORE destination numkeys key [key …] [WEIGHTS weight …] [AGGREGATE SUM | MIN | MAX]</summary>
    public static void StoreUnion(in Arguments arguments, Execution execution) =>
        Store(arguments, execution, Combination.Union);

    /// <summary>ZINTERSTORE destination numkeys key [key …] [WEIGHTS weight …] [AGGREGATE SUM | MIN | MAX]</summary>
    public static void StoreIntersection(in Arguments arguments, Execution execution) =>
        Store(arguments, execution, Combination.Intersection);

    /// <summary>ZDIFFSTORE destination numkeys key [key …]</summary>
    public static void StoreDifference(in Arguments arguments, Execution execution) =>
        Store(arguments, execution, Combination.Difference);

    /// <summary>ZINTERCARD numkeys key [key …] [LIMIT limit]</summary>
    public static void IntersectionCount(in Arguments arguments, Execution execution)
    {
        if (!CombinationReading.TryReadSources(arguments, 1, execution, out List<ScoredSource> sources))
            return;
        if (execution.TryReadOnlyLimit(arguments, 2 + sources.Count, out long limit))
            execution.Reply.Integer(Intersect(sources, Aggregate.Sum).TakeWhile((_, index) => index < limit).Count());
    }

    private static void Answer(in Arguments arguments, Execution execution, Combination combination)
    {
        if (!CombinationReading.TryRead(arguments, 1, combination, execution, out CombinationReading reading))
            return;
        SortedSetValue result = Combine(reading, combination);
        execution.Reply.Members([.. result.From(0, result.Count)], reading.WithScores);
    }

    private static void Store(in Arguments arguments, Execution execution, Combination combination)
    {
        if (!CombinationReading.TryRead(arguments, 2, combination, execution, out CombinationReading reading))
            return;
        SortedSetValue result = Combine(reading, combination);
        result.CompactWhereSmall();
        if (result.IsEmpty)
            execution.Database.Remove(arguments[1]);
        else
            execution.Database.Set(arguments[1], result);
        execution.Reply.Integer(result.Count);
    }

    private static SortedSetValue Combine(CombinationReading reading, Combination combination)
    {
        IEnumerable<(byte[] Member, double Score)> members = combination switch
        {
            Combination.Union => Unite(reading.Sources, reading.Aggregate),
            Combination.Intersection => Intersect(reading.Sources, reading.Aggregate),
            Combination.Difference => Subtract(reading.Sources),
            _ => throw new System.Diagnostics.UnreachableException(combination.ToString()),
        };
        var result = SortedSetValue.Result();
        foreach ((byte[] member, double score) in members)
            result.Set(member, score);
        return result;
    }

    // The smallest first, as Redis does: it depends on the order what comes out where numbers are added.
    private static List<ScoredSource> SmallestFirst(List<ScoredSource> sources) =>
        [.. sources.OrderBy(source => source.Count)];

    private static IEnumerable<(byte[] Member, double Score)> Unite(List<ScoredSource> sources, Aggregate aggregate)
    {
        var united = new IndexedTable<ScoredMember>();
        foreach (ScoredSource source in SmallestFirst(sources))
        {
            foreach ((byte[] member, double score) in source.Members())
            {
                double weighted = source.Weighted(score);
                if (united.TryFind(member, out ScoredMember? present))
                    present.Score = Aggregated(aggregate, present.Score, weighted);
                else
                    united.Add(new ScoredMember(member, weighted));
            }
        }
        foreach (ScoredMember member in united)
            yield return (member.Key, member.Score);
    }

    private static IEnumerable<(byte[] Member, double Score)> Intersect(List<ScoredSource> sources, Aggregate aggregate)
    {
        List<ScoredSource> ordered = SmallestFirst(sources);
        foreach ((byte[] member, double first) in ordered[0].Members())
        {
            // What is no number counts nothing here; further on it makes the sum none, which is then nothing.
            double score = ordered[0].Weighted(first);
            bool isInAll = true;
            foreach (ScoredSource source in ordered.Skip(1))
            {
                isInAll = source.TryFind(member, out double other);
                if (!isInAll)
                    break;
                score = Aggregated(aggregate, score, other * source.Weight);
            }
            if (isInAll)
                yield return (member, score);
        }
    }

    private static IEnumerable<(byte[] Member, double Score)> Subtract(List<ScoredSource> sources) =>
        sources[0].Members().Where(item => !sources.Skip(1).Any(source => source.TryFind(item.Member, out _)));

    private static double Aggregated(Aggregate aggregate, double one, double other) =>
        aggregate switch
        {
            // Infinities of both signs cancel each other out.
            Aggregate.Sum => double.IsNaN(one + other) ? 0 : one + other,
            Aggregate.Least => other < one ? other : one,
            Aggregate.Most => other > one ? other : one,
            _ => throw new System.Diagnostics.UnreachableException(aggregate.ToString()),
        };
}
