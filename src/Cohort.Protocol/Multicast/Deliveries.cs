using Cohort.Protocol.Diffusion;
using Cohort.Protocol.Durability;
using Cohort.Protocol.Memory;
using Cohort.Protocol.StateTransfer;

namespace Cohort.Protocol.Multicast;

/// <summary>
/// The way from the protocol to the application of one membership: messages and views in order, what of them is consumed,
/// and, at a joiner, what waits for the state.
/// </summary>
internal sealed class Deliveries(GroupContext context) : IDeliveries
{
    /// <summary>A message that the application has and has not finished, and the row that it counts in: that of the view it
    /// belongs to. A number does not tell views apart: another formation of the group counts from zero again.</summary>
    private readonly record struct Unconsumed(ulong[]? Row, int Rank, ulong Number, SlabPart Payload);

    private readonly record struct Pending(ViewNumber View, Output Output, SlabPart Payload);

    private readonly Queue<Unconsumed> _unconsumed = new();
    private readonly Queue<Pending> _pending = new();
    private long _pendingBytes;
    private ViewChange? _unseen;
    private GroupId? _replaying;
    private (GroupId Formation, StateLabel Label)? _inState;
    private ViewNumber _current;
    private ulong[] _consumed = [];
    private (ViewNumber View, ulong[] Consumed) _present;
    private int _replayed;

    /// <summary>Where subscribers get what is delivered; null where there are none.</summary>
    public Feed? Feed { get; set; }

    /// <summary>How many Total messages the group has delivered, as far as this member has handed them on.</summary>
    public ulong Position { get; private set; }

    /// <summary>What <see cref="Position"/> was when the current view began.</summary>
    public ulong PositionAtView { get; private set; }

    /// <summary>Whether the application has the state: from then on everything goes straight to it.</summary>
    public bool Live { get; private set; }

    /// <summary>Whether the application has had the state at any time.</summary>
    public bool WasLive { get; private set; }

    /// <summary>Whether the application has done with all that was replayed.</summary>
    public bool IsReplayHandled => _replayed == 0;

    /// <summary>Bytes of earlier views that the application has not consumed.</summary>
    public long Carried { get; private set; }

    /// <summary>Whether what waited for the state grew too large and was dropped: a newer state is needed.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Bytes that the application has consumed and that nobody has been told of.</summary>
    public long UntoldBytes { get; private set; }

    /// <summary>Messages that the application has consumed and that nobody has been told of.</summary>
    public int UntoldMessages { get; private set; }

    /// <summary>For each rank of the current view that has a stream, the last message that the application has finished.</summary>
    public ReadOnlySpan<ulong> Consumed => _consumed;

    /// <summary>A view is installed.</summary>
    public void View(ViewChange change)
    {
        Begin(change.View);
        if (Live)
            EmitView(change);
        else
            _pending.Enqueue(new Pending(_current, new Output { Kind = OutputKind.View, Detail = change }, default));
    }

    public void Message(Member sender, MessageId id, Order order, Delivery delivery, bool isCall, SlabPart payload)
    {
        if (IsInState(id))
            return;
        payload.Slab.Hold();
        if (Live && order == Order.Total)
            Position++;
        var output = new Output
        {
            Kind = OutputKind.Deliver,
            Group = context.Handle,
            Detail = sender,
            Message = id,
            Order = order,
            Delivery = delivery,
            IsCall = isCall,
            Bytes = payload.Memory,
            Position = Position,
            IsReplayed = _replaying is not null,
        };
        if (Live)
        {
            if (Feed is not null && !isCall)
                Feed.Message(sender, id, order, delivery, payload);
            Emit(output, payload);
            return;
        }
        _pending.Enqueue(new Pending(id.View, output, payload));
        _pendingBytes += payload.Length;
        if (_pendingBytes > context.Limits.JoinerBuffer)
            Overflow();
    }

    /// <summary>A founder has the state from the start: there is none yet. What it knew of an earlier formation does not count.</summary>
    public void StartEmpty()
    {
        (Position, PositionAtView, _unseen) = (0, 0, null);
        (Live, WasLive) = (true, true);
    }

    /// <summary>
    /// The application takes this state: what it contains of the waiting messages is dropped, and the rest follows.
    /// </summary>
    public void Load(StateTransfer.StateLabel label, ReadOnlyMemory<byte> state, long ticket)
    {
        Invariant.Check(!Overflowed);
        EmitState(label, state, ticket, isReplayed: false);
        while (_pending.TryPeek(out Pending pending) && label.Contains(pending.View, pending.Output))
        {
            Drop(pending);
            _pending.Dequeue();
        }
        EmitUnseen();
        foreach (Pending pending in _pending)
        {
            if (pending.Output.Kind == OutputKind.View)
                EmitView(pending.Output.Change);
            else if (label.Contains(pending.Output.Message))
                Drop(pending);
            else
                EmitLate(pending);
        }
        _pending.Clear();
        _pendingBytes = 0;
    }

