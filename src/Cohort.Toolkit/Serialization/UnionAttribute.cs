namespace Cohort.Serialization;

/// <summary>
/// Names one case of an abstract <see cref="PackedAttribute">[Packed]</see> class or record. A value of a case that the
/// reader does not know is refused with a <see cref="PackException"/>.
/// </summary>
/// <param name="number">From 1 to 536,870,911; once used, it must never mean another case.</param>
/// <param name="type">The case: a [Packed] type that derives from the abstract one.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, AllowMultiple = true, Inherited = false)]
public sealed class UnionAttribute(int number, Type type) : Attribute
{
    /// <summary>The number of the case, from 1 to 536,870,911.</summary>
    public int Number { get; } = number;

    /// <summary>The case's type.</summary>
    public Type Type { get; } = type;
}
