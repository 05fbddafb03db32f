using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cohort.Generators.Determinism;

/// <summary>Where a read assigns to the object itself. What it does to what the object refers to is not seen.</summary>
internal static class ReadChanges
{
    private const string NotPackedAttribute = "Cohort.Serialization.NotPackedAttribute";

    /// <summary>The members of the object that an operation assigns to.</summary>
    public static IEnumerable<IMemberReferenceOperation> In(IOperation operation) =>
        operation switch
        {
            IAssignmentOperation assignment => Targets(assignment.Target),
            IIncrementOrDecrementOperation step => Targets(step.Target),
            _ => [],
        };

    private static IEnumerable<IMemberReferenceOperation> Targets(IOperation target) =>
        target switch
        {
            ITupleOperation several => several.Elements.SelectMany(Targets),
            IFieldReferenceOperation
            or IPropertyReferenceOperation when target is IMemberReferenceOperation member && IsState(member) =>
            [
                member,
            ],
            _ => [],
        };

    // What is not packed is no part of the state.
    private static bool IsState(IMemberReferenceOperation target) =>
        target.Instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }
        && target.Member.Attribute(NotPackedAttribute) is null;
}
