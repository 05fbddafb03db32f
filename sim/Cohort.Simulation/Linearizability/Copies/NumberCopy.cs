namespace Cohort.Simulation.Linearizability.Copies;

/// <summary>A register or a counter, 0 at first. An add returns the sum, or changes nothing and returns nothing where there is no room
/// for the sum; a write returns what it wrote, a comparison whether it was right.</summary>
internal sealed class NumberCopy : Copy<long>
{
    public override long Initial => 0;

    public override (long Next, long? Result) Apply(long state, Invocation call) =>
        call.Kind switch
        {
            CallKind.Read => (state, state),
            CallKind.Write => (call.Argument, call.Argument),
            CallKind.Add => Add(state, call.Argument),
            CallKind.CompareAndSet when state == call.Expected => (call.Argument, Flag(true)),
            CallKind.CompareAndSet => (state, Flag(false)),
            _ => throw new InvalidDataException($"A number was asked for \"{call}\"."),
        };

    private static (long Next, long? Result) Add(long state, long amount)
    {
        Int128 sum = (Int128)state + amount;
        return sum < long.MinValue || sum > long.MaxValue ? (state, null) : ((long)sum, (long)sum);
    }
}
