namespace Cohort.Serialization;

/// <summary>Leaves a member of a <see cref="PackedAttribute">[Packed]</see> type out of what is packed.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class NotPackedAttribute : Attribute;
