namespace Cohort.Generators.Serialization;

/// <summary>The runtime's PackKind.</summary>
internal enum Kind
{
    Varint = 0,
    Fixed4 = 1,
    Fixed8 = 2,
    Fixed16 = 3,
    Bytes = 4,
    Record = 5,
    List = 6,
    Map = 7,
}
