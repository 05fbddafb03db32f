using Cohort.Serialization.Shapes;

namespace Cohort.Serialization;

/// <summary>
/// A type that packs itself. The compiler implements it on every <see cref="PackedAttribute">[Packed]</see> type; it is
/// called through <see cref="Packer"/> and <see cref="Codec{T}"/>.
/// </summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IPacked<TSelf> : IShape<TSelf>
    where TSelf : IPacked<TSelf>
{
    /// <summary>The contract's name: <see cref="PackedAttribute.Name"/>.</summary>
    static abstract string ContractName { get; }

    /// <summary>What a payload begins with: the 32-bit FNV-1a hash of the name in UTF-8.</summary>
    static abstract uint ContractHash { get; }
}
