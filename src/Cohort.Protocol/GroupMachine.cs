using Cohort.Protocol.Durability;
using Cohort.Protocol.Formation;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Links;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.StateTransfer;
using Cohort.Protocol.Suspicion;
using Cohort.Protocol.Views;

namespace Cohort.Protocol;

/// <summary>
/// One group at one process: it seeks the group, then goes from view to view in it, until it leaves, is expelled, or fails.
/// </summary>
internal sealed partial class GroupMachine
{
    private readonly GroupContext _context;
    private readonly IViewAuthority _authority;
    private readonly RootGroup? _root;
    private readonly Enrolment? _enrolment;
    private readonly SendQueue _sends;
    private readonly Deliveries _deliveries;
    private readonly JoinRequests _joins;
    private readonly LagNotice _lagNotice;
    private readonly Compaction? _compaction;
    private readonly string _name;
    private Member _self;
    private Seeker? _seeker;
    private ActiveView? _view;
    private RetiredView? _retired;
    private Decision? _installing;
    private Donor? _donor;
    private Recipient? _recipient;
    private GroupStatus _status = (GroupStatus)(-1);
    private string _reason = "";
    private bool _leaving;
    private Instant _leaveBy;
    private Instant _lingerUntil;
    private Instant _nextAsk;
    private Instant _lookupAt;
    private Instant _blockedSince;
    private KnownDisks? _others;

    /// <summary>Begins to seek a group: in the directory of the root group, where it is governed by it. One that is not may
    /// still be enrolled there.</summary>
    public GroupMachine(
        GroupContext context,
        IViewAuthority authority,
        RootGroup? root,
        string nodeName,
        ProcessId process,
        Enrolment? enrolment = null
    )
    {
        (_context, _authority, _root, _name, _enrolment) = (context, authority, root, nodeName, enrolment);
        _self = new Member(new MemberId(process, 0), nodeName, HoldsState: false);
        _sends = new SendQueue(context);
        _lagNotice = new LagNotice(context, _sends);
        _deliveries = new Deliveries(context);
        if (context.Journal is { } journal)
            _compaction = new Compaction(context, journal, context.Retained!);
        _joins = new JoinRequests(context.Node, context.Group.MaxLag);
        _seeker = NewSeeker(null, []);
        SetStatus(GroupStatus.Joining, _seeker.Waiting);
    }

    public int Handle => _context.Handle;

    public string Name => _context.Group.Name;

    /// <summary>Whether the root group decides its views.</summary>
    public bool IsGoverned => _root is not null;

    /// <summary>Whether it keeps a log.</summary>
    public bool IsDurable => _context.Journal is not null;

    /// <summary>What its status was told to be for.</summary>
    public string Reason => _reason;

    /// <summary>Whether this process is a member that may send.</summary>
    public bool MaySend => !Ended && _view is { Streams.SelfCounts: true };

    /// <summary>The member that this process is.</summary>
    public MemberId Self => _self.Id;

    /// <summary>The view that it is in; null where it is in none.</summary>
    public ActiveView? Present => Ended ? null : _view;

    /// <summary>Whether it is at work in the group, or will be as soon as a view change is over.</summary>
    public bool TakesPart => MaySend && !_leaving && (_status is GroupStatus.Active or GroupStatus.Changing);

    /// <summary>In the root group, the epoch of the formation that it is in, as far as a quorum of the seeds' disks has it.</summary>
    public ulong Epoch { get; set; }

    /// <summary>The latest epoch that a listed process has said its disk knows of.</summary>
    public ulong KnownElsewhere { get; private set; }

    /// <summary>Whether the application executes the calls of clients.</summary>
    public bool TakesCalls => _context.Group.TakesCalls;

    /// <summary>Whether the application's membership is over; what is left only serves others for a while.</summary>
    public bool Ended { get; private set; }

    /// <summary>Whether nothing is left to do.</summary>
    public bool Finished => Ended && _context.Now >= _lingerUntil;

    /// <summary>Set when the processes that this group wants to be linked to have changed.</summary>
    public bool WantsChanged { get; set; } = true;

