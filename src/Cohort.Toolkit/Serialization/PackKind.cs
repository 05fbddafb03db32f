namespace Cohort.Serialization;

/// <summary>The form of a value on the wire: enough to skip it without knowing what it means.</summary>
public enum PackKind : byte
{
    /// <summary>A number, base 128, little end first, at most 10 bytes; signed ones are zigzag encoded.</summary>
    Varint = 0,

    /// <summary>Four bytes.</summary>
    Fixed4 = 1,

    /// <summary>Eight bytes.</summary>
    Fixed8 = 2,

    /// <summary>Sixteen bytes.</summary>
    Fixed16 = 3,

    /// <summary>A length, then so many bytes.</summary>
    Bytes = 4,

    /// <summary>Fields, each with its tag, until a tag of 0.</summary>
    Record = 5,

    /// <summary>The kind of the elements, their count, the elements.</summary>
    List = 6,

    /// <summary>The kinds of keys and of values, the count of pairs, the pairs.</summary>
    Map = 7,
}
