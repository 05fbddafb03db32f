using System.Collections.Immutable;
using Cohort.Serialization;

namespace Cohort.Toolkit.Tests.Serialization;

public enum Colour : short
{
    None,
    Red = -1,
    Green = short.MaxValue,
}

/// <summary>A member of every plain type.</summary>
[Packed]
public sealed partial record Plain
{
    public bool Flag { get; init; }
    public byte Byte { get; init; }
    public sbyte SByte { get; init; }
    public short Short { get; init; }
    public ushort UShort { get; init; }
    public int Int { get; init; }
    public uint UInt { get; init; }
    public long Long { get; init; }
    public ulong ULong { get; init; }
    public Int128 Int128 { get; init; }
    public UInt128 UInt128 { get; init; }
    public char Char { get; init; }
    public float Float { get; init; }
    public double Double { get; init; }
    public decimal Decimal { get; init; }
    public string Text { get; init; } = "";
    public Guid Guid { get; init; }
    public DateTime DateTime { get; init; }
    public DateTimeOffset DateTimeOffset { get; init; }
    public DateOnly DateOnly { get; init; }
    public TimeOnly TimeOnly { get; init; }
    public TimeSpan TimeSpan { get; init; }
    public Colour Colour { get; init; }
}

/// <summary>A member of every kind of collection.</summary>
[Packed]
public sealed partial class Collections
{
    public byte[] Bytes { get; set; } = [];
    public ReadOnlyMemory<byte> Memory { get; set; }
    public int[] Array { get; set; } = [];
    public int[][] Jagged { get; set; } = [];
    public List<string> List { get; set; } = [];
    public List<string?> Gaps { get; set; } = [];
    public List<int?> Numbers { get; set; } = [];
    public ImmutableArray<Point> Immutable { get; set; } = [];
    public IReadOnlyList<Line> ReadOnly { get; set; } = [];
    public Dictionary<string, List<int>> Map { get; set; } = [];
    public Dictionary<Point, Line?> ByPoint { get; set; } = [];
    public SortedDictionary<int, string> Sorted { get; set; } = [];
    public HashSet<Guid> Set { get; set; } = [];
    public SortedSet<string> SortedSet { get; set; } = [];
    public Queue<int> Queue { get; set; } = new();
    public Stack<int> Stack { get; set; } = new();
    public KeyValuePair<int, string> Pair { get; set; } = new(0, "");
    public (int Number, string Name, Point? At) Tuple { get; set; } = (0, "", null);
    public List<(int A, string? B)> Tuples { get; set; } = [];
}

[Packed]
public readonly partial record struct Point(int X, int Y);

[Packed]
public sealed partial record Line(Point From, Point To, string? Label = "none", Line? Next = null);

[Packed, Union(1, typeof(Circle)), Union(7, typeof(Square))]
public abstract partial record Figure(string Name);

[Packed]
public sealed partial record Circle(string Name, double Radius) : Figure(Name);

[Packed]
public sealed partial record Square(string Name) : Figure(Name)
{
    public double Side { get; set; }
}

[Packed]
public sealed partial record Drawing(List<Figure> Figures, Figure? Selected);
