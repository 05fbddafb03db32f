namespace Cohort.Serialization;

/// <summary>
/// The number by which a member of a <see cref="PackedAttribute">[Packed]</see> type is known on the wire. Without any,
/// members are numbered 1, 2, 3 … as they are declared, those of base types first; either all members have one or none
/// has.
/// </summary>
/// <param name="number">From 1 to 536,870,911; once used, it must never mean anything else.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class FieldAttribute(int number) : Attribute
{
    /// <summary>The number, from 1 to 536,870,911.</summary>
    public int Number { get; } = number;
}
