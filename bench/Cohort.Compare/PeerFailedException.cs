namespace Cohort.Compare;

/// <summary>A system cannot be measured; the message says why, for the table.</summary>
internal sealed class PeerFailedException(string message) : Exception(message);
