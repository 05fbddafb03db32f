using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using Cohort.Protocol;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Disks;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Toolkit.Collections;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.Calls;
using Cohort.Toolkit.ReplicatedObjects;
using Cohort.Toolkit.Tools;

namespace Cohort.Simulation.Toolkit;

/// <summary>One process's membership in the group with tools: the toolkit's own machines, driven by what the group delivers, and
/// their clients.</summary>
internal sealed class ToolMember
{
    /// <summary>The handles from this one on are those of groups with tools.</summary>
    public const int FirstHandle = 1 << 24;

    /// <summary>The name of the objects in the group.</summary>
    public const string ObjectsName = "objects";

    private readonly World _world;
    private readonly ToolPlan _plan;
    private readonly SplittableRandom _random;
    private readonly QueueWorker[] _workers;
    private readonly MemberCaller[] _callers;
    private readonly ObjectWatcher[] _watchers;
    private readonly IToolUser[] _users;
    private readonly Dictionary<long, Action> _whenAccepted = [];
    private readonly ArrayBufferWriter<byte> _state = new();
    private HandlerLane _lane;
    private ToolHost _host;
    private ObjectSlot<SharedObjects> _slot;
    private ClientCalls? _clientCalls;
    private View? _view;
    private GroupId? _began;
    private bool _isReplaying;
    private int _memberships;
    private long _lastTicket;

    public ToolMember(World world, VirtualProcess process, ToolPlan plan, SplittableRandom random)
    {
        (_world, Process, _plan, _random) = (world, process, plan, random);
        _workers = Each(plan.QueueWorkers, "worker", chance => new QueueWorker(world, this, plan, chance));
        _callers = Each(
            plan.Calls?.Callers ?? 0,
            "caller",
            chance => new MemberCaller(world, this, plan.Calls!, chance)
        );
        _watchers = Each(plan.HasObserver ? 1 : 0, "watcher", chance => new ObjectWatcher(world, this, plan, chance));
        _users =
        [
            .. Each(plan.Clients, "client", chance => new ToolClient(world, this, plan, chance)),
            .. _workers,
            .. Each(plan.QueueFeeders, "feeder", chance => new QueueFeeder(world, this, plan, chance)),
            .. Each(plan.LockClients, "lock client", chance => new LockClient(world, this, plan, chance)),
            .. Each(plan.Candidates, "candidate", chance => new CandidateClient(world, this, plan, chance)),
            .. _callers,
            .. Each(plan.TokenClients, "token client", chance => new TokenClient(world, this, plan, chance)),
            .. _watchers,
            .. Each(plan.BarrierClients, "barrier client", chance => new BarrierClient(world, this, plan, chance)),
            .. Each(
                plan.CollectionClients,
                "collection client",
                chance => new CollectionClient(world, this, plan, chance)
            ),
        ];
        (_lane, _host, _slot, Space, Calls) = Enter();
    }

    /// <summary>The process.</summary>
    public VirtualProcess Process { get; }

    /// <summary>The objects' machine.</summary>
    public ObjectSpace Space { get; private set; }

    /// <summary>The queue; null where there is none.</summary>
    public QueueSide? Queue { get; private set; }

    /// <summary>The locks and elections; null where there are none.</summary>
    public ClaimSide? Claims { get; private set; }

    /// <summary>The token; null where there is none.</summary>
    public TokenSide? Token { get; private set; }

    /// <summary>The barriers; null where there are none.</summary>
    public BarrierSide? Barriers { get; private set; }

    /// <summary>The dictionary, the set, the counter and the settings; null where there are none.</summary>
    public CollectionSides? Collections { get; private set; }

    /// <summary>The formation that it is in a view of, or the first of those that have gone on from each other.</summary>
    public GroupId Formation => _world.Lineages.Of(_view!.Group);

    /// <summary>The calls' machine.</summary>
    public CallSpace Calls { get; private set; }

    /// <summary>Whether the group keeps a log.</summary>
    public bool IsDurable => _plan.Durable;

    /// <summary>The name of the group.</summary>
    public string GroupName => _plan.Name;

    /// <summary>The last view that it has installed; null before the first.</summary>
    public View? View => _view;

    /// <summary>The replica.</summary>
    public SharedObjects Objects => _slot.Object;

    /// <summary>Whether it is a member that holds the state.</summary>
    public bool IsAtWork { get; private set; }

    /// <summary>Whether the objects are being told of a view.</summary>
    public bool IsInView { get; private set; }

    /// <summary>Which formation, and how far in its order.</summary>
    public (GroupId? Formation, ulong Updates) Reached => (_began, Space.Updates);

    /// <summary>Whether nobody has anything under way.</summary>
    public bool IsQuiet => _users.All(user => user.IsQuiet);

    private TimeSpan Now => _world.Timeline.Now;

    public void Start()
    {
        Join();
        foreach (IToolUser user in _users)
            user.Start();
    }

