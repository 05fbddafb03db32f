using System.Globalization;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Workloads;

/// <summary>
/// A client of the replicated objects: calls an operation, waits until its own process has delivered and applied it,
/// thinks, calls the next. An operation of whose message nobody knows what became stays pending in the history.
/// </summary>
internal sealed class ObjectClient(World world, Membership membership, SplittableRandom random) : IClient, IHappening
{
    private const int OperationSize = 64;

    private readonly WorkloadPlan _plan = world.Scenario.Workload;
    private int _called;

    public void Open() => Think();

    public void Happen(long tag)
    {
        if (!membership.Process.MayHappen(this, tag) || membership.IsOver || !world.SendingAllowed)
            return;
        if (_called++ >= _plan.OperationLimit)
            return;
        Operation operation = Operations.Draw(random, membership.State.Objects);
        ulong number = membership.NumberOfNextSend;
        ObjectKind kind = ReplicatedState.KindOf(operation.Object);
        world.Chronicle.Record(
            new OperationCalled(
                world.Timeline.Now,
                membership.Process.Id,
                membership.Plan.Name,
                number,
                NameOf(operation.Object),
                kind.Word(),
                operation.Call.Word(),
                operation.Argument
            )
        );
        Delivery delivery = membership.Plan.Durable ? Delivery.Durable : Delivery.Stable;
        membership.Send(this, operation, OperationSize, Order.Total, delivery);
    }

    public void Accepted(ulong payload) { }

    public void Rejected(ulong request) => Think();

    public void Delivered(ulong payload, long? result)
    {
        world.Chronicle.Record(
            new OperationReturned(world.Timeline.Now, membership.Process.Id, membership.Plan.Name, payload, result)
        );
        Think();
    }

    public void Flushed(ulong request) { }

    private void Think() => world.Timeline.After(random.Between(TimeSpan.Zero, _plan.ThinkTime * 2), this);

    private static string NameOf(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{ReplicatedState.KindOf(index).Word()}-{index}");
}
