using Cohort.Serialization;

namespace Cohort.Toolkit.Tests.Serialization;

/// <summary>Codecs of types that are known only as arguments.</summary>
public sealed class CodecsOfTypes
{
    [Fact]
    public void Plain_types_have_codecs()
    {
        ComesBack(true);
        ComesBack('x');
        ComesBack(byte.MaxValue);
        ComesBack(sbyte.MinValue);
        ComesBack(short.MinValue);
        ComesBack(ushort.MaxValue);
        ComesBack(int.MinValue);
        ComesBack(uint.MaxValue);
        ComesBack(long.MinValue);
        ComesBack(ulong.MaxValue);
        ComesBack(Int128.MinValue);
        ComesBack(UInt128.MaxValue);
        ComesBack(1.5f);
        ComesBack(double.NaN);
        ComesBack(decimal.MinValue);
        ComesBack("text");
        ComesBack(Guid.NewGuid());
        ComesBack(DateTime.MaxValue);
        ComesBack(DateTimeOffset.MaxValue);
        ComesBack(DateOnly.MaxValue);
        ComesBack(TimeOnly.MaxValue);
        ComesBack(TimeSpan.MinValue);
        ComesBack<int?>(null);
        ComesBack<int?>(3);
        ComesBack<string?>(null);
        Assert.Equal([1, 2], Codec<byte[]>.Default.Unpack(Codec<byte[]>.Default.Pack([1, 2])));
    }

    [Fact]
    public void Enumerations_have_codecs()
    {
        ComesBack(Colour.Red);
        ComesBack(DayOfWeek.Friday);
    }

    [Fact]
    public void Packed_types_have_codecs()
    {
        ComesBack(new Point(1, 2));
        ComesBack<Point?>(null);
        ComesBack(new Line(default, default, "l"));
        ComesBack<Figure>(new Circle("c", 1));
        ComesBack<Figure?>(null);
    }

    [Fact]
    public void A_value_of_another_kind_is_refused() =>
        Assert.Throws<PackException>(() => Codec<int>.Default.Unpack(Codec<string>.Default.Pack("text")));

    [Fact]
    public void Null_is_refused_where_there_is_no_null() =>
        Assert.Throws<PackException>(() => Codec<int>.Default.Unpack(Codec<int?>.Default.Pack(null)));

    [Fact]
    public void Bytes_after_the_value_are_refused() =>
        Assert.Throws<PackException>(() => Codec<int>.Default.Unpack([.. Codec<int>.Default.Pack(1), 0]));

    [Fact]
    public void A_type_without_a_codec_is_told_what_to_do() =>
        Assert.Contains("[Packed]", Assert.Throws<NotSupportedException>(() => Codec<List<int>>.Default).Message);

    private static void ComesBack<T>(T value) =>
        Assert.Equal(value, Codec<T>.Default.Unpack(Codec<T>.Default.Pack(value)));
}
