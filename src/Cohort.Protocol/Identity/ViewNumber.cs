namespace Cohort;

/// <summary>The number of a view: 0 for the first view of a group, one more with every change.</summary>
/// <param name="Value">The number.</param>
public readonly record struct ViewNumber(ulong Value) : IComparable<ViewNumber>
{
    /// <summary>The number of the view that follows.</summary>
    public ViewNumber Next => new(Value + 1);

    /// <summary>Orders by number.</summary>
    public int CompareTo(ViewNumber other) => Value.CompareTo(other.Value);

    /// <summary>Whether the left view precedes the right one.</summary>
    public static bool operator <(ViewNumber left, ViewNumber right) => left.Value < right.Value;

    /// <summary>Whether the left view follows the right one.</summary>
    public static bool operator >(ViewNumber left, ViewNumber right) => left.Value > right.Value;

    /// <summary>Whether the left view precedes the right one or is the same.</summary>
    public static bool operator <=(ViewNumber left, ViewNumber right) => left.Value <= right.Value;

    /// <summary>Whether the left view follows the right one or is the same.</summary>
    public static bool operator >=(ViewNumber left, ViewNumber right) => left.Value >= right.Value;

    /// <summary>For example <c>v7</c>.</summary>
    public override string ToString() => $"v{Value}";
}
