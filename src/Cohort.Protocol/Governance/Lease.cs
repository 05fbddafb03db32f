using Cohort.Protocol.Multicast;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Governance;

/// <summary>
/// How long this process may believe that the root group has not gone on without it. The voters of its view of the root
/// grant it, as long as they have promised nothing to whoever proposes the next view; so of every quorum that puts a process
/// out, somebody has granted it nothing since (Gray, Cheriton, Leases, SOSP 1989). It runs from when it was asked for, on
/// this process's own clock. Half of it is used: clocks drift, and the other half is for whoever waits it out.
/// </summary>
internal sealed class Lease(GroupContext context)
{
    private const int RoundsKept = 16;

    private readonly Instant[] _askedAt = new Instant[RoundsKept];
    private Instant?[] _granted = [];
    private bool[] _since = [];
    private ulong _round;
    private Instant _nextRound;

    private Instant _until;

    /// <summary>Whether it is held: a process that was stopped for long has lost it when it goes on.</summary>
    public bool IsHeld => context.Elapsed < _until;

    /// <summary>Whether anything here depends on it: where nothing does, nobody is asked.</summary>
    public bool Wanted { get; set; }

    /// <summary>When it wants to be asked for again.</summary>
    public Instant NextLook => Wanted ? _nextRound : context.Now + context.Node.SuspicionTime;

    /// <summary>A new view of the root: its voters are asked at once. What was granted before stays granted.</summary>
    public void Begin(ViewStreams view)
    {
        _granted = new Instant?[view.Counts.Length];
        _since = new bool[view.Counts.Length];
        _nextRound = context.Now;
    }

    /// <summary>A voter has come to this view only now: what it was asked before is lost.</summary>
    public void Resume(ViewStreams view, int rank)
    {
        if (Wanted && view.Counts[rank] && rank != view.Self && _round > 0)
            Ask(view, rank);
    }

    /// <summary>Asks the voters where it is time to.</summary>
    public void Tick(ViewStreams view)
    {
        if (!Wanted)
            return;
        if (view.SelfCounts && !view.Frozen)
            _granted[view.Self] = context.Elapsed;
        Extend(view);
        if (context.Now < _nextRound)
            return;
        _nextRound = context.Now + context.Node.HeartbeatInterval;
        _askedAt[++_round % RoundsKept] = context.Elapsed;
        for (int rank = 0; rank < view.Counts.Length; rank++)
            if (view.Counts[rank] && rank != view.Self)
                Ask(view, rank);
    }

    private void Ask(ViewStreams view, int rank)
    {
        FrameWriter? writer = context.Begin(rank, FrameType.LeaseRequest, view.View);
        writer?.Number(_round);
        writer?.End();
    }

    /// <summary>A voter of this view grants what it was asked for in a round.</summary>
    public void Granted(ViewStreams view, int rank, ulong round)
    {
        if (round > _round || round + RoundsKept <= _round || !view.Counts[rank])
            return;
        Instant askedAt = _askedAt[round % RoundsKept];
        if (_granted[rank] is not { } before || before < askedAt)
            _granted[rank] = askedAt;
        Extend(view);
    }

    private void Extend(ViewStreams view)
    {
        TimeSpan used = context.Node.LeaseTime / 2;
        foreach (Instant? candidate in _granted)
        {
            // Each step asks, and mostly there is nothing that would make it longer.
            if (candidate is not { } from || from + used <= _until)
                continue;
            for (int rank = 0; rank < _since.Length; rank++)
                _since[rank] = _granted[rank] is { } granted && granted >= from;
            if (Quorum.Is(view.Counts, _since))
                _until = from + used;
        }
    }
}
