using Cohort.Protocol.Multicast;
using Cohort.Protocol.Suspicion;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Views;

/// <summary>When what was proposed is decided.</summary>
internal sealed partial class Coordinator
{
    private void TryDecide()
    {
        if (!_proposed && IsAnchored())
            ProposeToMembers();
        if (!authority.DecidesByAccepts)
        {
            SubmitOnceAccepted();
            return;
        }
        bool decided = Quorum.Is(view.Counts, _accepts) & NextQuorumAccepted(out bool all);
        decided |= electorate.FollowersSuffice(_accepts);
        if (Mutants.Has(Mutant.InstallOnOneAccept))
            decided = all = _accepts.Contains(true);
        if (!decided)
            return;
        if (!all && context.Now < _proposedAt + Timeout / 2)
            return;
        Decision = new Decision(
            _value!,
            [.. Enumerable.Range(0, _accepts.Length).Where(rank => _accepts[rank] && Keeps(rank))]
        );
        _phase = Phase.Idle;
    }

    /// <summary>Whether a member can be asked for all of the cut by whoever may lack some of it: who follows keeps nothing for
    /// others that do.</summary>
    private bool Keeps(int rank) => view.Counts[rank] || !context.HasFollowers;

    /// <summary>U1: any of the next members may be the last that lives, so each of them holds the whole cut before the view can
    /// be decided. Where one falls first, another ballot does without it.</summary>
    private void SubmitOnceAccepted()
    {
        if (_submitted)
            return;
        foreach (Member member in _value!.Next)
        {
            if (!member.HoldsState)
                continue;
            int rank = view.View.RankOf(member.Id);
            if (_accepts[rank])
                continue;
            if (reports.Suspects[rank])
                RestartSoon();
            return;
        }
        _submitted = true;
        bool[] leaving =
        [
            .. view.Counts.Select((counts, rank) => counts && _answers[rank] is not null && reports.Leaving(rank)),
        ];
        authority.Submit(view.View, _value, leaving);
    }

    /// <summary>The successor is known from elsewhere.</summary>
    public void Settle() => _settled = true;

    /// <summary>Whether a quorum of those that count in the next view holds the cut: else a single crash could take it away.</summary>
    private bool NextQuorumAccepted(out bool all)
    {
        all = true;
        var counts = new bool[_value!.Next.Length];
        var accepted = new bool[counts.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            int rank = view.View.RankOf(_value.Next[i].Id);
            counts[i] = _value.Next[i].HoldsState;
            accepted[i] = rank >= 0 && _accepts[rank];
            all &= !counts[i] || accepted[i] || reports.Suspects[rank];
        }
        return counts.Length == 0 || Quorum.Is(counts, accepted);
    }

    /// <summary>Whether the next view can count on a quorum of the listed addresses: on those that are in this view, and on
    /// joiners that have accepted it, and so accept no founding view any more.</summary>
    private bool IsAnchored() => _value!.Next.IsEmpty || authority.Anchor.Holds(_value.Next.Where(CanCountOn));

    private bool CanCountOn(Member member)
    {
        int rank = view.View.RankOf(member.Id);
        return rank >= 0
            ? view.Rows.Heard[rank] || _answers[rank] is not null
            : _joinerAccepts.Contains(member.Process);
    }
}
