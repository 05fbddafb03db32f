using System.Collections.Immutable;

namespace Cohort.Simulation.Linearizability.Copies;

/// <summary>A dictionary, empty at first. What is not there is read, and removed, as nothing; a write returns nothing.</summary>
internal sealed class DictionaryCopy : Copy<ImmutableDictionary<long, long>>
{
    public override ImmutableDictionary<long, long> Initial => ImmutableDictionary<long, long>.Empty;

    public override (ImmutableDictionary<long, long> Next, long? Result) Apply(
        ImmutableDictionary<long, long> state,
        Invocation call
    )
    {
        long? present = state.TryGetValue(call.Key, out long value) ? value : null;
        ImmutableDictionary<long, long> written = state.SetItem(call.Key, call.Argument);
        return call.Kind switch
        {
            CallKind.Read => (state, present),
            CallKind.Count => (state, state.Count),
            CallKind.Write => (written, null),
            CallKind.AddIfAbsent => present is null ? (written, Flag(true)) : (state, Flag(false)),
            CallKind.GetOrAdd => present is null ? (written, call.Argument) : (state, present),
            CallKind.Remove => (state.Remove(call.Key), present),
            CallKind.CompareAndSet => present == call.Expected ? (written, Flag(true)) : (state, Flag(false)),
            _ => throw new InvalidDataException($"A dictionary was asked for \"{call}\"."),
        };
    }
}
