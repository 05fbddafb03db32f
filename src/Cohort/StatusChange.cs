namespace Cohort;

/// <summary>What a membership does from now on.</summary>
/// <param name="Status">The new status.</param>
/// <param name="Reason">Why, and what it waits for, for people.</param>
public readonly record struct StatusChange(GroupStatus Status, string Reason);
