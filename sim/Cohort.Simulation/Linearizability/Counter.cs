namespace Cohort.Simulation.Linearizability;

/// <summary>A counter, 0 at first. An add may return the sum that it made, or nothing.</summary>
internal sealed class Counter : SequentialObject<long>
{
    public override long Initial => 0;

    public override bool TryApply(long state, Invocation call, out long next)
    {
        next = call.Kind == CallKind.Add ? state + call.Argument : state;
        return call.Returned is null || call.Result == next || (call.Kind == CallKind.Add && call.Result is null);
    }

    public override bool CanMatter(Invocation pending, IReadOnlyCollection<long?> results) =>
        pending is { Kind: CallKind.Add, Argument: not 0 };

    // What has overshot the sum that a call saw cannot come back to it, as long as nothing is taken away.
    public override bool Helps(Invocation pending, long next, Invocation waiting)
    {
        long? seen = waiting.Kind == CallKind.Add ? waiting.Result - waiting.Argument : waiting.Result;
        return seen is not null && (next <= seen || pending.Argument < 0);
    }
}
