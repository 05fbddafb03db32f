using Cohort.Toolkit.Collections;

namespace Cohort.Simulation.Toolkit.Collections;

/// <summary>The counter of the toolkit at one member.</summary>
internal sealed class TallySide(ToolMember member, int index)
    : CollectionSide<CounterState>(member, CollectionKind.Tally, index)
{
    public override long? Look(in Asked asked) => Replica.Get();

    protected override void Update(in Asked asked)
    {
        if (asked.Call == CollectionCall.Add)
            _ = Handle.Tells<long>(static sum => sum).AddAsync(asked.Argument);
        else
            _ = Handle.Tells<bool>(Flag).CompareAndSetAsync(asked.Expected, asked.Argument);
    }
}
