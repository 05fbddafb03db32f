using Cohort.Protocol;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Workloads;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Applications;

/// <summary>
/// The application of one group in one process: the handler loop that takes the group's outputs one at a time, in
/// order, each for as long as a handler takes, and the clients that send.
/// </summary>
internal sealed partial class Membership : IHappening
{
    private readonly World _world;
    private readonly Queue<(Output Output, TimeSpan At)> _waiting = new();
    private readonly Requests _requests;
    private readonly ServedCalls? _calls;
    private readonly Dictionary<int, ulong> _last = [];
    private readonly Reactions _reactions;
    private readonly IReadOnlyList<IClient> _clients;
    private GroupStatus? _heard;
    private ulong _expulsions;
    private bool _busy;
    private TimeSpan _toldAt;
    private bool _opened;
    private bool _asked;
    private bool _leavesWhenAsked;

    public Membership(World world, VirtualProcess process, int group)
    {
        _world = world;
        Process = process;
        GroupIndex = group;
        Handle = process.Memberships.Count;
        Plan = world.Scenario.Groups[group];
        State = new ReplicatedState(Plan.Objects, Plan.Ballast);
        _requests = new Requests(world, this);
        _calls = Plan.TakesCalls ? new ServedCalls(world, this) : null;
        _reactions = new Reactions(world, this);
        _clients = Clients.Of(world, this);
    }

    /// <summary>The process.</summary>
    public VirtualProcess Process { get; }

    /// <summary>The group's index in the scenario.</summary>
    public int GroupIndex { get; }

    /// <summary>The number by which process and machine speak of it.</summary>
    public int Handle { get; }

    /// <summary>The group.</summary>
    public GroupPlan Plan { get; }

    /// <summary>The application's state.</summary>
    public ReplicatedState State { get; }

    /// <summary>The status that the machine last told, whether or not the handler has seen it.</summary>
    public GroupStatus Status { get; private set; } = GroupStatus.Joining;

    /// <summary>The view that the handler has seen last.</summary>
    public View? View { get; private set; }

    /// <summary>Which member this process is, as the machine last told; null where it is none at present.</summary>
    public MemberId? Self { get; private set; }

    /// <summary>The view that the machine has installed last; null where this process is no member at present.</summary>
    public View? Held { get; private set; }

    /// <summary>Whether the machine has ended it.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether the application has heard that it is over, and so of all that came before.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Whether nothing waits for the handler and no client waits for an answer.</summary>
    public bool IsQuiet => _waiting.Count == 0 && _requests.Count == 0;

    /// <summary>Bytes of messages that wait for the handler, now and at their most.</summary>
    public long WaitingBytes { get; private set; }

    /// <summary>See <see cref="WaitingBytes"/>.</summary>
    public long MostWaitingBytes { get; private set; }

    /// <summary>What the machine has accepted from this application and not delivered to it.</summary>
    public UndeliveredMessages Undelivered { get; } = new();

    private TimeSpan Now => _world.Timeline.Now;

    private ulong StateHash => Plan.HasState ? State.Hash : 0;

    /// <summary>The number of the last message of a rank that the handler has seen in its view; 0 where there was none.</summary>
    public ulong LastOf(int rank) => _last.GetValueOrDefault(rank);

    /// <summary>Asks the machine to join.</summary>
    public void Join()
    {
        // A node is in the root group by itself, and only tells of it.
        if (Plan.IsRoot)
            return;
        // An earlier membership may still be writing to the log.
        if (Plan.Durable)
            Process.Log!.WhenSynced(Ask);
        else
            Ask();
    }

    private void Ask()
    {
        _asked = true;
        Process.Take(
            Input.Join(
                Handle,
                new GroupSettings
                {
                    Name = Plan.Name,
                    HasState = Plan.HasState,
                    TakesCalls = Plan.TakesCalls,
                    DiffusionHistory = Plan.DiffusionHistory,
                    Rejoin = true,
                    MaxLag = _world.Scenario.MaxLag,
                    Governed = Plan.Governed,
                    Durable = Plan.Durable,
                    Copy = Plan.Durable ? CopyOfLog() : null,
                    RecreatesLost = Plan.Governed && !Plan.Durable,
                }
            )
        );
        if (_leavesWhenAsked)
            Process.Take(Input.Leave(Handle));
    }

