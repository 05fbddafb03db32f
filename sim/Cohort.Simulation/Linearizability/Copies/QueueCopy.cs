using System.Collections.Immutable;

namespace Cohort.Simulation.Linearizability.Copies;

/// <summary>A queue, empty at first: an enqueue returns what it put in, a dequeue the oldest element, or nothing.</summary>
internal sealed class QueueCopy : Copy<ImmutableQueue<long>>
{
    public override ImmutableQueue<long> Initial => [];

    public override (ImmutableQueue<long> Next, long? Result) Apply(ImmutableQueue<long> state, Invocation call)
    {
        if (call.Kind == CallKind.Enqueue)
            return (state.Enqueue(call.Argument), call.Argument);
        return state.IsEmpty ? (state, null) : (state.Dequeue(out long first), first);
    }
}
