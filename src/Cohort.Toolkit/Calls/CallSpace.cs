using System.Buffers;
using System.Collections.Immutable;
using Cohort.Serialization;
using Cohort.Toolkit.Tools;

namespace Cohort.Toolkit.Calls;

/// <summary>
/// The calls of a group at one member: those of this process and their replies, and those that come and are executed here (Q1;
/// Birman, Joseph, Exploiting Virtual Synchrony in Distributed Systems, SOSP 1987). A call is one message of the group, and so is
/// each reply. There is no state: who joins after a call was delivered is not asked.
/// </summary>
internal sealed class CallSpace : ITool
{
    private readonly ImmutableArray<CallTarget> _targets;
    private readonly IToolPort _port;
    private readonly ProcessId _self;
    private readonly CallLimits _limits;
    private readonly Action<string> _warn;
    private readonly Lock _lock = new();

    // The formation that this process is a member of; null where it is none.
    private GroupId? _formation;
    private int _membership;
    private int _running;

    /// <param name="targets">What serves the contracts, the same at all members.</param>
    /// <param name="port">Sends.</param>
    /// <param name="self">The process that is the member.</param>
    /// <param name="nonce">Drawn at random: tells this process's calls from those of all others.</param>
    /// <param name="limits">What bounds them.</param>
    /// <param name="warn">Tells a person.</param>
    public CallSpace(
        ImmutableArray<CallTarget> targets,
        IToolPort port,
        ProcessId self,
        ulong nonce,
        CallLimits limits,
        Action<string> warn
    )
    {
        (_targets, _port, _self, _limits, _warn) = (targets, port, self, limits, warn);
        Outgoing = new OutgoingCalls(port, nonce, limits.Unanswered);
    }

    /// <summary>The calls of this process.</summary>
    public OutgoingCalls Outgoing { get; }

    /// <summary>What serves the contracts.</summary>
    public ImmutableArray<CallTarget> Targets => _targets;

    /// <summary>How many calls are executed here that have no reply yet.</summary>
    public int Running
    {
        get
        {
            lock (_lock)
                return _running;
        }
    }

    public string Contract => string.Join(", ", _targets.Select(target => $"calls of {target.Contract}"));

    public void Begin() { }

    public void Load(ref PackReader reader) { }

    public void Enter(GroupId lineage, GroupId formation)
    {
        // A joiner may be given a state more than once: it is the same member nevertheless.
        if (_formation == formation)
            return;
        _formation = formation;
        BeginAnew();
        Outgoing.Join();
    }

    public void Save(ref PackWriter writer) { }

    public void Deliver(in ToolMessage message)
    {
        // What was called long ago was executed then, by those who were there.
        if (_formation is null)
            return;
        ReadOnlySpan<byte> payload = message.Payload.Span;
        switch (payload.IsEmpty ? default : (CallMessageKind)payload[0])
        {
            case CallMessageKind.Call when CallHeader.TryRead(payload, out CallHeader call):
                Execute(call, message);
                Outgoing.Deliver(call, message.View);
                break;
            case CallMessageKind.Reply when ReplyHeader.TryRead(payload, out ReplyHeader reply):
                Outgoing.Take(reply, message.Sender.Id, payload[ReplyHeader.Size..]);
                break;
            default:
                throw new InvalidDataException($"{message.Sender} has sent a call that makes no sense");
        }
    }

    public void Install(View view) => Outgoing.Install(view);

    public void Expelled()
    {
        _formation = null;
        BeginAnew();
        Outgoing.Expelled();
    }

    /// <summary>The membership is over for good.</summary>
    public void End()
    {
        BeginAnew();
        Outgoing.End();
    }

    /// <summary>Sends the reply to a call.</summary>
    public void Reply(RunningCall call, in CallHeader header, ReplyOutcome outcome, ReadOnlySpan<byte> content)
    {
        if (content.Length > _limits.ReplySize)
        {
            outcome = ReplyOutcome.TooLarge;
            content = TooLarge(call, content.Length);
        }
        Send(call.Membership, new ReplyHeader(outcome, header.Nonce, header.Number), content);
    }

    // What is still being executed replies to nobody: who has called it there sees this member gone.
    private void BeginAnew()
    {
        lock (_lock)
            (_membership, _running) = (_membership + 1, 0);
        foreach (CallTarget target in _targets)
            target.End();
    }