    /// <summary>Asks the machine to leave.</summary>
    public void Leave()
    {
        if (IsOver)
            return;
        _world.Chronicle.Record(new LeaveRequested(Now, Process.Id, Plan.Name));
        if (_asked || Plan.IsRoot)
            Process.Take(Input.Leave(Handle));
        else
            _leavesWhenAsked = true;
    }

    /// <summary>The number that the next message sent will have.</summary>
    public ulong NumberOfNextSend => _world.LastPayload + 1;

    /// <summary>Sends a message and returns its number.</summary>
    public ulong Send(
        IClient? client,
        Operation operation,
        int size,
        Order order,
        Delivery delivery,
        bool inHandler = false
    )
    {
        ulong number = _world.DrawPayload();
        byte[] bytes = new Payload(number, operation).Encode(size);
        _world.Chronicle.Record(new MessageSent(Now, Process.Id, Plan.Name, number, order, delivery, bytes.Length));
        _requests.Sent(number, client);
        Undelivered.Sent(number, bytes.Length, inHandler);
        Process.Take(Input.Send(Handle, (long)number, bytes, order, delivery, inHandler));
        return number;
    }

    /// <summary>Sends a client's call into the group.</summary>
    private void SendCall(in Output output)
    {
        (ulong number, byte[] bytes) = _calls!.Take(output);
        Delivery delivery = Plan.Durable ? Delivery.Durable : Delivery.Stable;
        _world.Chronicle.Record(
            new MessageSent(Now, Process.Id, Plan.Name, number, Order.Total, delivery, bytes.Length)
        );
        _requests.Sent(number, null);
        Undelivered.Sent(number, bytes.Length);
        Process.Take(Input.Send(Handle, (long)number, bytes, Order.Total, delivery, isCall: true));
    }

    /// <summary>Asks for a flush and returns the request's number.</summary>
    public ulong Flush(IClient client)
    {
        ulong number = _world.DrawPayload();
        _requests.Flushing(number, client);
        Process.Take(Input.Flush(Handle, (long)number, _expulsions));
        return number;
    }

    /// <summary>Takes what the machine says of this group.</summary>
    public void Take(in Output output)
    {
        switch (output.Kind)
        {
            case OutputKind.Accepted:
                Undelivered.Accepted((ulong)output.Ticket);
                _requests.Accepted((ulong)output.Ticket);
                return;
            case OutputKind.Rejected:
                Undelivered.Rejected((ulong)output.Ticket);
                _requests.Rejected((ulong)output.Ticket, output.Failure);
                _calls?.Rejected((ulong)output.Ticket);
                return;
            case OutputKind.Call:
                SendCall(output);
                return;
            case OutputKind.Flushed:
                _requests.Flushed((ulong)output.Ticket);
                return;
            case OutputKind.Status:
                Status = output.Status;
                if (Status == GroupStatus.Expelled)
                    BeNoMember();
                break;
            case OutputKind.Ended:
                Status = output.Status;
                BeNoMember();
                IsOver = true;
                break;
            case OutputKind.View when output.Change.IsReplayed:
                // Its state does not depend on views. That of who comes to nothing else is what the log has, too.
                (_replays, _replayedFormation) = (true, output.Change.View.Group);
                return;
            case OutputKind.View:
                Held = output.Change.View;
                Self = SelfIn(Held);
                if (Plan.Durable)
                    _world.Chronicle.Record(
                        new LoggedViewBegan(Now, Process.Id, Plan.Name, Held.Group, Held.Number, Held.Members)
                    );
                _world.Groups[GroupIndex].Installed(Held);
                break;
            case OutputKind.LoadState when output.IsReplayed:
                RecordReplay();
                break;
            case OutputKind.Deliver:
                RecordForLog(output);
                if (output.IsReplayed)
                    break;
                WaitingBytes += output.Bytes.Length;
                MostWaitingBytes = Math.Max(MostWaitingBytes, WaitingBytes);
                if (output.Sender.Process == Process.Id && ServedCalls.NumberOf(output) is { } own)
                    Undelivered.Delivered(own);
                break;
        }

        MembershipTrace.Told(_world, this, output);
        _waiting.Enqueue((output, Now));
        if (!_busy)
            StartHandler();
    }