    private void EmitState(StateTransfer.StateLabel label, ReadOnlyMemory<byte> state, long ticket, bool isReplayed)
    {
        Position = label.Position;
        (Live, WasLive) = (true, true);
        if (context.Group.HasState)
            context.Emit(
                new Output
                {
                    Kind = OutputKind.LoadState,
                    Group = context.Handle,
                    Ticket = ticket,
                    Bytes = state,
                    Position = Position,
                    IsReplayed = isReplayed,
                }
            );
    }

    /// <summary>Begins with what a log has: a state, or none, and then what is handed to it view by view. What is kept here stays.</summary>
    public void StartFrom(GroupCopy copy, long ticket)
    {
        _present = (_current, _consumed);
        StartEmpty();
        _inState = copy.Label is null ? null : (copy.Labelled, copy.Label);
        if (copy.Label is { } label)
            EmitState(label, copy.State, ticket, isReplayed: true);
    }

    /// <summary>What follows belongs to a view of long ago.</summary>
    public void Replay(ViewChange change)
    {
        _replaying = change.View.Group;
        Begin(change.View);
        EmitView(change);
    }

    /// <summary>All that the log has was handed on.</summary>
    public void EndReplay()
    {
        (_replaying, _inState) = (null, null);
        _replayed = _unconsumed.Count;
        Begin(_present.View, _present.Consumed);
    }

    /// <summary>All that the logs have was handed on, up to the end of a view: what was kept from the next one on follows.</summary>
    public void EndReplay(View last)
    {
        EndReplay();
        Invariant.Check(_pending.TryPeek(out Pending first) && first.Output.Kind == OutputKind.View);
        EmitView(ViewChange.Between(last, _pending.Dequeue().Output.Change.View));
        foreach (Pending pending in _pending)
        {
            if (pending.Output.Kind == OutputKind.View)
                EmitView(pending.Output.Change);
            else
                EmitLate(pending);
        }
        _pending.Clear();
        _pendingBytes = 0;
    }

    private void Begin(View view) => Begin(view.Number, new ulong[view.Senders]);

    private void Begin(ViewNumber view, ulong[] consumed)
    {
        foreach (Unconsumed message in _unconsumed)
            if (message.Row == _consumed)
                Carried += message.Payload.Length;
        (_current, _consumed) = (view, consumed);
    }

    private bool IsInState(MessageId id) =>
        _inState is { } state && state.Formation == _replaying && state.Label.Contains(id);

    /// <summary>What this member has received so far leads nowhere: it begins again with the state of a later point.</summary>
    public void Restart()
    {
        DropPending();
        Live = false;
        Overflowed = false;
    }

    /// <summary>What was dropped is covered by a state that is taken now.</summary>
    public void AcceptOverflow() => Overflowed = false;

    /// <summary>What is consumed has been told.</summary>
    public void Told() => (UntoldBytes, UntoldMessages) = (0, 0);

    /// <summary>The application has finished some more messages.</summary>
    public void Consume(ulong messages)
    {
        for (; messages > 0 && _unconsumed.TryDequeue(out Unconsumed message); messages--)
        {
            if (message.Row == _consumed)
                _consumed[message.Rank] = message.Number;
            else
                Carried -= message.Payload.Length;
            UntoldBytes += message.Payload.Length;
            UntoldMessages++;
            message.Payload.Slab.Release();
            _replayed = Math.Max(0, _replayed - 1);
        }
    }

    private void Emit(in Output delivery, SlabPart payload)
    {
        MessageId id = delivery.Message;
        bool carried = id.View != _current;
        _unconsumed.Enqueue(new Unconsumed(carried ? null : _consumed, id.Rank, id.Number, payload));
        if (carried)
            Carried += payload.Length;
        context.Emit(delivery);
    }

    // Only now is it known how many messages come before it.
    private void EmitLate(in Pending pending)
    {
        Output output = pending.Output;
        if (output.Order == Order.Total)
            Position++;
        Emit(
            new Output
            {
                Kind = OutputKind.Deliver,
                Group = output.Group,
                Detail = output.Detail,
                Message = output.Message,
                Order = output.Order,
                Delivery = output.Delivery,
                IsCall = output.IsCall,
                Bytes = output.Bytes,
                Position = Position,
            },
            pending.Payload
        );
    }

    private void Overflow()
    {
        DropPending();
        Overflowed = true;
    }

    private void DropPending()
    {
        foreach (Pending pending in _pending)
            Drop(pending);
        _pending.Clear();
        _pendingBytes = 0;
    }

    private void Drop(in Pending pending)
    {
        if (pending.Output.Kind == OutputKind.View)
            Unseen(pending.Output.Change);
        else
            pending.Payload.Slab.Release();
    }

    /// <summary>What the application never saw is no change to it: it sees the last of these views as its first.</summary>
    private void Unseen(ViewChange change) => _unseen = new ViewChange(change.View, [], [], []);

    private void EmitUnseen()
    {
        if (_unseen is not { } change)
            return;
        EmitView(change);
        _unseen = null;
    }

    private void EmitView(ViewChange change)
    {
        PositionAtView = Position;
        Feed?.View(change);
        context.Emit(
            new Output
            {
                Kind = OutputKind.View,
                Group = context.Handle,
                Detail = change,
                Position = Position,
            }
        );
    }
}
