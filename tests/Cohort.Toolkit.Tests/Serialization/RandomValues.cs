using System.Collections.Immutable;

namespace Cohort.Toolkit.Tests.Serialization;

/// <summary>Values made by chance, with the edges of every type more often than chance would have them.</summary>
internal sealed class RandomValues(int seed)
{
    private static readonly string[] Texts =
    [
        "",
        "a",
        "Grüße",
        "日本語",
        "😀",
        "\0",
        new('x', 42),
        new('ß', 43),
        new('y', 5000),
    ];

    private readonly Random _random = new(seed);

    public Plain Plain() =>
        new()
        {
            Flag = _random.Next(2) == 0,
            Byte = (byte)Number(),
            SByte = (sbyte)Number(),
            Short = (short)Number(),
            UShort = (ushort)Number(),
            Int = (int)Number(),
            UInt = (uint)Number(),
            Long = Number(),
            ULong = (ulong)Number(),
            Int128 = ((Int128)Number() << 64) | (ulong)Number(),
            UInt128 = ((UInt128)(ulong)Number() << 64) | (ulong)Number(),
            Char = (char)Number(),
            Float = (float)Double(),
            Double = Double(),
            Decimal = Decimal(),
            Text = Text(),
            Guid = Guid(),
            DateTime = new(Ticks(), (DateTimeKind)_random.Next(3)),
            DateTimeOffset = Offset(),
            DateOnly = DateOnly.FromDayNumber(_random.Next(DateOnly.MaxValue.DayNumber + 1)),
            TimeOnly = new(_random.NextInt64(TimeSpan.TicksPerDay)),
            TimeSpan = new(Number()),
            Colour = (Colour)(short)Number(),
        };

    public Collections Collections() =>
        new()
        {
            Bytes = [.. Many(() => (byte)Number())],
            Memory = Many(() => (byte)Number()).ToArray(),
            Array = [.. Many(() => (int)Number())],
            Jagged = [.. Many(() => Many(() => (int)Number()).ToArray())],
            List = [.. Many(Text)],
            Gaps = [.. Many(() => _random.Next(3) == 0 ? null : Text())],
            Numbers = [.. Many<int?>(() => _random.Next(3) == 0 ? null : (int)Number())],
            Immutable = [.. Many(Point)],
            ReadOnly = [.. Many(() => Line(3))],
            Map = Many(Text).Distinct().ToDictionary(text => text, _ => Many(() => (int)Number()).ToList()),
            ByPoint = Many(Point).Distinct().ToDictionary(point => point, _ => _random.Next(2) == 0 ? null : Line(2)),
            Sorted = new(Many(() => (int)Number()).Distinct().ToDictionary(number => number, _ => Text())),
            Set = [.. Many(Guid)],
            SortedSet = [.. Many(Text)],
            Queue = new(Many(() => (int)Number())),
            Stack = new(Many(() => (int)Number())),
            Pair = new((int)Number(), Text()),
            Tuple = ((int)Number(), Text(), _random.Next(2) == 0 ? null : Point()),
            Tuples = [.. Many(() => ((int)Number(), _random.Next(2) == 0 ? null : Text()))],
        };

    public Drawing Drawing()
    {
        List<Figure> figures = [.. Many(Figure)];
        return new(figures, _random.Next(2) == 0 ? null : Figure());
    }

    public Line Line(int depth) =>
        new(
            Point(),
            Point(),
            _random.Next(2) == 0 ? null : Text(),
            depth == 0 || _random.Next(2) == 0 ? null : Line(depth - 1)
        );

    private Point Point() => new((int)Number(), (int)Number());

    private Figure Figure() =>
        _random.Next(2) == 0 ? new Circle(Text(), Double()) : new Square(Text()) { Side = Double() };

    private IEnumerable<T> Many<T>(Func<T> make) => Enumerable.Range(0, _random.Next(4)).Select(_ => make()).ToArray();

    private string Text() => Texts[_random.Next(Texts.Length)];

    // So many bits that every length of a varint comes up.
    private long Number() => _random.Next(8) == 0 ? long.MinValue : _random.NextInt64() >> _random.Next(64);

    private double Double() =>
        _random.Next(6) switch
        {
            0 => double.NaN,
            1 => double.NegativeInfinity,
            2 => -0.0,
            3 => double.Epsilon,
            _ => _random.NextDouble() * Number(),
        };

    private decimal Decimal() =>
        _random.Next(4) switch
        {
            0 => decimal.MaxValue,
            1 => decimal.MinValue,
            2 => 1.00m,
            _ => new((int)Number(), (int)Number(), (int)Number(), _random.Next(2) == 0, (byte)_random.Next(29)),
        };

    private Guid Guid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new(bytes);
    }

    private long Ticks() =>
        _random.Next(4) switch
        {
            0 => DateTime.MaxValue.Ticks,
            1 => 0,
            _ => _random.NextInt64(DateTime.MaxValue.Ticks),
        };

    private DateTimeOffset Offset() =>
        _random.Next(4) switch
        {
            0 => DateTimeOffset.MaxValue,
            1 => DateTimeOffset.MinValue,
            2 => new(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(14)),
            _ => new(
                _random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay),
                TimeSpan.FromMinutes(-840)
            ),
        };
}
