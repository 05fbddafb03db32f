using System.Collections.Immutable;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Suspicion;

namespace Cohort.Protocol.Views;

/// <summary>
/// Who counts where not all do that could (protocol section 10): of those that hold the state at most so many, those at the
/// listed addresses first, then witnesses, then the oldest. They stand before the others, who follow: so the streams, rows and cuts of
/// a view are theirs alone, however many follow.
/// </summary>
internal sealed class Electorate(GroupContext context, ViewStreams view, MemberReports reports, Anchor anchor)
{
    /// <summary>The most that count; null where all do that have loaded the state.</summary>
    private readonly int? _most = context.Group.MostVoters;

    /// <summary>Whether the next view should have other voters than this one: one is to be replaced, and somebody can be
    /// promoted, or there are too many. That a better one has come is no reason for a change: it waits for the next.</summary>
    public bool WantsChange
    {
        get
        {
            int voters = 0;
            bool loaded = false;
            for (int rank = 0; rank < view.Counts.Length; rank++)
                if (reports.Suspects[rank] || reports.Leaving(rank))
                    continue;
                else if (view.Counts[rank])
                    voters++;
                else
                    loaded |= reports.Loaded(rank);
            return _most is not { } most ? loaded : voters > most || (voters < most && loaded);
        }
    }

    /// <summary>How many of those that stay have to be joined by others, so that as many count as should.</summary>
    public int Vacant(int staying) => _most is { } most ? Math.Max(0, most - staying) : int.MaxValue;

    /// <summary>The next members in rank order, given all that may count as such that do.</summary>
    public ImmutableArray<Member> Elect(ImmutableArray<Member> able)
    {
        if (_most is not { } most)
            return able;
        Member[] voters = [.. able.Where(member => member.HoldsState).OrderBy(Precedence).Take(most)];
        return
        [
            .. able.Where(voters.Contains),
            .. able.Where(member => !voters.Contains(member)).Select(member => member with { HoldsState = false }),
        ];
    }

    /// <summary>A mistake: those that follow and are trusted make up for voters that are not there.</summary>
    public bool FollowersSuffice(ReadOnlySpan<bool> chosen)
    {
        if (_most is null || !Mutants.Has(Mutant.FollowersVote))
            return false;
        var all = new bool[chosen.Length];
        var trusted = new bool[chosen.Length];
        for (int rank = 0; rank < chosen.Length; rank++)
        {
            all[rank] = view.Counts[rank] || reports.Loaded(rank);
            trusted[rank] = view.Counts[rank] ? chosen[rank] : all[rank] && !reports.Suspects[rank];
        }
        return Quorum.Is(all, trusted);
    }

    private int Precedence(Member member) =>
        anchor.Lists(member.Process) ? 0
        : view.View.RankOf(member.Id) is >= 0 and int rank && reports.IsWitness(rank) ? 1
        : 2;
}
