namespace Cohort;

/// <summary>
/// One formation of a group. Two groups of one name that were formed apart from each other differ in it, so that
/// nothing of the one is ever taken for the other's.
/// </summary>
/// <param name="High">The upper 64 bits.</param>
/// <param name="Low">The lower 64 bits.</param>
public readonly record struct GroupId(ulong High, ulong Low) : IComparable<GroupId>
{
    /// <summary>Orders by value. The order means nothing but is the same everywhere.</summary>
    public int CompareTo(GroupId other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    /// <summary>Sixteen hexadecimal digits, for people.</summary>
    public override string ToString() => High.ToString("x16", null);
}
