namespace Cohort.Protocol.Views;

/// <summary>A decided successor of a view, and the ranks of that view that hold its whole cut.</summary>
internal sealed record Decision(Proposal Value, int[] Holders);
