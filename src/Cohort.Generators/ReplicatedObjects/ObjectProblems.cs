using Microsoft.CodeAnalysis;

namespace Cohort.Generators.ReplicatedObjects;

/// <summary>What can be wrong with a [Replicated] class.</summary>
internal static class ObjectProblems
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "COHORT101",
        "A replicated class must be partial",
        "'{0}' must be partial, so that the code that replicates it can be added"
    );

    public static readonly DiagnosticDescriptor NotThisClass = Error(
        "COHORT102",
        "This class cannot be replicated",
        "'{0}' cannot be [Replicated]: {1}"
    );

    public static readonly DiagnosticDescriptor NotThisMethod = Error(
        "COHORT103",
        "This method cannot be called through the group",
        "'{0}' cannot be {1}: {2}"
    );

    public static readonly DiagnosticDescriptor NotThisField = Error(
        "COHORT104",
        "A field cannot be part of the state",
        "'{0}' cannot be part of the replicated state: {1}"
    );

    public static readonly DiagnosticDescriptor NoMethods = Error(
        "COHORT105",
        "A replicated class needs a method that can be called",
        "'{0}' has no method with [Update] or [Read], so that nobody can use it"
    );

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Cohort.ReplicatedObjects", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
