using System.Collections.Immutable;
using Cohort.Protocol.Durability;
using Cohort.Protocol.Formation;
using Cohort.Protocol.Links;
using Cohort.Protocol.Memory;
using Cohort.Protocol.Placing;
using Cohort.Protocol.Suspicion;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Governance;

/// <summary>
/// This node's membership in the root group of the cluster, whose application is the directory. It is a group like any other,
/// governed by its own members; what is delivered in it never leaves the protocol.
/// </summary>
internal sealed partial class RootGroup
{
    /// <summary>The root group's name, which no other group can have.</summary>
    public const string Name = "cohort.root";

    /// <summary>The handle under which the application hears of the root's views and status.</summary>
    public const int Handle = -1;

    private readonly NodeSettings _settings;
    private readonly GroupContext _context;
    private readonly Anchor _anchor;
    private readonly OutputBuffer _outputs;
    private readonly OutputBuffer _told = new();
    private readonly OutputBuffer _taken = new();
    private readonly FrameWriter _writer = new();
    private readonly ImmutableSortedDictionary<string, string> _labels;
    private readonly DirectoryRequests _requests;
    private readonly SortedDictionary<GroupId, Instant> _lostSince = [];
    private readonly StrangeMemberships _strange;
    private readonly DirectoryReads _reads;
    private readonly Placer _placer;
    private readonly SortedDictionary<string, PlacementInfo> _wanted = new(StringComparer.Ordinal);
    private long _placingSeen = -1;
    private Instant _placeAt;
    private GroupStatus _status = GroupStatus.Joining;
    private bool _toldCurrent;
    private bool _deskRead;
    private Instant _startAgainAt;
    private Instant _lookAt;
    private long _changesSeen = -1;

    public RootGroup(
        NodeSettings settings,
        Anchor anchor,
        LinkTable links,
        PastMemberships past,
        NodeClock clock,
        SeededRandom random,
        SlabPool memory,
        FrameWriter scratch,
        OutputBuffer outputs,
        Journal? journal
    )
    {
        Directory = new ClusterDirectory(anchor);
        (_settings, _anchor, _outputs) = (settings, anchor, outputs);
        // Whoever made them may have ordered them by the words of a language.
        _labels = settings.Labels.WithComparers(StringComparer.Ordinal);
        var group = new GroupSettings
        {
            Name = Name,
            HasState = true,
            MostVoters = settings.Voters,
        };
        _reads = new DirectoryReads(settings.Process);
        SeedDisk? disk =
            journal is not null && anchor.Place >= 0 ? new SeedDisk(journal, settings.DirectoryCopy) : null;
        _context = new GroupContext(Handle, group, settings, links, past, clock, random, memory, scratch, _told)
        {
            SeedDisk = disk,
        };
        _placer = new Placer(settings, Directory);
        Lease = _context.Lease = new Lease(_context);
        _strange = new StrangeMemberships(_context, Submit);
        _requests = _context.Requests = new DirectoryRequests(_context);
        Machine = NewMachine();
        if (disk is not null)
            _keeper = new DirectoryKeeper(settings, clock, journal!, disk, Directory);
    }

    /// <summary>The membership.</summary>
    public GroupMachine Machine { get; private set; }

    /// <summary>The directory, as far as this process knows it.</summary>
    public ClusterDirectory Directory { get; }

    /// <summary>This process's lease on what the directory says of it.</summary>
    public Lease Lease { get; }

    /// <summary>Whether this process has the directory, and what it is told changes it.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Whether the directory can be relied on: nothing can have been decided without this process for long.</summary>
    public bool HoldsLease => (IsReady && Lease.IsHeld) || Mutants.Has(Mutant.LeaseIgnored);

    /// <summary>Why the root cannot be asked, or has not answered, for a person.</summary>
    public string Trouble => IsReady && Machine.Reason.Length == 0 ? "no answer from its quorum" : Machine.Reason;

    /// <summary>Why this node cannot be in the cluster at all; empty where it can.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>Whether something is to be sent in the root group.</summary>
    public bool HasWork => IsReady && _requests.HasWork(Machine);

    public Instant NextLook
    {
        get
        {
            Instant next = Machine.NextLook;
            if (_lookAt < next)
                next = _lookAt;
            if (_requests.NextLook < next)
                next = _requests.NextLook;
            if (Directory.Placements.All.Count > 0 && _placeAt < next)
                next = _placeAt;
            return Lease.NextLook < next ? Lease.NextLook : next;
        }
    }

    /// <summary>Asks the directory for something. What is asked for twice before it was sent is sent once.</summary>
    public void Submit(DirectoryCommand command) => _requests.Submit(command);

    /// <summary>The ticket of the reads for clients: they are told by the node's desk, not by its application.</summary>
    public const long DeskTicket = -1;

