namespace Cohort.Simulation.Linearizability;

/// <summary>What is asked of a replicated object.</summary>
internal enum CallKind
{
    Read,
    Write,
    Add,
    Enqueue,
    Dequeue,
}

/// <summary>One call of an operation, in real time from the step of its call to the step of its return.</summary>
/// <param name="Kind">What was asked.</param>
/// <param name="Argument">The argument, where the call has one.</param>
/// <param name="Called">The step of the call.</param>
internal sealed record Invocation(CallKind Kind, long Argument, int Called)
{
    /// <summary>The step of the return; null for a call that never returned: it may have taken effect or not.</summary>
    public int? Returned { get; init; }

    /// <summary>What it returned; null also for an empty queue.</summary>
    public long? Result { get; init; }

    /// <summary>Its place among the calls that change the object, where the history tells: what a search tries first.</summary>
    public ulong? Place { get; init; }

    /// <summary>For example <c>dequeue → 7 (12–15)</c>.</summary>
    public override string ToString()
    {
        string argument = Kind is CallKind.Read or CallKind.Dequeue ? "" : $" {Argument}";
        string result = Returned is null ? "pending" : $"→ {Result?.ToString() ?? "nothing"}";
        return $"{Kind.ToString().ToLowerInvariant()}{argument} {result} ({Called}–{Returned?.ToString() ?? ""})";
    }
}
