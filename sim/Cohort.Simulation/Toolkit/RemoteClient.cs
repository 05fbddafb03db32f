using System.Globalization;
using Cohort.Protocol;
using Cohort.Protocol.Clients;
using Cohort.Serialization;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Workloads;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Toolkit;

/// <summary>
/// Uses the replicated objects from a process that is no member, as a handle for clients does: calls an update or a read, waits for
/// what it comes to, or loses its patience, thinks, calls the next.
/// </summary>
internal sealed class RemoteClient(World world, VirtualProcess process, ToolPlan plan, SplittableRandom random)
    : IHappening
{
    private const int ImpatientPercent = 5;
    private const long Begin = 0;

    private (ulong Number, UpdateCall<long?> Call)? _called;

    /// <summary>Whether it waits for nothing.</summary>
    public bool IsQuiet => _called is null;

    private TimeSpan Now => world.Timeline.Now;

    public void Start() => Think();

    public void Happen(long tag)
    {
        if (!process.MayHappen(this, tag))
            return;
        if (tag == Begin && IsQuiet && world.SendingAllowed)
            Call();
        else if (_called is { } called && (ulong)tag == called.Number)
            process.Take(Input.CancelCall(tag));
    }

    /// <summary>Takes what the machine says; false where it is of no call of this one.</summary>
    public bool Take(in Output output)
    {
        if (output.Kind != OutputKind.CallEnded || _called is not { } called || (ulong)output.Ticket != called.Number)
            return false;
        _called = null;
        bool isAnswered = output.Outcome == CallOutcome.Answered;
        world.Chronicle.Record(
            isAnswered
                ? new UpdateReturned(
                    Now,
                    process.Id,
                    plan.Name,
                    called.Number,
                    called.Call.ReadAnswer(output.Bytes.Span)
                )
                : new UpdateGivenUp(Now, process.Id, plan.Name, called.Number)
                {
                    IsExcluded = Caller.IsExcluded(output.Outcome),
                }
        );
        called.Call.Return();
        Think();
        return true;
    }

    private void Call()
    {
        Operation operation = Operations.Draw(random, plan.Objects);
        ulong number = world.DrawPayload();
        ObjectKind kind = ReplicatedState.KindOf(operation.Object);
        bool isRead = operation.Call == ObjectCall.Read;
        UpdateCall<long?> call = UpdateCall<long?>.RentForClient(
            plan.Name,
            ToolMember.ObjectsName,
            isRead ? SharedObjects.ReadMethod : SharedObjects.Method,
            static (ref PackReader reader, ulong _) => SharedObjects.ReadResult(ref reader)
        );
        var writer = new PackWriter(call.Arguments);
        SharedObjects.Write(ref writer, number, operation);
        writer.Flush();
        _called = (number, call);
        world.Chronicle.Record(
            new UpdateCalled(
                Now,
                process.Id,
                plan.Name,
                number,
                string.Create(CultureInfo.InvariantCulture, $"{kind.Word()}-{operation.Object}"),
                kind.Word(),
                operation.Call.Word(),
                operation.Argument
            )
        );
        ReadOnlyMemory<byte> request = call.Request((DateTimeOffset.UnixEpoch + Now).Ticks);
        process.Take(Input.Call((long)number, plan.Name, request.ToArray()));
        if (random.Percent(ImpatientPercent))
            world.Timeline.After(random.Between(TimeSpan.Zero, world.Scenario.SuspicionTime), this, (long)number);
    }

    private void Think() => world.Timeline.After(random.Between(TimeSpan.Zero, plan.ThinkTime * 2), this, Begin);
}
