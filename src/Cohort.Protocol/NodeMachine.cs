using Cohort.Protocol.Clients;
using Cohort.Protocol.Formation;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Links;
using Cohort.Protocol.Memory;
using Cohort.Protocol.Suspicion;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol;

/// <summary>One process: links, suspicion, and any number of groups. Bytes in, bytes out; no clock, no thread.</summary>
public sealed class NodeMachine
{
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(2);

    private readonly NodeClock _clock;
    private readonly OutputBuffer _outputs = new();
    private readonly SeededRandom _random;
    private readonly LinkTable _links;
    private readonly Anchor _anchor;
    private readonly RootGroup? _root;
    private readonly ClientDesk _desk;
    private long _processChangesSeen;

    private readonly GroupTable _groups = new();
    private readonly PastMemberships _past = new();
    private readonly SlabPool _memory;
    private readonly FrameWriter _scratch = new();
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
        var hello = new Hello(
            settings.Cluster,
            settings.Process,
            settings.Name,
            _anchor.Hash,
            HelloBounds.Of(settings)
        );
        _links = new LinkTable(settings, hello, _clock, _random, _memory, _outputs);
        if (settings.InRoot)
            _root = new RootGroup(settings, _anchor, _links, _past, _clock, _random, _memory, _scratch, _outputs);
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
        _outputs.Clear();
        foreach (ref readonly Input input in inputs)
        {
            Take(input);
            TellGroups();
        }
        _links.Tick();
        TellGroups();
        AdvanceGroups();
        _desk.Advance();
        // What the groups now want may have to be dialed at once.
        if (UpdateWants())
            _links.Tick();
        _links.EndStep();
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
            case InputKind.ReadDirectory:
                _root?.Read(input.Ticket);
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

