using Cohort.Simulation.Applications;
using Cohort.Simulation.Randomness;

namespace Cohort.Simulation.Workloads;

/// <summary>What clients ask of the replicated objects.</summary>
internal static class Operations
{
    /// <summary>One operation on one of so many objects.</summary>
    public static Operation Draw(SplittableRandom random, int objects)
    {
        int index = random.Below(objects);
        long argument = random.Between(1, 1_000_000);
        bool changes = random.Percent(60);
        return ReplicatedState.KindOf(index) switch
        {
            ObjectKind.Register => changes ? new(ObjectCall.Write, index, argument) : new(ObjectCall.Read, index, 0),
            ObjectKind.Counter => changes ? new(ObjectCall.Add, index, argument) : new(ObjectCall.Read, index, 0),
            _ => changes ? new(ObjectCall.Enqueue, index, argument) : new(ObjectCall.Dequeue, index, 0),
        };
    }
}
