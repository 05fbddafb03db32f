using System.Collections.Immutable;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Suspicion;

namespace Cohort.Protocol.Views;

/// <summary>
/// Makes the proposal for a view's successor out of the answers to a wedge: who goes on, who joins, and the cut
/// (protocol section 6, step 2).
/// </summary>
internal sealed class Succession(
    GroupContext context,
    ViewStreams view,
    MemberReports reports,
    Laggards laggards,
    Electorate electorate,
    IViewAuthority authority
)
{
    private const int MostInConflict = 16;

    /// <summary>The proposal, or null where those that answered cannot be followed by a view.</summary>
    public Proposal? Make(Answer?[] answers, List<Member> joiners, bool keepLastHolder)
    {
        int members = view.Counts.Length;
        var stays = new bool[members];
        for (int rank = 0; rank < members; rank++)
            stays[rank] = view.Counts[rank] && answers[rank] is not null && !reports.Suspects[rank];
        if (Mutants.Has(Mutant.NextNeedNotAnswer))
            for (int rank = 0; rank < members; rank++)
                stays[rank] = view.Counts[rank] && !reports.Suspects[rank];
        stays = HeaviestAtPeace(stays);
        // V3: those that go on, with those that leave in good order, are a quorum of the view, or the root knows that the
        // others are gone.
        if (!authority.Suffices(view.View, view.Counts, stays) && !electorate.FollowersSuffice(stays))
            return null;
        bool[] leftOut = laggards.Among(stays);
        for (int rank = 0; rank < members; rank++)
            stays[rank] &= !leftOut[rank];
        ImmutableArray<Member> next = Next(stays, answers, joiners, keepLastHolder);
        if (next.Length > 0 && !authority.Anchor.Holds(next))
            return null;
        return new Proposal(next, Cut(stays, answers));
    }

    private ImmutableArray<Member> Next(bool[] stays, Answer?[] answers, List<Member> joiners, bool keepLastHolder)
    {
        var next = ImmutableArray.CreateBuilder<Member>();
        int lastHolder = -1;
        for (int rank = 0; rank < stays.Length; rank++)
            if (stays[rank] && lastHolder < 0)
                lastHolder = rank;
        bool othersHold = Enumerable.Range(0, stays.Length).Any(rank => stays[rank] && !reports.Leaving(rank));
        bool othersWait = joiners.Count > 0 || Enumerable.Range(0, stays.Length).Any(rank => IsKeptJoiner(rank, stays));
        if (!othersHold && !(othersWait && keepLastHolder))
            return [];
        for (int rank = 0; rank < stays.Length; rank++)
        {
            Member member = view.View.Members[rank];
            if (view.Counts[rank])
            {
                // The last that holds the state goes only when somebody else has it (or after a bounded wait).
                if (stays[rank] && (!reports.Leaving(rank) || (!othersHold && rank == lastHolder)))
                    next.Add(member);
            }
            else if (IsKeptJoiner(rank, stays))
            {
                next.Add(IsPromoted(rank, stays, answers) ? member with { HoldsState = true } : member);
            }
        }
        foreach (Member joiner in joiners)
            if (
                next.Count < context.MostMembers
                && !next.Any(member => member.Process.Address == joiner.Process.Address || member.Name == joiner.Name)
            )
                next.Add(joiner);
        return electorate.Elect(next.ToImmutable());
    }

    /// <summary>Whether a member that has loaded the state, and is wanted to count, lacks something that one who answered does
    /// not keep any more, as far as is known here: its row may still be under way.</summary>
    public bool AwaitsRow(Answer?[] answers)
    {
        int staying = 0;
        int ready = 0;
        bool lacking = false;
        for (int rank = 0; rank < answers.Length; rank++)
        {
            if (answers[rank] is not null && !reports.Suspects[rank] && !reports.Leaving(rank))
                staying++;
            if (view.Counts[rank] || !reports.Loaded(rank) || reports.Suspects[rank])
                continue;
            if (Array.TrueForAll(answers, answer => answer is null || Keeps(answer, rank)))
                ready++;
            else
                lacking = true;
        }
        return lacking && ready < electorate.Vacant(staying);
    }

    /// <summary>Whether a member without the state counts from the next view on: it has loaded the state, and all who go on
    /// keep all that it may lack of the cut. (Where the only one that kept it died, the value could never be decided.)</summary>
    private bool IsPromoted(int rank, bool[] stays, Answer?[] answers)
    {
        if (!reports.Loaded(rank) && !Mutants.Has(Mutant.PromotesUnloaded))
            return false;
        if (context.HasFollowers && Mutants.Has(Mutant.VoterNotReplaced))
            return false;
        for (int by = 0; by < stays.Length; by++)
            if (stays[by] && answers[by] is { } answer && !Keeps(answer, rank))
                return false;
        return true;
    }

    private bool Keeps(Answer answer, int joiner)
    {
        ulong[] row = view.Rows.Of(joiner);
        for (int sender = 0; sender < row.Length; sender++)
            if (answer.Freed[sender] > row[sender])
                return false;
        return true;
    }

    /// <summary>Whether a member without the state stays: it must be trusted by all who go on.</summary>
    private bool IsKeptJoiner(int rank, bool[] stays)
    {
        if (view.Counts[rank] || reports.Leaving(rank) || reports.Suspects[rank])
            return false;
        for (int by = 0; by < stays.Length; by++)
            if (stays[by] && reports.Suspected(by, rank))
                return false;
        return true;
    }

    /// <summary>For each sender the most that anybody who goes on, or leaves in good order, has received.</summary>
    private ImmutableArray<ulong> Cut(bool[] stays, Answer?[] answers)
    {
        var cut = new ulong[view.Streams.Length];
        if (Mutants.Has(Mutant.CutByLeastRow))
            Array.Fill(cut, ulong.MaxValue);
        for (int rank = 0; rank < stays.Length; rank++)
        {
            if (!stays[rank] || answers[rank] is not { } answer)
                continue;
            for (int sender = 0; sender < cut.Length; sender++)
                cut[sender] = Mutants.Has(Mutant.CutByLeastRow)
                    ? Math.Min(cut[sender], answer.Row[sender])
                    : Math.Max(cut[sender], answer.Row[sender]);
        }
        return ImmutableArray.Create(cut);
    }

    /// <summary>The heaviest set with this process in it in which no two suspect each other; of equal ones that with the
    /// older members.</summary>
    private bool[] HeaviestAtPeace(bool[] answered)
    {
        int[] conflicted =
        [
            .. Enumerable
                .Range(0, answered.Length)
                .Where(rank =>
                    rank != view.Self
                    && answered[rank]
                    && Enumerable.Range(0, answered.Length).Any(other => answered[other] && AtWar(rank, other))
                ),
        ];
        if (conflicted.Length == 0)
            return answered;
        // Who is at war with this process stays out in any case; of very many at war only the oldest are weighed.
        int[] weighed = [.. conflicted.Where(rank => !AtWar(rank, view.Self)).Take(MostInConflict)];
        var best = new bool[answered.Length];
        int bestWeight = -1;
        for (int set = (1 << weighed.Length) - 1; set >= 0; set--)
        {
            bool[] candidate = [.. answered];
            foreach (int rank in conflicted)
                candidate[rank] = false;
            for (int i = 0; i < weighed.Length; i++)
                candidate[weighed[i]] = (set >> (weighed.Length - 1 - i) & 1) != 0;
            int weight = Quorum.Weight(view.Counts, candidate);
            if (weight > bestWeight && IsAtPeace(candidate))
                (best, bestWeight) = (candidate, weight);
        }
        return best;
    }

    private bool IsAtPeace(bool[] set)
    {
        for (int one = 0; one < set.Length; one++)
        for (int other = one + 1; set[one] && other < set.Length; other++)
            if (set[other] && AtWar(one, other))
                return false;
        return true;
    }

    private bool AtWar(int one, int other) =>
        one != other && (reports.Suspected(one, other) || reports.Suspected(other, one));
}