    private void Execute(in CallHeader header, in ToolMessage message)
    {
        if (header.Contract >= _targets.Length)
            throw new InvalidDataException(
                $"{message.Sender} has called contract {header.Contract}, and there are {_targets.Length} here"
            );
        try
        {
            var reader = new PackReader(message.Payload.Span[CallHeader.Size..]);
            bool isFull = IsFullMember(message.View, out MemberId self);
            bool isMeant = !header.Flags.HasFlag(CallFlags.Directed) || (ReadMember(ref reader) == self && isFull);
            CallChain? chain = header.Flags.HasFlag(CallFlags.Nested) ? CallChain.Read(ref reader) : null;
            if (isMeant)
                Execute(header, message, chain, isFull, ref reader);
        }
        catch (PackException e)
        {
            throw new InvalidDataException($"{message.Sender} has sent a call that makes no sense: {e.Message}", e);
        }
    }

    private void Execute(
        in CallHeader header,
        in ToolMessage message,
        CallChain? chain,
        bool isFull,
        ref PackReader arguments
    )
    {
        // Who does not hold the state yet may not send: its caller does not expect it to.
        bool wantsReply = isFull && header.Flags.HasFlag(CallFlags.WantsReplies);
        var refused = new ReplyHeader(ReplyOutcome.Busy, header.Nonce, header.Number);
        int membership = _membership;
        if (wantsReply && !TryStart())
        {
            Send(membership, refused, Numbers(_limits.Running));
            return;
        }
        var call = new RunningCall(this, header, message.Sender, message.View, message.Position)
        {
            Membership = membership,
            WantsReply = wantsReply,
            Chain = chain,
        };
        CallTarget target = _targets[header.Contract];
        if (target.Call(call, ref arguments))
            return;
        if (wantsReply)
            call.Reply(ReplyOutcome.MethodUnknown, []);
        else
            _warn(
                $"{message.Sender} has called method {header.Method:x8} of {target.Contract}, which this program does not know: it has "
                    + "an older version of the contract"
            );
    }

    private bool TryStart()
    {
        lock (_lock)
        {
            if (_running >= _limits.Running)
                return false;
            _running++;
            return true;
        }
    }

    private void Finish(int membership)
    {
        lock (_lock)
            if (membership == _membership)
                _running--;
    }

    /// <summary>Sends a reply. Its call is finished when it is on its way.</summary>
    private void Send(int membership, in ReplyHeader header, ReadOnlySpan<byte> content)
    {
        byte[] message = new byte[ToolMessage.HeaderSize + ReplyHeader.Size + content.Length];
        header.Write(message.AsSpan(ToolMessage.HeaderSize));
        content.CopyTo(message.AsSpan(ToolMessage.HeaderSize + ReplyHeader.Size));
        // One that was refused has not been counted.
        bool counts = header.Outcome != ReplyOutcome.Busy;
        Action accepted = counts ? () => Finish(membership) : static () => { };
        lock (_lock)
            // Under the lock, lest it go out from the next membership; and lest whoever has it calls again before it is counted out.
            if (membership == _membership && _port.Send(message, Order.Fifo, Delivery.Received, accepted) && counts)
                _running--;
    }

    private byte[] TooLarge(RunningCall call, int size)
    {
        CallTarget target = _targets[call.Contract];
        _warn(
            $"the reply to a call of {target.Contract} by {call.Caller} has {size} bytes, more than the limit of "
                + $"{_limits.ReplySize}: the caller is told so. Return it in parts, or raise "
                + $"{nameof(ToolGroupOptions.MaxReplyBytes)} at every member"
        );
        return Numbers(size, _limits.ReplySize);
    }

    private bool IsFullMember(View view, out MemberId self)
    {
        int rank = view.RankOf(_self);
        self = rank < 0 ? default : view.Members[rank].Id;
        return rank >= 0 && view.Members[rank].HoldsState;
    }

    private static MemberId ReadMember(ref PackReader reader)
    {
        var process = new ProcessId(reader.ReadString(), reader.ReadFixed8());
        return new MemberId(process, reader.ReadVarint());
    }

    private static byte[] Numbers(params ReadOnlySpan<int> numbers)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new PackWriter(bytes);
        foreach (int number in numbers)
            writer.WriteVarint((uint)number);
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }
}
