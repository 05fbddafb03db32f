using System.Buffers.Binary;
using Cohort.Protocol;
using Cohort.Protocol.Clients;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Applications;

/// <summary>
/// The calls of clients at one member: those that it was asked to send into the group, and the sessions by which the group
/// executes each of them once. It uses what the library uses.
/// </summary>
internal sealed class ServedCalls(World world, Membership membership)
{
    private readonly CallSessions _sessions = new(new CallSessionLimits { Sessions = membership.Plan.Sessions });
    private readonly Dictionary<ulong, long> _tickets = [];

    /// <summary>The number of a message, whether it is a call or not; null where it has other bytes than were sent.</summary>
    public static ulong? NumberOf(in Output output)
    {
        if (output.IsCall)
            return CallMessage.TryDecode(output.Bytes, out CallMessage call) ? call.Number : null;
        return Payload.TryDecode(output.Bytes.Span, out Payload payload) ? payload.Number : null;
    }

    /// <summary>A client has called the group at this process: the number of the message, and its bytes.</summary>
    public (ulong Number, byte[] Bytes) Take(in Output output)
    {
        ulong number = world.DrawPayload();
        _tickets.Add(number, output.Ticket);
        return (number, new CallMessage(number, output.Bytes).Encode());
    }

    /// <summary>A message was refused: where it was a call, the client is sent elsewhere.</summary>
    public void Rejected(ulong number)
    {
        if (_tickets.Remove(number, out long ticket))
            membership.Process.Take(Input.CallNotTaken(ticket, "the membership has ended"));
    }

    /// <summary>A call is delivered: the operation that was executed, if it was now, and what it returned.</summary>
    public (Payload Operation, long? Result)? Deliver(in Output output, in CallMessage message)
    {
        (Payload, long?)? executed = null;
        bool makesSense = CallItem.TryRead(message.Item, out CallItem item);
        makesSense &= _sessions.TryApply(
            item.Request,
            payload =>
            {
                if (!Payload.TryDecode(payload.Span, out Payload called))
                    return new CallAnswer(CallResult.Failed, default);
                long? result = membership.State.Apply(called);
                executed = (called, result);
                return new CallAnswer(CallResult.Answered, CallResults.Encode(result));
            },
            out CallAnswer answer
        );
        membership.State.Fold((ulong)answer.Result, message.Number);
        if (!makesSense)
            throw new InvalidDataException($"{membership.Plan.Name}: a call that makes no sense was delivered");
        if (output.Sender.Process == membership.Process.Id && _tickets.Remove(message.Number, out long ticket))
            membership.Process.Take(Input.CallAnswered(ticket, answer.Encode()));
        return executed;
    }

    /// <summary>A snapshot, with the sessions before it.</summary>
    public byte[] Save(byte[] snapshot)
    {
        byte[] sessions = _sessions.Save();
        byte[] state = new byte[sizeof(int) + sessions.Length + snapshot.Length];
        BinaryPrimitives.WriteInt32LittleEndian(state, sessions.Length);
        sessions.CopyTo(state, sizeof(int));
        snapshot.CopyTo(state, sizeof(int) + sessions.Length);
        return state;
    }

    /// <summary>Takes the sessions out of a state; false where there are none in it.</summary>
    public bool TryLoad(ReadOnlySpan<byte> state, out ReadOnlySpan<byte> snapshot)
    {
        snapshot = default;
        int size = state.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(state);
        if (size < 0 || size > state.Length - sizeof(int) || !_sessions.TryLoad(state.Slice(sizeof(int), size)))
            return false;
        snapshot = state[(sizeof(int) + size)..];
        return true;
    }
}

/// <summary>What an operation returned, as bytes.</summary>
internal static class CallResults
{
    public static byte[] Encode(long? result)
    {
        if (result is not { } value)
            return [];
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    public static long? Decode(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? null : BinaryPrimitives.ReadInt64LittleEndian(bytes);
}
