using System.Collections.Immutable;

namespace Cohort.Simulation.Linearizability.Copies;

/// <summary>A set, empty at first. What changes it returns whether it did, a read whether the item is there.</summary>
internal sealed class SetCopy : Copy<ImmutableHashSet<long>>
{
    public override ImmutableHashSet<long> Initial => [];

    public override (ImmutableHashSet<long> Next, long? Result) Apply(ImmutableHashSet<long> state, Invocation call)
    {
        bool isThere = state.Contains(call.Key);
        return call.Kind switch
        {
            CallKind.Read => (state, Flag(isThere)),
            CallKind.Count => (state, state.Count),
            CallKind.Add => (state.Add(call.Key), Flag(!isThere)),
            CallKind.Remove => (state.Remove(call.Key), Flag(isThere)),
            _ => throw new InvalidDataException($"A set was asked for \"{call}\"."),
        };
    }
}