    /// <summary>The handler is done with what it had taken up.</summary>
    public void Happen(long tag)
    {
        if (!Process.MayHappen(this, tag))
            return;
        (Output output, _toldAt) = _waiting.Dequeue();
        TakeUp(output);
        _busy = false;
        if (_waiting.Count > 0)
            StartHandler();
    }

    private void StartHandler()
    {
        _busy = true;
        bool isMessage = _waiting.Peek().Output.Kind == OutputKind.Deliver;
        TimeSpan time = _world.Scenario.Workload.HandlerTime;
        _world.Timeline.After(isMessage ? time + Process.Place.HandlerDelay : time, this);
    }

    private void TakeUp(in Output output)
    {
        switch (output.Kind)
        {
            case OutputKind.Deliver when output.IsReplayed:
                Replay(output);
                break;
            case OutputKind.Deliver:
                Deliver(output);
                break;
            case OutputKind.View:
                if (_replays)
                    RecordState(output.Position, StateHash);
                _replays = false;
                Install(output.Change.View);
                break;
            case OutputKind.TakeState:
                Process.Take(Input.StateTaken(Handle, output.Ticket, _calls?.Save(State.Save()) ?? State.Save()));
                break;
            case OutputKind.LoadState:
                Load(output);
                break;
            case OutputKind.Status:
                HearStatus(output);
                break;
            case OutputKind.Ended:
                HearEnd(output);
                break;
        }
    }

    private void Deliver(in Output output)
    {
        WaitingBytes -= output.Bytes.Length;
        if (output.IsCall)
        {
            DeliverCall(output);
            return;
        }
        bool intact = Payload.TryDecode(output.Bytes.Span, out Payload payload);
        _last[output.Message.Rank] = output.Message.Number;
        State.Note(payload.Number);
        long? result = output.Order == Order.Total ? State.Apply(payload) : null;
        RecordDelivery(output, payload.Number, intact);
        if (output.Sender.Process == Process.Id)
            _requests.Delivered(payload.Number, result);
        _reactions.To(payload);
        Process.Take(Input.Consumed(Handle, 1));
    }

    private void DeliverCall(in Output output)
    {
        bool intact = CallMessage.TryDecode(output.Bytes, out CallMessage message);
        State.Note(message.Number);
        (Payload Operation, long? Result)? executed = _calls!.Deliver(output, message);
        RecordDelivery(output, message.Number, intact);
        RecordExecution(output, executed);
        if (output.Sender.Process == Process.Id)
            _requests.Delivered(message.Number, null);
        Process.Take(Input.Consumed(Handle, 1));
    }

    private void RecordDelivery(in Output output, ulong number, bool intact) =>
        _world.Chronicle.Record(
            new MessageDelivered(
                Now,
                Process.Id,
                Plan.Name,
                number,
                intact,
                output.Message,
                output.Sender.Id,
                output.Order,
                output.Delivery,
                output.Position,
                StateHash
            )
            {
                IsCall = output.IsCall,
                Told = _toldAt,
            }
        );

    private void Install(View view)
    {
        View = view;
        _last.Clear();
        _world.Chronicle.Record(
            new ViewInstalled(
                Now,
                Process.Id,
                Plan.Name,
                view.Group,
                view.Number,
                view.Members,
                SelfIn(view),
                StateHash
            )
            {
                Governed = Plan.Governed,
                Told = _toldAt,
            }
        );
    }

    private void BeNoMember()
    {
        Undelivered.GiveUp();
        Self = null;
        Held = null;
    }

    private MemberId? SelfIn(View view)
    {
        MemberId? self = null;
        foreach (Member member in view.Members)
            if (member.Process == Process.Id && !(self?.Join > member.Id.Join))
                self = member.Id;
        return self;
    }
}
