using Cohort.Protocol.Clients;
using Cohort.Protocol.Durability;
using Cohort.Protocol.Formation;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Links;
using Cohort.Protocol.Memory;
using Cohort.Protocol.Suspicion;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol;

/// <summary>One process: links, suspicion, and any number of groups. Bytes in, bytes out; no clock, no thread.</summary>
public sealed partial class NodeMachine
{
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(2);

    private readonly NodeClock _clock;
    private readonly OutputBuffer _outputs = new();
    private readonly SeededRandom _random;
    private readonly LinkTable _links;
    private readonly Anchor _anchor;
    private readonly RootGroup? _root;
    private readonly Func<DirectoryEntry, MemberId, bool> _hasMember;
    private readonly ClientDesk _desk;
    private long _processChangesSeen;

    private readonly GroupTable _groups = new();
    private readonly PastMemberships _past = new();
    private readonly SlabPool _memory;
    private readonly FrameWriter _scratch = new();
    private readonly Journal? _journal;
    private readonly List<ProcessId> _wantedProcesses = [];
    private readonly List<string> _wantedAddresses = [];
    private bool _wantsChanged;
    private bool _heldLease;

    /// <summary>Makes a machine that has done nothing yet. The same settings, seed and inputs give the same outputs.</summary>
    public NodeMachine(NodeSettings settings, ulong seed)
    {
        Settings = settings;
        _clock = new NodeClock(settings.SuspicionTime / 4);
        _random = new SeededRandom(seed);
        _memory = new SlabPool(settings.SpoilsFreedMemory);
        _anchor = new Anchor(settings);
        _hasMember = HasMember;
        var hello = new Hello(
            settings.Cluster,
            settings.Process,
            settings.Name,
            _anchor.Hash,
            HelloBounds.Of(settings)
        );
        _links = new LinkTable(settings, hello, _clock, _random, _memory, _outputs);
        if (settings.HasDisk)
            _journal = new Journal(settings, _outputs);
        if (settings.InRoot)
            _root = new RootGroup(
                settings,
                _anchor,
                _links,
                _past,
                _clock,
                _random,
                _memory,
                _scratch,
                _outputs,
                _journal
            );
        _desk = new ClientDesk(settings, _links, _root, Member, _outputs);
    }

    /// <summary>The settings it was made with.</summary>
    public NodeSettings Settings { get; }

    /// <summary>How many groups had something to do in the last step, or have in the next.</summary>
    internal int GroupsAwake => _groups.Awake.Count;

    /// <summary>When it next wants a step even if nothing happens.</summary>
    public Instant WakeAt { get; private set; }

    /// <summary>
    /// Takes in all that has happened, in order, and leaves what is to be done. Called with no inputs when
    /// <see cref="WakeAt"/> has come.
    /// </summary>
    /// <exception cref="InvariantBrokenException">The machine found its own state to be wrong; it must not be used
    /// again.</exception>
    public void Step(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs)
    {
        _clock.Advance(now);
        _links.BeginStep();
        _journal?.BeginStep();
        _outputs.Clear();
        foreach (ref readonly Input input in inputs)
        {
            Take(input);
            TellGroups();
        }
        _links.Tick();
        TellGroups();
        LookForHolders();
        AdvanceGroups();
        _desk.Advance();
        // What the groups now want may have to be dialed at once.
        if (UpdateWants())
            _links.Tick();
        _links.EndStep();
        _journal?.Retention.Refresh();
        _journal?.EndStep(_clock.Now);
        _groups.Rest();
        _groups.Tidy(_clock.Now, Settings.SuspicionTime);
        WakeAt = _clock.WakeAt(NextLook());
        _outputs.MoveTo(outputs);
    }

    /// <summary>
    /// Where bytes of a connection may be received: what was received there, and comes with the next step's
    /// <see cref="Input.Received"/>, need not be copied. Empty where the machine does not know the connection.
    /// </summary>
    public Memory<byte> Room(int connection) => _links.Room(connection);

