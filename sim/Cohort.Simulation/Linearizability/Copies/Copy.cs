namespace Cohort.Simulation.Linearizability.Copies;

/// <summary>One copy of an object, called by one client at a time in a known order. States are values, and never changed.</summary>
/// <typeparam name="TState">The object's state.</typeparam>
internal abstract class Copy<TState>
{
    /// <summary>The state of one that is new.</summary>
    public abstract TState Initial { get; }

    /// <summary>The state behind a call, which is the same behind a read, and what the call returns.</summary>
    public abstract (TState Next, long? Result) Apply(TState state, Invocation call);

    /// <summary>Yes or no, as calls return it.</summary>
    protected static long? Flag(bool flag) => flag ? 1 : 0;
}
