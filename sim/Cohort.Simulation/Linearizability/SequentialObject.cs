namespace Cohort.Simulation.Linearizability;

/// <summary>
/// What one copy of an object, called by one client at a time, would do. States are values: equal ones are one state.
/// </summary>
/// <typeparam name="TState">The object's state.</typeparam>
internal abstract class SequentialObject<TState>
    where TState : notnull
{
    public abstract TState Initial { get; }

    /// <summary>The state after a call; false if the object would not have returned what the call did.</summary>
    public abstract bool TryApply(TState state, Invocation call, out TState next);

    /// <summary>
    /// Whether a pending call can bear on the judgement. One whose effect nobody can have seen is taken as one that had
    /// none, which keeps the search small and its answer the same.
    /// </summary>
    public abstract bool CanMatter(Invocation pending, IReadOnlyCollection<long?> results);

    /// <summary>
    /// Whether it is worth placing a pending call now. It can be put off until just before the first call that sees its
    /// effect: that one must be among those that may be placed next.
    /// </summary>
    /// <param name="pending">The pending call.</param>
    /// <param name="next">The state after it.</param>
    /// <param name="waiting">A call that may be placed next.</param>
    public abstract bool Helps(Invocation pending, TState next, Invocation waiting);

    /// <summary>Of the calls that may be placed next, the one with the lowest preference is tried first.</summary>
    /// <param name="call">One of them.</param>
    /// <param name="blocked">The one that returned first: it must be placed before anything that was called after it.</param>
    public virtual int Preference(Invocation call, Invocation blocked) => call.Called;
}
