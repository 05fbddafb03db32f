namespace Cohort.Simulation.Linearizability;

/// <summary>What is asked of a replicated object.</summary>
internal enum CallKind
{
    Read,

    /// <summary>Reads the version of a setting.</summary>
    Version,

    /// <summary>Reads how many there are.</summary>
    Count,
    Write,
    Add,
    AddIfAbsent,
    GetOrAdd,
    Remove,
    CompareAndSet,
    Enqueue,
    Dequeue,
}

/// <summary>One call of an operation, in real time from the step of its call to the step of its return.</summary>
/// <param name="Kind">What was asked.</param>
/// <param name="Argument">The argument, where the call has one.</param>
/// <param name="Called">The step of the call.</param>
internal sealed record Invocation(CallKind Kind, long Argument, int Called)
{
    /// <summary>Of what in the object, where it has keys; 0 where it has none.</summary>
    public long Key { get; init; }

    /// <summary>What a comparison expects.</summary>
    public long Expected { get; init; }

    /// <summary>The step of the return; null for a call that never returned: it may have taken effect or not.</summary>
    public int? Returned { get; init; }

    /// <summary>What it returned; null also for an empty queue.</summary>
    public long? Result { get; init; }

    /// <summary>For example <c>dequeue → 7 (12–15)</c>.</summary>
    public override string ToString()
    {
        string key = Key == 0 ? "" : $" of {Key}";
        string argument = Kind switch
        {
            CallKind.Read or CallKind.Version or CallKind.Count or CallKind.Dequeue or CallKind.Remove => "",
            CallKind.CompareAndSet => $" {Expected} {Argument}",
            _ => $" {Argument}",
        };
        string result = Returned is null ? "pending" : $"→ {Result?.ToString() ?? "nothing"}";
        return $"{Kind.ToString().ToLowerInvariant()}{key}{argument} {result} ({Called}–{Returned?.ToString() ?? ""})";
    }
}