    /// <summary>What has been told of the directory, for the clients that follow it.</summary>
    public Queue<DirectoryChange> Told { get; } = new();

    /// <summary>Whether the read for clients has been answered, once.</summary>
    public bool TakeRead()
    {
        bool answered = _deskRead;
        _deskRead = false;
        return answered;
    }

    /// <summary>Has it told when everything has been taken in here that was decided before.</summary>
    public void Read(long ticket)
    {
        _reads.Add(ticket);
        Submit(_reads.Mark);
    }

    /// <summary>Asks for a placement, until the directory has it.</summary>
    public void Ensure(PlacementInfo asked)
    {
        _wanted[asked.Name] = asked;
        Submit(new DirectoryCommand.Ensure(asked));
    }

    /// <summary>Has the directory told what an operator has decided; whether it may be shows in the directory.</summary>
    public void Choose(LogChoice choice) => Submit(new DirectoryCommand.Choose(choice));

    /// <inheritdoc cref="StrangeMemberships.HasGivenUp"/>
    public bool HasGivenUp(GroupId group) => _strange.HasGivenUp(group);

    /// <summary>Whether a group has been lost for so long that no member of it can believe otherwise.</summary>
    public bool IsLostForGood(DirectoryEntry entry) =>
        _lostSince.TryGetValue(entry.Id, out Instant since) && _context.Now - since >= _settings.LeaseTime;

    /// <summary>Does everything that has become possible, and takes in what the root delivers.</summary>
    public void Advance(bool leaseWanted)
    {
        Lease.Wanted = leaseWanted;
        StartAgain();
        // A node alone is answered within the step, and so is what it then asks for.
        int rounds = 0;
        do
        {
            Invariant.Check(rounds++ < 64);
            if (IsReady && _keeper?.Look() is { } kept)
                Submit(kept);
            if (IsReady)
                _requests.Send(Machine);
            Machine.Advance();
            Place();
            KeepUp();
        } while (TakeOutputs() || HasWork);
        Tell();
    }

    /// <summary>Whether this process is in touch with those who decide, as far as it can know without asking for it.</summary>
    public bool IsCurrent =>
        IsReady && _status is GroupStatus.Active or GroupStatus.Changing && (!Lease.Wanted || HoldsLease);

    /// <summary>Tells what has changed in the directory, and then those who waited to know.</summary>
    private void Tell()
    {
        bool isCurrent = IsCurrent;
        DirectoryChange? change = Directory.News.Take(Directory, isCurrent);
        if (change is null && isCurrent != _toldCurrent)
            change = new DirectoryChange { IsCurrent = isCurrent };
        _toldCurrent = isCurrent;
        if (change is not null)
        {
            Told.Enqueue(change);
            _outputs.Add(
                new Output
                {
                    Kind = OutputKind.Directory,
                    Group = Handle,
                    Detail = change,
                }
            );
        }
        while (Directory.Notices.TryDequeue(out string? notice))
            _outputs.Add(new Output { Kind = OutputKind.Warning, Detail = notice });
        while (Directory.Marks.TryDequeue(out DirectoryCommand.Mark? mark))
            foreach (long ticket in _reads.Passed(mark))
                if (ticket == DeskTicket)
                    _deskRead = true;
                else
                    _outputs.Add(
                        new Output
                        {
                            Kind = OutputKind.DirectoryRead,
                            Group = Handle,
                            Ticket = ticket,
                        }
                    );
    }

    /// <summary>Looks, now and then and whenever processes come and go, at which groups are lost, and at memberships of this
    /// process that the directory has and this process has not.</summary>
    public void Look(Func<DirectoryEntry, MemberId, bool> stands)
    {
        if (_context.Now < _lookAt && _changesSeen == Directory.ProcessChanges)
            return;
        _lookAt = _context.Now + _settings.SuspicionTime / 2;
        _changesSeen = Directory.ProcessChanges;
        if (!IsReady)
            return;
        Register();
        // What was asked for may be lost where the root has gone on without this process.
        foreach (PlacementInfo asked in _wanted.Values)
            Submit(new DirectoryCommand.Ensure(asked));
        // A mark may be lost where the root has gone on without this process.
        if (_reads.Any)
            Submit(_reads.Mark);
        foreach (DirectoryEntry entry in Directory.Groups)
        {
            if (!entry.Terms.SelfGoverned)
                LookForLoss(entry);
            _strange.Look(entry, stands);
        }
        foreach (GroupId gone in _lostSince.Keys.Where(id => Directory.Find(id) is null).ToArray())
            _lostSince.Remove(gone);
        _strange.Forget(Directory);
    }

