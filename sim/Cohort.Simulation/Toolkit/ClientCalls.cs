using System.Buffers;
using System.Buffers.Binary;
using Cohort.Protocol;
using Cohort.Protocol.Clients;

namespace Cohort.Simulation.Toolkit;

/// <summary>
/// The calls of clients at one member of the group with tools, for one membership: sends them into the group, and has the objects execute
/// each of them once. It does what the library does, whose part in it has tasks.
/// </summary>
internal sealed class ClientCalls(ToolMember member)
{
    private readonly CallSessions _sessions = new();
    private readonly Dictionary<long, long> _underWay = [];

    /// <summary>A client has called the group here.</summary>
    public void Take(in Output output, int handle, long ticket)
    {
        _underWay.Add(ticket, output.Ticket);
        Delivery delivery = member.IsDurable ? Delivery.Durable : Delivery.Stable;
        member.Process.Take(Input.Send(handle, ticket, output.Bytes.ToArray(), delivery: delivery, isCall: true));
    }

    /// <summary>The group has taken a message, or has not; where it is a call that it has not taken, the client is sent
    /// elsewhere.</summary>
    public void Ended(long ticket, bool isAccepted)
    {
        if (_underWay.Remove(ticket, out long call) && !isAccepted)
            member.Process.Take(Input.CallNotTaken(call, "the membership has ended"));
    }

    /// <summary>A call is delivered. The member that the client has called answers.</summary>
    public void Deliver(in Output output, View view)
    {
        ulong position = output.Position;
        if (
            !CallItem.TryRead(output.Bytes, out CallItem item)
            || !_sessions.TryApply(
                item.Request,
                body => new CallAnswer(CallResult.Answered, member.Space.Call(body.Span, position, view).ToArray()),
                out CallAnswer answer
            )
        )
            throw new InvalidDataException($"{output.Sender} has sent a call that makes no sense");
        if (output.Sender.Process == member.Process.Id && !output.IsReplayed)
            member.Process.Take(Input.CallAnswered(item.Ticket, answer.Encode()));
    }

    /// <summary>Writes the sessions, before the state of the tools.</summary>
    public void Save(ArrayBufferWriter<byte> state)
    {
        byte[] sessions = _sessions.Save();
        BinaryPrimitives.WriteInt32LittleEndian(state.GetSpan(sizeof(int)), sessions.Length);
        state.Advance(sizeof(int));
        state.Write(sessions);
    }

    /// <summary>Takes the sessions out of a state; what is left is that of the tools.</summary>
    public ReadOnlySpan<byte> Load(ReadOnlySpan<byte> state)
    {
        int size = BinaryPrimitives.ReadInt32LittleEndian(state);
        if (!_sessions.TryLoad(state.Slice(sizeof(int), size)))
            throw new InvalidDataException("the sessions of the clients do not load");
        return state[(sizeof(int) + size)..];
    }
}
