namespace Cohort.Server.Tests.Differential;

/// <summary>Two sides, or two replicas, that are not alike.</summary>
internal sealed class DifferenceException(string message) : Exception(message);
