using System.Diagnostics;
using System.Globalization;

namespace Cohort;

/// <summary>How many values a caller waits for. Who has thrown, or is gone, has given none.</summary>
public readonly record struct Wanted
{
    private readonly Kind _kind;
    private readonly int _count;

    private Wanted(Kind kind, int count = 0) => (_kind, _count) = (kind, count);

    private enum Kind : byte
    {
        All,
        None,
        Majority,
        Count,
    }

    /// <summary>What every member comes to that the call was delivered to: the whole map. This is the default.</summary>
    public static Wanted All => default;

    /// <summary>None: nobody replies, and the call completes when the group has accepted it.</summary>
    public static Wanted None => new(Kind.None);

    /// <summary>The first value.</summary>
    public static Wanted First => Count(1);

    /// <summary>The values of more than half of the members that the call was delivered to.</summary>
    public static Wanted Majority => new(Kind.Majority);

    internal bool IsAll => _kind == Kind.All;

    internal bool IsNone => _kind == Kind.None;

    /// <summary>The first so many values.</summary>
    /// <param name="values">How many, from 1.</param>
    public static Wanted Count(int values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values, 1);
        return new Wanted(Kind.Count, values);
    }

    /// <summary>For example <c>Majority</c>.</summary>
    public override string ToString() =>
        _kind == Kind.Count ? string.Create(CultureInfo.InvariantCulture, $"Count({_count})") : _kind.ToString();

    /// <summary>How many values that is, of so many members.</summary>
    internal int Of(int members) =>
        _kind switch
        {
            Kind.All => members,
            Kind.None => 0,
            Kind.Majority => members / 2 + 1,
            Kind.Count => _count,
            _ => throw new UnreachableException(),
        };
}
