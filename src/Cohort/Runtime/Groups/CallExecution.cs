using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Cohort.Protocol;
using Cohort.Protocol.Clients;

namespace Cohort.Runtime.Groups;

/// <summary>Executes the calls of clients that are delivered to one membership, and keeps their sessions with its state.</summary>
/// <param name="group">The membership.</param>
/// <param name="onCall">What the application does with a call.</param>
/// <param name="context">Where handlers run.</param>
/// <param name="post">Tells the machine.</param>
internal sealed class CallExecution(
    Group group,
    Func<Call, ReadOnlyMemory<byte>> onCall,
    HandlerContext context,
    Action<Input> post
)
{
    private const int SizeOfLength = sizeof(int);

    private readonly CallSessions _sessions = new();

    /// <summary>A call is delivered. The member that the client has called answers.</summary>
    public void Deliver(in Output output, View view)
    {
        (ulong position, bool isReplayed) = (output.Position, output.IsReplayed);
        if (
            !CallItem.TryRead(output.Bytes, out CallItem item)
            || !_sessions.TryApply(
                item.Request,
                payload => Execute(payload, view, position, isReplayed),
                out CallAnswer answer
            )
        )
            throw new InvalidDataException($"{output.Sender} has sent a call that makes no sense");
        if (output.Sender.Process == group.Node.Process && !isReplayed)
            post(Input.CallAnswered(item.Ticket, answer.Encode()));
    }

    /// <summary>Writes the sessions before the application's own state.</summary>
    public void Save(IBufferWriter<byte> writer)
    {
        byte[] saved = _sessions.Save();
        BinaryPrimitives.WriteInt32LittleEndian(writer.GetSpan(SizeOfLength), saved.Length);
        writer.Advance(SizeOfLength);
        writer.Write(saved);
    }

    /// <summary>Takes the sessions out of a state; what is left is the application's own.</summary>
    public ReadOnlyMemory<byte> Load(ReadOnlyMemory<byte> state)
    {
        int size = state.Length < SizeOfLength ? -1 : BinaryPrimitives.ReadInt32LittleEndian(state.Span);
        if (size < 0 || size > state.Length - SizeOfLength || !_sessions.TryLoad(state.Span.Slice(SizeOfLength, size)))
            throw new InvalidDataException("the sessions of the group's clients do not load");
        return state[(SizeOfLength + size)..];
    }

    private CallAnswer Execute(ReadOnlyMemory<byte> payload, View view, ulong position, bool isReplayed)
    {
        var call = new Call
        {
            Group = group,
            Payload = payload,
            View = view,
            Position = position,
            IsReplayed = isReplayed,
        };
        try
        {
            ReadOnlyMemory<byte> answer = default;
            context.Run(made => answer = onCall(made), call);
            return new CallAnswer(CallResult.Answered, answer.ToArray());
        }
        catch (Exception e)
        {
            // All members have the same state and the same call, and so the same exception: it is an answer as any other.
            return new CallAnswer(CallResult.Failed, Encoding.UTF8.GetBytes($"{e.GetType().Name}: {e.Message}"));
        }
    }
}
