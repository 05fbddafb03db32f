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
    public abstract bool TryApply(TState state, Call call, out TState next);

    /// <summary>
    /// Whether a pending call can bear on the judgement. One whose effect nobody can have seen is taken as one that had
    /// none, which keeps the search small and its answer the same.
    /// </summary>
    public abstract bool CanMatter(Call pending, IReadOnlyCollection<long?> results);
}
