using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Calls;

/// <summary>What can be wrong with a [GroupContract] interface.</summary>
internal static class CallProblems
{
    public static readonly DiagnosticDescriptor NotThisInterface = Error(
        "COHORT201",
        "This interface cannot be a contract",
        "'{0}' cannot be a [GroupContract]: {1}"
    );

    public static readonly DiagnosticDescriptor NotThisMember = Error(
        "COHORT202",
        "A contract has methods only",
        "'{0}' cannot be called: {1}"
    );

    public static readonly DiagnosticDescriptor NotThisMethod = Error(
        "COHORT203",
        "This method cannot be called at the members of a group",
        "'{0}' cannot be called at the members of a group: {1}"
    );

    public static readonly DiagnosticDescriptor SameName = Error(
        "COHORT204",
        "Two methods of a contract have the same name",
        "'{0}' has the name of another method, or one that looks the same to the group or to callers: give it another"
    );

    public static readonly DiagnosticDescriptor NoMethods = Error(
        "COHORT205",
        "A contract needs a method",
        "'{0}' has no method, so that nobody can call it"
    );

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Cohort.Calls", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
