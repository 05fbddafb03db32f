namespace Cohort.Protocol.Clients;

/// <summary>What became of a client's link to the cluster.</summary>
/// <param name="Node">The node that it is linked to; null where it is to none.</param>
/// <param name="Reason">For a person: why it is to none; empty where it is to one.</param>
/// <param name="IsRefused">Whether every node that answered would have nothing to do with this client, so that to try again is
/// of no use before somebody changes something.</param>
public sealed record ClientLink(ProcessId? Node, string Reason, bool IsRefused);