    /// <inheritdoc cref="GroupContext.LinkWants"/>
    public LinkWants LinkWants => _context.LinkWants;

    /// <summary>Whether a process is in this member's view.</summary>
    public bool Has(ProcessId process) => _view?.View.RankOf(process) >= 0;

    /// <summary>Whether frames of a formation are this machine's.</summary>
    public bool Knows(GroupId group) =>
        _view?.View.Group == group
        || _retired?.View.Group == group
        || _seeker?.Target == group
        || _seeker?.Former?.Accepted?.Group == group;

    /// <summary>Adds the processes and addresses that this group wants to be linked to.</summary>
    public void Wants(List<ProcessId> processes, List<string> addresses)
    {
        if (_view is { } view)
            processes.AddRange(
                view.View.Members.Where(member => _context.Speak(_self, member)).Select(member => member.Process)
            );
        if (_retired is { } retired && (Ended || _view is null))
            processes.AddRange(
                retired
                    .Decision.Value.Next.Where(member => _context.Speak(_self, member))
                    .Select(member => member.Process)
            );
        if (_seeker is { } seeker)
        {
            processes.AddRange(seeker.Contacts);
            addresses.AddRange(_authority.Anchor.Seeds);
        }
        else if (_status == GroupStatus.Blocked)
        {
            addresses.AddRange(_authority.Anchor.Seeds);
        }
    }

    /// <summary>When it wants to be called even if nothing happens.</summary>
    public Instant NextLook
    {
        get
        {
            if (Ended)
                return _lingerUntil;
            Instant next = _context.Now + _context.Node.SuspicionTime;
            if (_seeker is not null)
                next = Earlier(next, _seeker.NextLook);
            if (_view is not null && _sends.HasMore(_view.Streams))
                return _context.Now;
            if (_view is not null)
                next = Earlier(next, Earlier(_view.NextLook, _lagNotice.NextLook(_view.LagClock)));
            if (_recipient is not null)
                next = Earlier(next, _recipient.NextLook);
            if (_leaving)
                next = Earlier(next, _leaveBy);
            return _enrolment?.NextLook is { } enrol ? Earlier(next, enrol) : next;
        }
    }

    public void Send(in Input input)
    {
        if (Ended || _leaving)
            _context.Emit(
                new Output
                {
                    Kind = OutputKind.Rejected,
                    Group = Handle,
                    Ticket = input.Ticket,
                    Failure = Failure.NotDelivered,
                }
            );
        else
            _sends.Send(input);
    }

    public void Flush(long ticket, ulong expulsions)
    {
        if (Ended)
            _context.Emit(
                new Output
                {
                    Kind = OutputKind.Rejected,
                    Group = Handle,
                    Ticket = ticket,
                    Failure = Failure.Unknown,
                }
            );
        else
            _sends.Flush(ticket, expulsions);
    }

    public void Consumed(ulong messages) => _deliveries.Consume(messages);

    public void StateLoaded(long ticket) => _recipient?.ApplicationLoaded(ticket);

    public void LinkUp(ProcessId process)
    {
        _seeker?.Resume(process);
        _retired?.Resume(process);
        _recipient?.Resume(process);
        if (_view is { } view && view.View.RankOf(process) is >= 0 and int rank)
            view.Resume(rank);
    }

    public void BulkDown(ProcessId process)
    {
        _donor?.BulkDown(process);
        if (_view is { } view && view.View.RankOf(process) is >= 0 and int rank)
            view.Transmission.BulkDown(rank);
    }

    public void LinkSuspected(ProcessId process)
    {
        if (_view is { } view && view.View.RankOf(process) is >= 0 and int rank)
            view.Reports.Suspect(rank);
    }

    /// <summary>Does everything that the inputs of this step allow, and writes what the others have to hear.</summary>
    public void Advance()
    {
        if (Ended)
        {
            _retired?.Send();
            return;
        }
        Seek();
        ChangeViews();
        if (Ended)
            return;
        if (Multicast())
            ChangeViews();
        LeaveInTime();
        UpdateStatus();
        Enrol();
        LookForOthers();
    }