    private void TakeForGroup(in Input input)
    {
        if (_groups.At(input.Group) is not { } group)
        {
            if (input.Kind is InputKind.Send or InputKind.Flush)
                Reject(input.Group, input.Ticket);
            return;
        }
        _groups.Wake(group);
        switch (input.Kind)
        {
            case InputKind.Leave:
                group.Leave();
                break;
            case InputKind.Send:
                group.Send(input);
                break;
            case InputKind.Flush:
                group.Flush(input.Ticket, input.Amount);
                break;
            case InputKind.Consumed:
                group.Consumed(input.Amount);
                break;
            case InputKind.StateTaken:
                group.StateTaken(input.Ticket, input.Bytes);
                break;
            case InputKind.StateNotTaken:
                group.StateNotTaken(input.Ticket, input.Text);
                break;
            case InputKind.StateLoaded:
                group.StateLoaded(input.Ticket);
                break;
            case InputKind.ApplicationFailed:
                group.Fail(input.Text);
                break;
            case InputKind.ReadLags:
                group.ReadLags();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Join(int handle, GroupSettings settings)
    {
        GroupMachine? earlier = _groups.Named(settings.Name);
        if (earlier is { Ended: false } || _groups.At(handle) is { Ended: false })
        {
            Refuse(handle, $"this node has already joined group '{settings.Name}'");
            return;
        }
        if (Settings.Witness)
        {
            Refuse(handle, $"this node is a witness, which is in no group: join '{settings.Name}' at another one");
            return;
        }
        if (settings.Governed && _root is null)
        {
            Refuse(handle, $"group '{settings.Name}' is governed, and this node takes no part in the root group");
            return;
        }
        // A membership that is over serves the others only until the same group is joined again.
        if (earlier is not null)
            Remove(earlier);
        var context = new GroupContext(
            handle,
            settings,
            Settings,
            _links,
            _past,
            _clock,
            _random,
            _memory,
            _scratch,
            _outputs
        );
        RootGroup? root = settings.Governed ? _root : null;
        IViewAuthority authority = root is null
            ? new SelfGoverned(_anchor)
            : new GovernedByRoot(root, Settings.Process);
        Enrolment? enrolment = root is null && _root is { } cluster ? new Enrolment(context, cluster) : null;
        _groups.Add(new GroupMachine(context, authority, root, Settings.Name, Settings.Process, enrolment));
    }

    private void Refuse(int handle, string reason) =>
        _outputs.Add(
            new Output
            {
                Kind = OutputKind.Ended,
                Group = handle,
                Status = GroupStatus.Failed,
                Detail = reason,
            }
        );

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
        if (type is < FrameType.StreamItems or > FrameType.Request)
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
        writer.Byte((byte)SeedState.NotJoined);
        writer.Flag(false);
        writer.End();
    }

    private GroupMachine? GroupNamed(string name)
    {
        if (_root is { } root && name == RootGroup.Name)
            return root.Machine;
        if (_groups.Named(name) is not { } group)
            return null;
        _groups.Wake(group);
        return group;
    }

    private GroupMachine? GroupKnowing(GroupId formation)
    {
        if (_root is { } root && root.Machine.Knows(formation))
            return root.Machine;
        if (_groups.Knowing(formation) is not { } group)
            return null;
        _groups.Wake(group);
        return group;
    }

    private void TellGroups()
    {
        while (_links.Events.TryDequeue(out LinkEvent change))
        {
            if (_root is { Machine: { Ended: false } root })
                Tell(root, change);
            foreach (GroupMachine group in _groups.All)
            {
                if (group.Ended)
                    continue;
                if (group.Has(change.Process))
                    _groups.Wake(group);
                Tell(group, change);
            }
        }
    }

    private static void Tell(GroupMachine group, LinkEvent change)
    {
        if (change.Kind == LinkEventKind.Up)
            group.LinkUp(change.Process);
        else if (change.Kind == LinkEventKind.BulkDown)
            group.BulkDown(change.Process);
        else
            group.LinkSuspected(change.Process);
    }

    private void AdvanceGroups()
    {
        AdvanceRoot();
        _groups.Advance();
        // What the groups have asked of the root may be answered at once, and then they go on.
        for (int rounds = 0; _root is { HasWork: true }; rounds++)
        {
            Invariant.Check(rounds < 64);
            AdvanceRoot();
            for (int at = 0; at < _groups.Awake.Count; at++)
                if (_groups.Awake[at].IsGoverned)
                    _groups.Awake[at].Advance();
        }
    }

    private void Remove(GroupMachine group)
    {
        _groups.Remove(group);
        _links.Want(group.LinkWants, [], []);
        _wantsChanged = true;
    }

    private void AdvanceRoot()
    {
        if (_root is not { } root)
            return;
        root.Advance(leaseWanted: _groups.AnyGoverned);
        if (_heldLease != root.HoldsLease)
        {
            _heldLease = root.HoldsLease;
            foreach (GroupMachine group in _groups.All)
                if (group.IsGoverned)
                    _groups.Wake(group);
        }
        while (root.Directory.Events.TryDequeue(out DirectoryEvent? change))
        {
            if (_groups.Named(change.Name) is not { } group)
                continue;
            _groups.Wake(group);
            if (group.IsGoverned)
                group.Directed(change);
        }
        if (_processChangesSeen != root.Directory.ProcessChanges)
        {
            _processChangesSeen = root.Directory.ProcessChanges;
            foreach (GroupMachine group in _groups.All)
            {
                if (!group.IsGoverned)
                    continue;
                _groups.Wake(group);
                group.ProcessesChanged();
            }
        }
        root.Look(HasMember);
    }

    private bool HasMember(GroupId id, MemberId member) => _groups.Knowing(id) is { } group && group.IsIn(id, member);

    /// <summary>Takes in what groups have come to want, and lets those that are over go. True where that changes anything.</summary>
    private bool UpdateWants()
    {
        if (_root is { Machine.WantsChanged: true } root)
            UpdateWants(root.Machine);
        for (int at = _groups.Awake.Count - 1; at >= 0; at--)
        {
            GroupMachine group = _groups.Awake[at];
            if (group.Finished)
                Remove(group);
            else if (group.WantsChanged)
                UpdateWants(group);
        }
        bool changed = _wantsChanged;
        _wantsChanged = false;
        return changed;
    }

    private void UpdateWants(GroupMachine group)
    {
        group.WantsChanged = false;
        _wantedProcesses.Clear();
        _wantedAddresses.Clear();
        group.Wants(_wantedProcesses, _wantedAddresses);
        _links.Want(group.LinkWants, _wantedProcesses, _wantedAddresses);
        _wantsChanged = true;
    }

    private Instant NextLook()
    {
        Instant next = _links.NextLook;
        if (_root is not null && _root.NextLook < next)
            next = _root.NextLook;
        foreach (GroupMachine group in _groups.Awake)
            if (group.NextLook < next)
                next = group.NextLook;
        if (_groups.NextTidying is { } tidying && tidying < next)
            next = tidying;
        Instant soonest = _clock.Now + ShortestRest;
        return next > soonest ? next : soonest;
    }

    private GroupMachine? Member(string name) => _groups.Named(name) is { Ended: false } group ? group : null;

    private void Reject(int group, long ticket) =>
        _outputs.Add(
            new Output
            {
                Kind = OutputKind.Rejected,
                Group = group,
                Ticket = ticket,
                Failure = Failure.NoSuchGroup,
            }
        );
}
