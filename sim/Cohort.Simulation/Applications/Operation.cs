namespace Cohort.Simulation.Applications;

/// <summary>What one message asks of one object.</summary>
/// <param name="Call">What to do.</param>
/// <param name="Object">Which object, by its index in the group's <see cref="ReplicatedState"/>.</param>
/// <param name="Argument">The argument, where the call has one.</param>
internal readonly record struct Operation(ObjectCall Call, int Object, long Argument);