    private void ChangeViews()
    {
        // A view of one goes through a whole change at once; more than a few in a step would mean that it never ends.
        for (int changes = 0; !Ended && _view is { } view; changes++)
        {
            Invariant.Check(changes < 16);
            view.Advance();
            if (view.Decision is { } decision && _installing is null)
                Announce(view, decision);
            if (!TryInstall())
                break;
        }
    }

    private void Seek()
    {
        if (_seeker is not { } seeker)
            return;
        IReadOnlyList<ProcessId> contacts = seeker.Contacts;
        seeker.Tick();
        WantsChanged |= contacts != seeker.Contacts;
        if ((seeker.Rejected ?? _enrolment?.Refusal) is { } reason)
            End(GroupStatus.Failed, reason, seeker.FoundFull ? Failure.GroupFull : Failure.None);
        else if (seeker.Lost is { } lost)
            End(GroupStatus.Lost, lost);
        else if (seeker.Founded is { } founding)
            Found(founding);
    }

    /// <summary>The own part of the multicast, from the orderer's announcements to the rows. True where the others have just
    /// been told that this member leaves, or that another one is too slow.</summary>
    private bool Multicast()
    {
        _retired?.Send();
        if (_view is not { } view)
            return false;
        ViewStreams streams = view.Streams;
        streams.Rows.Update(
            streams.Self,
            streams.Rows.Of(streams.Self),
            streams.SelfCounts ? _deliveries.Consumed[streams.Self] : 0,
            _deliveries.Carried
        );
        view.Journal?.Refresh();
        bool progress = _authority.MayWork;
        while (progress)
        {
            progress = streams.Announce();
            progress |= _sends.Move(streams);
            streams.Deliver();
            progress |= _sends.Advance(streams);
        }
        _deliveries.Feed?.Settle(streams);
        Receive(view);
        bool tells = TellLeave(view) | LookForLaggards(view);
        view.Journal?.Write();
        Compact(view);
        if (!streams.Frozen)
            streams.FreeStable(view.Transmission.JoinersFloor());
        view.Reports.Send();
        view.Transmission.SendRow(_deliveries);
        view.Transmission.SendItems();
        view.Transmission.SendStable();
        _donor?.Send();
        view.ServeCut();
        return tells;
    }

    /// <summary>At a joiner: the transfer of the state.</summary>
    private void Receive(ActiveView view)
    {
        if (_recipient is not { } recipient)
            return;
        recipient.Tick(view.Streams, view.Reports);
        // G3: one that was stopped may have only now what it was sent long ago, of a group that others have gone on with since.
        if (_authority.MayWork)
            recipient.TryLoad(view.Streams);
        if (recipient.Loaded)
            view.Reports.StateLoaded();
        bool lacksSomething = view.HasGap || recipient.NeedsViewAfter(view.View.Number);
        if (lacksSomething && view.CoordinatorRank is >= 0 and int rank)
            AskForNewView(view, rank);
        if (recipient.Lost)
            End(GroupStatus.Lost, $"no member of group '{Name}' that holds its state could be reached");
    }

    /// <summary>This joiner has missed messages for good: it can begin again with the next view.</summary>
    private void AskForNewView(ActiveView view, int coordinator)
    {
        if (_context.Now < _nextAsk || _context.Links.To(view.View.Members[coordinator].Process) is not { } link)
            return;
        _nextAsk = _context.Now + _context.Node.SuspicionTime / 4;
        JoinRequest.Write(
            _context,
            link,
            view.View.Group,
            new JoinRequest(_self.Process, _name, HasView: true, _self.Id.Join, _context.Group.HasState)
        );
    }

    private Seeker NewSeeker(GroupId? target, ProcessId[] contacts) =>
        _root is null
            ? new SeedSeeker(_context, _authority.Anchor, _self, target, Epoch, contacts)
            : new DirectorySeeker(
                _context,
                _root,
                _self,
                target,
                mayFound: target is null || !_context.Group.HasState || _context.Group.ForgottenWhenLost
            );

    private static Instant Earlier(Instant left, Instant right) => left < right ? left : right;
}
