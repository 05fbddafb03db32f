using System.Collections.Immutable;
using Cohort.Simulation.Linearizability;

namespace Cohort.Simulation.Tests.Linearizability;

/// <summary>One copy of each kind of object, as simply as it can be written: a list, of one value where it is no queue.</summary>
internal static class OneCopy
{
    public static ImmutableList<long> Initial(CallKind[] kinds) => kinds.Contains(CallKind.Enqueue) ? [] : [0];

    public static (ImmutableList<long> State, long? Result) Apply(ImmutableList<long> state, Invocation call) =>
        call.Kind switch
        {
            CallKind.Read => (state, state[0]),
            CallKind.Write => ([call.Argument], null),
            CallKind.Add => ([state[0] + call.Argument], state[0] + call.Argument),
            CallKind.Enqueue => (state.Add(call.Argument), null),
            _ => state.IsEmpty ? (state, null) : (state.RemoveAt(0), state[0]),
        };
}
