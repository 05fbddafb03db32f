using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Serialization;

/// <summary>What can be wrong with a [Packed] type.</summary>
internal static class Problems
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "COHORT001",
        "A packed type must be partial",
        "'{0}' must be partial, so that the code that packs '{1}' can be added"
    );

    public static readonly DiagnosticDescriptor NotPackable = Error(
        "COHORT002",
        "A member cannot be packed",
        "'{0}' cannot be packed: {1}"
    );

    public static readonly DiagnosticDescriptor SameNumber = Error(
        "COHORT003",
        "Two members have the same number",
        "'{0}' has number {1}, as '{2}' has: give one of them another number, which was never used before"
    );

    public static readonly DiagnosticDescriptor NumberOutOfRange = Error(
        "COHORT004",
        "A number is out of range",
        "'{0}' has number {1}: numbers go from 1 to 536870911"
    );

    public static readonly DiagnosticDescriptor SomeNumbers = Error(
        "COHORT005",
        "Some members have numbers",
        "'{0}' has no number and other members of '{1}' have: give [Field] to all of them or to none"
    );

    public static readonly DiagnosticDescriptor Generic = Error(
        "COHORT006",
        "A packed type must not be generic",
        "'{0}' has type arguments, which a packed type cannot have: declare one packed type for each use"
    );

    public static readonly DiagnosticDescriptor NoCases = Error(
        "COHORT007",
        "An abstract packed type must name its cases",
        "'{0}' is abstract: name the types that it can be with [Union(number, typeof(…))]"
    );

    public static readonly DiagnosticDescriptor BadCase = Error(
        "COHORT008",
        "A case of a union does not fit",
        "'{0}' cannot be a case of '{1}': {2}"
    );

    public static readonly DiagnosticDescriptor CannotBeSet = Error(
        "COHORT009",
        "A member cannot be set",
        "'{0}' cannot be set when it is read: {1}"
    );

    public static readonly DiagnosticDescriptor SeveralFiles = Error(
        "COHORT010",
        "Members in several files have no order",
        "The members of '{0}' are declared in several files: give each a number with [Field]"
    );

    public static readonly DiagnosticDescriptor NotThisType = Error(
        "COHORT011",
        "This type cannot be packed",
        "'{0}' cannot be [Packed]: {1}"
    );

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Cohort.Serialization", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