    private void Take(in Input input)
    {
        switch (input.Kind)
        {
            case InputKind.Connected:
                _links.Connected(input.Dial, input.Connection);
                break;
            case InputKind.DialFailed:
                _links.DialFailed(input.Dial, input.Refused);
                break;
            case InputKind.Accepted:
                _links.Accepted(input.Connection);
                break;
            case InputKind.Received:
                Received(input.Connection, input.Bytes);
                break;
            case InputKind.Written:
                _links.Written(input.Connection, input.Amount);
                break;
            case InputKind.Closed:
                _links.ConnectionClosed(input.Connection);
                break;
            case InputKind.Join:
                Join(input.Group, input.Settings);
                break;
            case InputKind.FollowDirectory:
                break;
            case InputKind.Ensure:
                _root?.Ensure(input.Placement);
                break;
            case InputKind.ChooseLog:
                _root?.Choose(input.Choice);
                break;
            case InputKind.ReadDirectory:
                _root?.Read(input.Ticket);
                break;
            case InputKind.Synced:
                _journal!.SyncedTo(input.Amount);
                break;
            case InputKind.DiskFailed:
                DiskFailed(input.Text);
                break;
            case InputKind.CallAnswered:
                _desk.Calls.Answered(input.Ticket, input.Bytes.Span);
                break;
            case InputKind.CallNotTaken:
                _desk.Calls.NotTaken(input.Ticket, input.Text);
                break;
            default:
                TakeForGroup(input);
                break;
        }
    }

    private void Received(int connection, ReadOnlyMemory<byte> bytes)
    {
        if (_links.Received(connection, bytes) is not { } link)
            return;
        while (_links.Next(link, out FrameType type, out SlabPart body))
        {
            // A link may have come up while its first bytes were read: the groups hear of that first.
            TellGroups();
            bool makesSense = link.Client is null
                ? Frame(link.Peer!.Process, type, body)
                : _desk.Frame(link, type, body);
            if (!makesSense)
                _links.Fail(link, $"a frame of type {type} made no sense");
        }
    }

    private bool Frame(ProcessId from, FrameType type, SlabPart body)
    {
        var reader = new FrameReader(body, Settings.Limits);
        if (type is >= FrameType.Lookup and <= FrameType.JoinRefused)
        {
            string name = reader.Text();
            if (reader.Failed)
                return false;
            if (GroupNamed(name) is { Ended: false } named)
                return named.NamedFrame(from, type, ref reader);
            if (type is FrameType.Lookup or FrameType.Prepare)
                SayNotJoined(from, name);
            return true;
        }
        if (type is < FrameType.StreamItems or > FrameType.DifferenceChunk)
            return false;
        GroupId id = reader.GroupId();
        if (reader.Failed)
            return false;
        if (GroupKnowing(id) is { } group)
            return group.FormationFrame(from, type, id, ref reader);
        // Of a formation that this process does not remember it may yet become a member: its founding view may be under way.
        if (_past.Knows(id) && type is not (FrameType.Gone or FrameType.NotMember or FrameType.Install))
            GroupMachine.SayGone(_links, from, id);
        return true;
    }

    private void SayNotJoined(ProcessId to, string name)
    {
        if (_links.To(to) is not { } link)
            return;
        FrameWriter writer = _links.Begin(link, FrameType.LookupReply);
        writer.Text(name);
        new LookupAnswer(SeedState.NotJoined, HasState: false).Write(writer);
        writer.End();
    }

    private Instant NextLook()
    {
        Instant next = _links.NextLook;
        if (_root is not null && _root.NextLook < next)
            next = _root.NextLook;
        foreach (GroupMachine group in _groups.Awake)
            if (group.NextLook < next)
                next = group.NextLook;
        if (_journal?.NextLook is { } syncing && syncing < next)
            next = syncing;
        if (_groups.NextTidying is { } tidying && tidying < next)
            next = tidying;
        Instant soonest = _clock.Now + ShortestRest;
        return next > soonest ? next : soonest;
    }
}