    /// <summary>Takes what the machine says of the group.</summary>
    public void Take(in Output output)
    {
        if (output.Group != _lane.Handle)
            return;
        switch (output.Kind)
        {
            case OutputKind.Call:
                _clientCalls!.Take(output, _lane.Handle, ++_lastTicket);
                break;
            case OutputKind.Accepted or OutputKind.Rejected:
                EndSend(output.Ticket, output.Kind == OutputKind.Accepted);
                break;
            case OutputKind.View when _plan.Durable && !output.Change.IsReplayed:
                _world.Lineages.Take(output.Change);
                View view = output.Change.View;
                _world.Chronicle.Record(
                    new LoggedViewBegan(Now, Process.Id, _plan.Name, view.Group, view.Number, view.Members)
                );
                _lane.Take(output);
                break;
            default:
                _lane.Take(output);
                break;
        }
    }

    private void EndSend(long ticket, bool isAccepted)
    {
        _clientCalls?.Ended(ticket, isAccepted);
        if (_whenAccepted.Remove(ticket, out Action? accepted) && isAccepted)
            accepted();
    }

    /// <summary>Calls the members within a call that is being executed here.</summary>
    public void CallOn(CallChain chain, Action ended) => _callers[0].CallOn(chain, ended);

    private void Send(byte tool, Memory<byte> message, Order order, Delivery delivery, Action? accepted)
    {
        message.Span[0] = tool;
        long ticket = accepted is null ? Input.NoTicket : ++_lastTicket;
        if (accepted is not null)
            _whenAccepted.Add(ticket, accepted);
        Process.Take(Input.Send(_lane.Handle, ticket, message.ToArray(), order, delivery));
    }

    private TUser[] Each<TUser>(int count, string name, Func<SplittableRandom, TUser> make) =>
        [.. Enumerable.Range(0, count).Select(number => make(_random.Split(name, (ulong)number)))];

    private (HandlerLane, ToolHost, ObjectSlot<SharedObjects>, ObjectSpace, CallSpace) Enter()
    {
        _whenAccepted.Clear();
        _clientCalls = _plan.RemoteClients > 0 ? new ClientCalls(this) : null;
        var slot = new ObjectSlot<SharedObjects>(ObjectsName);
        ulong nonce = _random.Split("nonce", (ulong)_memberships).Next();
        Queue = _plan.HasQueue ? new QueueSide(_world, this, _plan.Name, index: 1, _workers) : null;
        ImmutableArray<ObjectSlot> slots = Queue is { } queue ? [slot, queue.Slot] : [slot];
        Claims = _plan.HasClaims ? new ClaimSide(_world, this, _plan.Name, firstIndex: slots.Length) : null;
        if (Claims is { } claims)
            slots = [.. slots, claims.LockSlot, claims.ElectionSlot];
        Token = _plan.TokenClients > 0 ? new TokenSide(_world, this, _plan.Name, slots.Length) : null;
        if (Token is { } token)
            slots = [.. slots, token.Slot];
        Barriers = _plan.BarrierClients > 0 ? new BarrierSide(_world, this, _plan.Name, slots.Length) : null;
        if (Barriers is { } barriers)
            slots = [.. slots, barriers.Slot];
        Collections = _plan.CollectionClients > 0 ? new CollectionSides(this, slots.Length) : null;
        if (Collections is { } collections)
            slots = [.. slots, .. collections.Slots];
        var space = new ObjectSpace(
            slots,
            new Port(this, 0),
            nonce,
            () => DateTimeOffset.UnixEpoch + Now,
            _plan.CompareEvery,
            _plan.UpdatesUnderWay,
            delivery: _plan.Durable ? Delivery.Durable : Delivery.Stable
        );
        slot.Happened += Happened;
        slot.Replayed += Happened;
        foreach (ObjectWatcher watcher in _watchers)
            watcher.Observe(slot);
        space.Comparison.Diverged += (updates, from) =>
            throw new InvalidOperationException($"After {updates} updates this replica differs from that of {from}.");
        var lane = new HandlerLane(_world, Process, FirstHandle + _memberships++, TakeUp);
        CallSpace calls = NewCalls();
        return (lane, new ToolHost([space, calls]), slot, space, calls);
    }

    private CallSpace NewCalls()
    {
        ulong nonce = _random.Split("calls", (ulong)_memberships).Next();
        SplittableRandom replies = _random.Split("replies", (ulong)_memberships);
        CallTarget[] served = _plan.Calls is { } calls ? [new ServedMethods(_world, this, calls, replies)] : [];
        var limits = new CallLimits(_plan.Calls?.Unanswered ?? 1, Running: 4096, ReplySize: 1 << 10);
        return new CallSpace([.. served], new Port(this, 1), Process.Id, nonce, limits, _ => { });
    }

    private void JoinAgain()
    {
        if (Process.IsRunning)
            Join();
    }

    private void Join()
    {
        // An earlier membership may still be writing to the log.
        if (_plan.Durable)
            Process.Log!.WhenSynced(Ask);
        else
            Ask();
    }

