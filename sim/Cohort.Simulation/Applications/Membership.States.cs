using Cohort.Protocol;
using Cohort.Protocol.Durability;
using Cohort.Simulation.Disks;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Applications;

/// <summary>States that come from elsewhere: from another member, or from logs, where all members have died or this one had missed what came
/// since.</summary>
internal sealed partial class Membership
{
    private bool _replays;
    private GroupId _replayedFormation;

    private GroupCopy? _copy;

    private GroupCopy? CopyOfLog() => _copy = ProcessLog.CopiesOn(_world, Process.Place).Of(Plan.Name);

    private void RecordReplay() =>
        _world.Chronicle.Record(
            new ReplayBegan(Now, Process.Id, Plan.Name, _copy!.Labelled, _copy.Label!.View, [.. _copy.Label.Delivered])
        );

    private void RecordForLog(in Output output)
    {
        // Of what is replayed nobody's application may have heard before, whatever its delivery.
        if (output.Delivery != Delivery.Durable && !output.IsReplayed)
            return;
        ulong number =
            ServedCalls.NumberOf(output)
            ?? throw new InvalidDataException($"{Plan.Name}: a message that makes no sense was delivered");
        if (output.IsReplayed)
            _world.Chronicle.Record(
                new MessageReplayed(Now, Process.Id, Plan.Name, number) { Formation = _replayedFormation }
            );
        else
            _world.Chronicle.Record(
                new DurableDelivered(Now, Process.Id, Plan.Name, Held!.Group, output.Message)
                {
                    Number = number,
                    Place = output.Order == Order.Total ? output.Position : 0,
                }
            );
    }

    // What it was before all members died, for the state alone.
    private void Replay(in Output output)
    {
        _replays = true;
        if (output.IsCall)
        {
            if (!CallMessage.TryDecode(output.Bytes, out CallMessage call))
                throw Nonsense("call");
            State.Note(call.Number);
            // Some of them nobody had executed yet.
            RecordExecution(output, _calls!.Deliver(output, call));
        }
        else
        {
            if (!Payload.TryDecode(output.Bytes.Span, out Payload payload))
                throw Nonsense("message");
            State.Note(payload.Number);
            if (output.Order == Order.Total)
                State.Apply(payload);
        }
        Process.Take(Input.Consumed(Handle, 1));
    }

    private MachineFailure Nonsense(string what) =>
        new(
            Process.Place.Name,
            Now,
            "its log",
            new InvalidDataException($"{Plan.Name}: the log has a {what} that makes no sense")
        );

    private void Load(in Output output)
    {
        ReadOnlySpan<byte> snapshot = output.Bytes.Span;
        bool whole = (_calls is null || _calls.TryLoad(snapshot, out snapshot)) && State.TryLoad(snapshot);
        // A damaged snapshot shows as a state that nobody else has: S1 names it.
        ulong hash = whole ? StateHash : ~StateHash;
        // With what follows of the log it is one state.
        if (output.IsReplayed)
            _replays = true;
        else
            RecordState(output.Position, hash);
        if (whole)
            Process.Take(Input.StateLoaded(Handle, output.Ticket));
        else
            Process.Take(Input.ApplicationFailed(Handle, "The snapshot is damaged."));
    }

    private void RecordState(ulong position, ulong hash) =>
        _world.Chronicle.Record(
            new StateReplaced(Now, Process.Id, Plan.Name, position, hash)
            {
                Contents = State.Contents,
                IsFromLog = _replays,
            }
        );

    private void RecordExecution(in Output output, (Payload Operation, long? Result)? executed)
    {
        if (executed is { } call)
            _world.Chronicle.Record(
                new CallExecuted(Now, Process.Id, Plan.Name, call.Operation.Number, output.Position, call.Result)
            );
    }
}
