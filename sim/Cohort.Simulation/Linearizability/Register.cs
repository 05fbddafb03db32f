namespace Cohort.Simulation.Linearizability;

/// <summary>A register: a read returns what was written last, 0 at first.</summary>
internal sealed class Register : SequentialObject<long>
{
    public override long Initial => 0;

    public override bool TryApply(long state, Invocation call, out long next)
    {
        next = call.Kind == CallKind.Write ? call.Argument : state;
        return call.Kind == CallKind.Write || call.Returned is null || call.Result == state;
    }

    // A write that no read returns: wherever it stood, another write stands between it and the next read.
    public override bool CanMatter(Invocation pending, IReadOnlyCollection<long?> results) =>
        pending.Kind == CallKind.Write && results.Contains(pending.Argument);

    public override bool Helps(Invocation pending, long next, Invocation waiting) =>
        waiting.Kind == CallKind.Read && waiting.Result == next;
}
