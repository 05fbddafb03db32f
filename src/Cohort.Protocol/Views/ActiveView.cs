using Cohort.Protocol.Durability;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Suspicion;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Views;

/// <summary>The view that this process is in: its multicast, and the agreement on what follows it.</summary>
internal sealed partial class ActiveView
{
    private readonly GroupContext _context;
    private readonly IViewAuthority _authority;
    private readonly CutService _service;
    private readonly Acceptor _acceptor;
    private readonly Coordinator _coordinator;
    private bool _gap;
    private Instant _takeBackAt;
    private Instant _frozenSince;

    public ActiveView(
        GroupContext context,
        View view,
        int self,
        Deliveries deliveries,
        JoinRequests joins,
        IViewAuthority authority,
        SendQueue sends
    )
    {
        (_context, _authority) = (context, authority);
        bool isLogged = context.Journal is not null;
        Streams = new ViewStreams(view, self, deliveries, context.Scratch, context.Memory, context.Limits, isLogged);
        Transmission = new Transmission(context, Streams);
        Reports = new MemberReports(context, view, self);
        Fetch = new CutFetch(context, Streams);
        if (context.Journal is { } journal)
            Journal = new StreamJournal(journal, Streams, Fetch, context.Group.Name);
        _service = new CutService(context, Streams, Fetch);
        var laggards = new Laggards(Streams, Reports, authority.Anchor);
        LagClock = new LagClock(context, Streams, Reports, sends);
        _acceptor = new Acceptor(context, Streams, Reports, laggards, Fetch, Journal);
        var electorate = new Electorate(context, Streams, Reports, authority.Anchor);
        var succession = new Succession(context, Streams, Reports, laggards, electorate, authority);
        _coordinator = new Coordinator(
            context,
            Streams,
            Reports,
            laggards,
            _acceptor,
            joins,
            succession,
            electorate,
            authority
        );
        for (int rank = 0; rank < view.Members.Length; rank++)
            if (context.Links.Suspects(view.Members[rank].Process))
                Reports.Suspect(rank);
        SuspectFallen();
        context.Lease?.Begin(Streams);
    }

    public View View => Streams.View;

    public ViewStreams Streams { get; }

    public Transmission Transmission { get; }

    public MemberReports Reports { get; }

    public LagClock LagClock { get; }

    public CutFetch Fetch { get; }

    /// <summary>What of it is on the disk; null where the group keeps no log.</summary>
    public StreamJournal? Journal { get; }

    /// <summary>Set when this process, as the coordinator, has the decision.</summary>
    public Decision? Decision => _coordinator.Decision;

    /// <summary>Whether those that this process trusts can decide anything; where it does not count itself, whether it trusts
    /// anybody who does.</summary>
    public bool HasQuorum => Streams.SelfCounts ? _coordinator.HasQuorum : TrustsAnyHolder;

    private bool TrustsAnyHolder
    {
        get
        {
            for (int rank = 0; rank < View.Members.Length; rank++)
                if (Streams.Counts[rank] && !Reports.Suspects[rank])
                    return true;
            return false;
        }
    }

    /// <summary>Whether a change has been under way for so long that it seems to lead nowhere.</summary>
    public bool IsStuck => Streams.Frozen && _context.Now - _frozenSince > 3 * _context.Node.SuspicionTime;

    /// <summary>What a change that leads nowhere is waiting for, for a person.</summary>
    public string Awaited => _coordinator.Awaited;

    /// <inheritdoc cref="Coordinator.OutOfReach"/>
    public string OutOfReach => _coordinator.OutOfReach;

    /// <summary>The rank that leads changes, as this process sees it.</summary>
    public int CoordinatorRank => _coordinator.CurrentCoordinator;

    /// <summary>Whether items that this process needs are not to be had any more: only a newer state helps.</summary>
    public bool HasGap => _gap;