    private void Ask() =>
        Process.Take(
            Input.Join(
                _lane.Handle,
                new GroupSettings
                {
                    Name = _plan.Name,
                    HasState = true,
                    TakesCalls = _plan.RemoteClients > 0,
                    Governed = true,
                    Durable = _plan.Durable,
                    Copy = _plan.Durable ? ProcessLog.CopiesOn(_world, Process.Place).Of(_plan.Name) : null,
                    RecreatesLost = !_plan.Durable,
                    MaxLag = _world.Scenario.MaxLag,
                }
            )
        );

    private void TakeUp(Output output)
    {
        switch (output.Kind)
        {
            case OutputKind.View:
                Install(output.Change);
                break;
            case OutputKind.Deliver:
                _isReplaying = output.IsReplayed;
                if (output.IsCall)
                    _clientCalls!.Deliver(output, _view!);
                else
                    _host.Deliver(output.Sender, output.Bytes, output.Position, _view!);
                Token?.Look();
                Process.Take(Input.Consumed(_lane.Handle, 1));
                break;
            case OutputKind.TakeState:
                _state.ResetWrittenCount();
                _clientCalls?.Save(_state);
                _host.Save(_state);
                Process.Take(Input.StateTaken(_lane.Handle, output.Ticket, _state.WrittenMemory.ToArray()));
                break;
            case OutputKind.LoadState:
                _host.Load(_clientCalls is null ? output.Bytes.Span : _clientCalls.Load(output.Bytes.Span));
                _began = null;
                Process.Take(Input.StateLoaded(_lane.Handle, output.Ticket));
                break;
            case OutputKind.Status:
                IsAtWork = output.Status == GroupStatus.Active;
                if (output.Status is not (GroupStatus.Joining or GroupStatus.Active or GroupStatus.Changing))
                    Doubt();
                if (output.Status == GroupStatus.Expelled)
                    Lose();
                break;
            case OutputKind.Ended:
                Lose();
                Space.End();
                Calls.End();
                // As a program does that wants to be in the group: it begins with nothing, as another caller.
                (_lane, _host, _slot, Space, Calls) = Enter();
                // One whose disk has failed would be refused at once, again and again.
                _world.Timeline.After(_plan.Durable ? _world.Scenario.SuspicionTime : TimeSpan.Zero, JoinAgain);
                break;
        }
    }

    private void Lose()
    {
        (IsAtWork, _began) = (false, null);
        if (_plan.Calls is not null)
            _world.Chronicle.Record(new ToolMembershipLost(Now, Process.Id, _plan.Name));
        _host.Expelled();
        RecordDoubt();
    }

    private void Doubt()
    {
        Space.Doubt();
        RecordDoubt();
    }

    private void RecordDoubt()
    {
        if (_plan.HasClaims || _plan.TokenClients > 0)
            _world.Chronicle.Record(new MembershipDoubted(Now, Process.Id, _plan.Name));
    }

    private void Install(ViewChange change)
    {
        View view = change.View;
        _view = view;
        _isReplaying = change.IsReplayed;
        if (_isReplaying)
        {
            _host.Install(change);
            return;
        }
        GroupId lineage = _world.Lineages.Of(view.Group);
        // What the tools send or answer because of it comes behind it in the history.
        if (_began != lineage)
        {
            _began = lineage;
            _world.Chronicle.Record(new ReplicaBegan(Now, Process.Id, _plan.Name, lineage));
        }
        if (_plan.NeedsViews)
            _world.Chronicle.Record(
                new ToolViewInstalled(Now, Process.Id, _plan.Name, view.Group, view.Number, view.Members)
            );
        IsInView = true;
        _host.Install(change);
        IsInView = false;
        Token?.SeeView();
        Barriers?.SeeView();
    }

    private void Happened(object happened, ulong position)
    {
        (ulong operation, long? result) = happened switch
        {
            Made made => (made.Operation, made.Result),
            Looked looked => (looked.Operation, looked.Result),
            _ => throw new UnreachableException(),
        };
        RecordMade(operation, result, position);
    }

    /// <summary>This replica has made an update, or has read for a client.</summary>
    public void RecordMade(ulong operation, long? result, ulong position)
    {
        _state.ResetWrittenCount();
        _host.Save(_state);
        ulong hash = StateComparison.Fold(0, _state.WrittenSpan);
        _world.Chronicle.Record(
            new UpdateMade(Now, Process.Id, _plan.Name, Formation, operation, Space.Updates, position, result, hash)
            {
                IsReplayed = _isReplaying,
            }
        );
    }

    /// <summary>How one of the tools sends.</summary>
    private sealed class Port(ToolMember member, byte tool) : IToolPort
    {
        public void Send(Memory<byte> message, Order order, Delivery delivery) =>
            member.Send(tool, message, order, delivery, null);

        public bool Send(Memory<byte> message, Order order, Delivery delivery, Action accepted)
        {
            member.Send(tool, message, order, delivery, accepted);
            return false;
        }
    }
}
