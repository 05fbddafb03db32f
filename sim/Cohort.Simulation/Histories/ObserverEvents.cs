namespace Cohort.Simulation.Histories;

/// <summary>Who observes the objects has got their state.</summary>
/// <param name="Observation">Identifies the observation in the whole history.</param>
/// <param name="Why">State where it begins, Reset or TooSlow where it begins anew.</param>
/// <param name="Updates">How many updates of the objects are in the state.</param>
/// <param name="Hash">A digest of the state.</param>
/// <param name="Position">The position that it is told.</param>
public sealed record StateObserved(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Observation,
    string Why,
    ulong Updates,
    ulong Hash,
    ulong Position
) : ToolEvent(At, Process, Group);

/// <summary>Who observes the objects has got what an update has raised.</summary>
/// <param name="Observation">Which observation.</param>
/// <param name="Operation">The update.</param>
/// <param name="Position">The position that it is told.</param>
public sealed record EventObserved(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Observation,
    ulong Operation,
    ulong Position
) : ToolEvent(At, Process, Group);
