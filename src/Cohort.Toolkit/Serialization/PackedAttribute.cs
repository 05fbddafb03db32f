namespace Cohort.Serialization;

/// <summary>
/// Has the compiler write the code that packs and unpacks a partial class, record or struct: its public settable
/// properties, its public fields, and the parameters of a record. On an abstract type, <see cref="UnionAttribute"/>
/// names its cases.
/// </summary>
/// <remarks>
/// What is written can be read by a later version of the type, and by an earlier one, as long as a number keeps its
/// meaning: see <see cref="FieldAttribute"/>. What cannot be packed is an error of the compiler (COHORT001 and on).
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface, Inherited = false)]
public sealed class PackedAttribute : Attribute
{
    /// <summary>
    /// The name of the contract, which both sides must agree on: the type's full name unless set. Set it to the old
    /// name when a type is renamed or moved.
    /// </summary>
    public string? Name { get; set; }
}
