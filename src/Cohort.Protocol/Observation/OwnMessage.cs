namespace Cohort.Protocol.Observation;

/// <summary>A message of this member that is in its stream and has not been delivered here yet.</summary>
/// <param name="Id">The message.</param>
/// <param name="IsOrdered">Whether it has its place: one that is not <see cref="Order.Total"/> has it from the start.</param>
/// <param name="IsStable">Whether every member that counts is known to have received it.</param>
internal readonly record struct OwnMessage(MessageId Id, bool IsOrdered, bool IsStable);