    public Instant NextLook
    {
        get
        {
            Instant next = _coordinator.NextLook;
            if (_takeBackAt < next)
                next = _takeBackAt;
            if (Transmission.NextLook < next)
                next = Transmission.NextLook;
            if (LagClock.NextLook < next)
                next = LagClock.NextLook;
            return Fetch.Active && !Fetch.Done && Fetch.NextLook < next ? Fetch.NextLook : next;
        }
    }

    /// <summary>Whether nothing goes on here by itself: nobody suspects anybody, comes or goes, and all has been sent.</summary>
    public bool IsQuiet =>
        !Streams.Frozen
        && !Streams.Counts.Contains(false)
        && Reports.AreQuiet
        && _coordinator.IsIdle
        && Transmission.IsQuiet
        && _service.IsIdle
        && Journal is not { IsSettled: false }
        && !LagClock.Runs;

    /// <summary>Something has come, after a while in which nothing was done: what has lasted since when is counted from now.</summary>
    public void Wake() => (_frozenSince, _takeBackAt) = (_context.Now, _context.Now + 2 * _context.Node.SuspicionTime);

    /// <summary>A link to a member is new.</summary>
    public void Resume(int member)
    {
        Transmission.Resume(member);
        Reports.Resume(member);
        Reports.Send();
        _coordinator.Resume(member);
        if (Fetch.Active && !Fetch.Done)
            Fetch.Resume(member);
    }

    /// <summary>Those whose memberships the authority knows to be over are suspected, whether or not they answer.</summary>
    public void SuspectFallen()
    {
        for (int rank = 0; rank < View.Members.Length; rank++)
            if (!_authority.Stands(View, View.Members[rank]))
                Reports.Suspect(rank);
    }

    /// <summary>The successor is known: there is nothing more to agree on.</summary>
    public void Settle() => _coordinator.Settle();

    /// <summary>Does what suspicions, time-outs and fetched items allow.</summary>
    public void Advance()
    {
        TakeBack();
        _context.Lease?.Tick(Streams);
        Journal?.Refresh();
        Fetch.Tick();
        Ballot postponed = _acceptor.Postponed;
        if (_acceptor.WedgePostponed() is { } answer)
            AnswerWedge(postponed, answer);
        Ballot accepted;
        do
        {
            _coordinator.Consider();
            accepted = _acceptor.TryAccept();
            if (!accepted.IsNone)
                TellProposer(accepted, FrameType.Accepted);
        } while (!accepted.IsNone);
        Ballot givenUp = _acceptor.TryGiveUp();
        if (!givenUp.IsNone)
            TellProposer(givenUp, FrameType.CannotFetch);
    }

    public void ServeCut() => _service.Send();

    /// <summary>
    /// Protocol section 5: a member whose trusted ones are no quorum takes back the suspicions of those that answer again, so that
    /// wrong mutual suspicions and healed partitions never block for good. So does one that has been wedged, or has suspected
    /// somebody, for long: every member may trust a quorum, and yet no quorum be at peace with itself (a ring of five in which
    /// each hears its two neighbours), or the coordinator be unable to go on without those that suspect it (the anchor).
    /// </summary>
    private void TakeBack()
    {
        if (!Streams.Frozen)
            _frozenSince = _context.Now;
        if (!Streams.Frozen && !Reports.Suspects.Contains(true))
            _takeBackAt = _context.Now + 2 * _context.Node.SuspicionTime;
        bool stuck = _context.Now >= _takeBackAt;
        if (stuck)
            _takeBackAt = _context.Now + _context.Node.SuspicionTime;
        // A member without the state decides nothing by its suspicions: it takes back each as soon as it can.
        if ((HasQuorum && Streams.SelfCounts && !stuck) || Mutants.Has(Mutant.SuspicionNeverTakenBack))
            return;
        for (int member = 0; member < View.Members.Length; member++)
        {
            ProcessId process = View.Members[member].Process;
            if (!Reports.Suspects[member] || !Reports.MayReturn(member))
                continue;
            if (!_authority.Stands(View, View.Members[member]))
                continue;
            if (_context.Links.Suspects(process) || _context.Links.To(process) is null)
                continue;
            Reports.TakeBack(member);
            Transmission.Trust(member);
            Resume(member);
        }
    }
}