    /// <summary>What the directory does not know of this process yet: it is new in the root, or the directory is.</summary>
    private void Register()
    {
        NodeRegistry nodes = Directory.Nodes;
        if (
            nodes.Has(_settings.Process)
            && !(
                nodes.LabelsOf(_settings.Process).SequenceEqual(_labels)
                && nodes.OffersOf(_settings.Process).SequenceEqual(_settings.Offers)
            )
        )
            Submit(new DirectoryCommand.Register(_settings.Process, _labels, _settings.Offers));
    }

    /// <summary>As the first that votes: has placements changed that are not as they should be.</summary>
    private void Place()
    {
        if (
            Directory.Placements.All.Count == 0
            || (_context.Now < _placeAt && _placingSeen == Directory.PlacingChanges)
        )
            return;
        (_placeAt, _placingSeen) = (_context.Now + _settings.SuspicionTime / 2, Directory.PlacingChanges);
        if (
            !IsReady
            || Machine.Present is not { Streams: { SelfCounts: true } streams }
            || streams.Self != streams.Orderer
        )
            return;
        foreach (DirectoryCommand command in _placer.Look())
            Submit(command);
        while (_placer.Complaints.TryDequeue(out string? complaint))
            _outputs.Add(new Output { Kind = OutputKind.Warning, Detail = complaint });
    }

    private void ForgetWhatIsThere()
    {
        foreach (PlacementInfo asked in _wanted.Values.ToArray())
        {
            PlacementInfo? known = Directory.Placements.Find(asked.Name);
            bool isThere = asked.Replicas == 0 ? known is null : known?.AsksFor(asked) == true;
            bool hasNoRoom = known is null && Directory.Placements.All.Count >= _settings.Limits.Placements;
            if (isThere || hasNoRoom)
                _wanted.Remove(asked.Name);
        }
    }

    private void LookForLoss(DirectoryEntry entry)
    {
        if (!Directory.IsLost(entry))
            _lostSince.Remove(entry.Id);
        else if (!_lostSince.ContainsKey(entry.Id))
            _lostSince.Add(entry.Id, _context.Now);
        else if (entry.Terms.LosesNothing && IsLostForGood(entry) && Machine.MaySend)
            Submit(new DirectoryCommand.Forget(entry.Id));
    }

    private GroupMachine NewMachine() =>
        new(_context, new SelfGoverned(_anchor), null, _settings.Name, _settings.Process);

    /// <summary>A cluster that refused this node, or was lost, is sought again after a while.</summary>
    private void StartAgain()
    {
        if (!Machine.Ended || _context.Now < _startAgainAt)
            return;
        Machine = NewMachine();
    }

    private void Fall()
    {
        IsReady = false;
        _requests.Reset();
    }

    /// <summary>Takes in what the membership tells its application. True where it was given an answer.</summary>
    private bool TakeOutputs()
    {
        _taken.Clear();
        _told.MoveTo(_taken);
        bool answered = false;
        ulong consumed = 0;
        foreach (ref readonly Output output in _taken.Outputs)
        {
            switch (output.Kind)
            {
                case OutputKind.Deliver:
                    consumed++;
                    // A member of the root speaks the directory's language, or none of it can be trusted.
                    Invariant.Check(Directory.Apply(output.Bytes.Span, _settings.Limits));
                    _requests.Answered(Directory.LastRequestOf(Machine.Self));
                    ForgetWhatIsThere();
                    break;
                case OutputKind.View:
                    if (output.Change is { View.Number.Value: 0, Joined.IsEmpty: true } && !IsReady)
                        BeginAgain();
                    IsReady = true;
                    Directory.Take(output.Change.View);
                    _requests.Take(output.Change.View);
                    _requests.Answered(Directory.LastRequestOf(Machine.Self));
                    _outputs.Add(output);
                    break;
                case OutputKind.TakeState:
                    _writer.Clear();
                    Directory.Save(_writer);
                    Machine.StateTaken(output.Ticket, _writer.Written.ToArray());
                    answered = true;
                    break;
                case OutputKind.LoadState:
                    ForgetHeld();
                    if (Directory.Load(output.Bytes.Span, _settings.Limits))
                        Machine.StateLoaded(output.Ticket);
                    else
                        Machine.Fail("the directory that another node sent makes no sense");
                    answered = true;
                    break;
                case OutputKind.Status:
                    _status = output.Status;
                    if (output.Status == GroupStatus.Expelled)
                        Fall();
                    _outputs.Add(output);
                    break;
                case OutputKind.Ended:
                    _status = output.Status;
                    Fall();
                    Refusal = output.Text;
                    _startAgainAt = _context.Now + _settings.SuspicionTime;
                    _outputs.Add(output);
                    break;
                case OutputKind.Warning:
                    _outputs.Add(output);
                    break;
            }
        }
        Machine.Consumed(consumed);
        if (IsReady)
            Refusal = "";
        return answered;
    }
}
