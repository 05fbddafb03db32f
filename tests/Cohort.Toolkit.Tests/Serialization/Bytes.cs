using Cohort.Serialization;

namespace Cohort.Toolkit.Tests.Serialization;

/// <summary>The bytes that spec/wire-format.md promises.</summary>
public sealed partial class Bytes
{
    [Fact]
    public void A_record_is_tags_and_values_and_a_zero() =>
        Assert.Equal(
            // Fields 1: −1, 2: "hé", 3: a list of two varints, 4: a record of two.
            "08" + "01" + "14" + "0368C3A9" + "1E" + "00" + "02" + "0203" + "25" + "0806" + "1000" + "00" + "00",
            Convert.ToHexString(Packer.Pack(new Sample(-1, "hé", [1, -2], new Point(3, 0))).AsSpan(4))
        );

    [Fact]
    public void A_map_is_sorted_and_null_is_a_byte() =>
        Assert.Equal(
            "0F" + "00" + "0C" + "02" + "02" + "01" + "0178" + "04" + "00" + "00",
            Convert.ToHexString(Packer.Pack(new Names(new() { [2] = null, [1] = "x" })).AsSpan(4))
        );

    [Fact]
    public void A_union_is_a_record_of_its_case() =>
        Assert.Equal(
            "0D" + "0C" + "0163" + "12" + "0000000000000040" + "00" + "00",
            Convert.ToHexString(Packer.Pack<Figure>(new Circle("c", 2)).AsSpan(4))
        );

    [Fact]
    public void A_payload_begins_with_the_hash_of_its_contract() =>
        // FNV-1a of "foobar", as its authors give it.
        Assert.Equal("68F99CBF", Convert.ToHexString(Packer.Pack(new Foobar())[..4]));

    [Packed]
    internal sealed partial record Sample(int Number, string Text, List<int> List, Point At);

    [Packed]
    internal sealed partial record Names(Dictionary<int, string?> ByNumber);

    [Packed(Name = "foobar")]
    internal sealed partial record Foobar;
}
