using System.Runtime.InteropServices;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Views;

namespace Cohort.Protocol.Suspicion;

/// <summary>
/// For whom this member's sends wait in a view, since when, and since when that one has not moved. It runs only while sends
/// wait, and for those alone who keep them waiting; whoever receives or consumes something of what they wait for begins anew
/// (protocol section 5).
/// </summary>
internal sealed class LagClock(GroupContext context, ViewStreams view, MemberReports reports, SendQueue sends)
{
    private struct Delay
    {
        public bool Runs;
        public Instant Since;
        public Instant StillSince;
        public (ulong, ulong, ulong, long, bool) Progress;
    }

    private readonly Delay[] _delays = new Delay[view.Counts.Length];
    private readonly bool[] _moving = new bool[view.Counts.Length];
    private readonly List<int> _found = [];
    private Instant _since;

    /// <summary>Whether sends wait for members that are behind.</summary>
    public bool Runs { get; private set; }

    /// <summary>How long what waits first has been kept waiting by members that are behind.</summary>
    public TimeSpan Waited
    {
        get
        {
            TimeSpan here = Runs ? context.Now - _since : TimeSpan.Zero;
            return sends.WaitedFor < here ? sends.WaitedFor : here;
        }
    }

    /// <summary>How long sends have been waiting for a member; zero where they do not.</summary>
    public TimeSpan WaitsFor(int member) => _delays[member].Runs ? context.Now - _delays[member].Since : TimeSpan.Zero;

    /// <summary>How long it has made no progress, since sends have been waiting for it.</summary>
    public TimeSpan StillFor(int member) =>
        _delays[member].Runs ? context.Now - _delays[member].StillSince : TimeSpan.Zero;

    /// <summary>When a member will have stood still for too long.</summary>
    public Instant NextLook
    {
        get
        {
            Instant next = context.Now + context.Node.SuspicionTime;
            if (!Runs || context.Group.MaxLag is not { } most)
                return next;
            for (int member = 0; member < _delays.Length; member++)
                if (_delays[member].Runs && StillFor(member) < most && _delays[member].StillSince + most < next)
                    next = _delays[member].StillSince + most;
            return next;
        }
    }

    /// <summary>Looks at who keeps sends waiting. Answers whom it finds too slow now, and did not before.</summary>
    public ReadOnlySpan<int> Look()
    {
        _found.Clear();
        bool waits = sends.IsHeldUp(view);
        if (!waits && !Runs)
            return [];
        if (waits && !Runs)
            _since = context.Now;
        Runs = waits;
        for (int member = 0; member < _delays.Length; member++)
            Look(member);
        // In the wedge everybody stands still: what was found before it stays as it was.
        if (!view.Frozen && context.Group.MaxLag is { } most)
            Judge(most);
        return CollectionsMarshal.AsSpan(_found);
    }

    private void Look(int member)
    {
        ref Delay delay = ref _delays[member];
        bool runs = Runs && sends.WaitFor(view, member);
        if (runs)
        {
            (ulong, ulong, ulong, long, bool) progress = sends.ProgressOf(view, member);
            if (!delay.Runs)
                delay.Since = context.Now;
            if (!delay.Runs || progress != delay.Progress)
                (delay.StillSince, delay.Progress) = (context.Now, progress);
        }
        delay.Runs = runs;
    }

    /// <summary>
    /// Finds those too slow that have stood still for too long. Not where so many stand still, even for half as long, that
    /// those who move are no quorum: then it is rather this member whom nobody hears, and nobody could go on anyway.
    /// </summary>
    private void Judge(TimeSpan most)
    {
        for (int member = 0; member < _delays.Length; member++)
            _moving[member] =
                view.Counts[member]
                && !reports.Suspects[member]
                && (member == view.Self || !_delays[member].Runs || StillFor(member) < most / 2);
        bool mayBe = Quorum.Is(view.Counts, _moving) || Mutants.Has(Mutant.LaggardsNeedNoQuorum);
        for (int member = 0; member < _delays.Length; member++)
        {
            bool tooSlow = mayBe && !_moving[member] && StillFor(member) >= most && !reports.Suspects[member];
            if (reports.Find(member, tooSlow) && tooSlow)
                _found.Add(member);
        }
    }
}
