using System.Collections.Immutable;
using Cohort.Serialization;

namespace Cohort.Toolkit.Tests.Serialization;

/// <summary>What is packed comes back as it was.</summary>
public sealed partial class RoundTrips
{
    private const int Runs = 2000;

    [Fact]
    public void Every_plain_type_comes_back()
    {
        for (int seed = 0; seed < Runs; seed++)
        {
            Plain before = new RandomValues(seed).Plain();
            Plain after = Again(before);
            Assert.Equal(before, after);
            // What equality does not see.
            Assert.Equal(before.DateTime.Kind, after.DateTime.Kind);
            Assert.Equal(before.DateTimeOffset.Offset, after.DateTimeOffset.Offset);
            Assert.Equal(decimal.GetBits(before.Decimal), decimal.GetBits(after.Decimal));
            Assert.Equal(BitConverter.DoubleToInt64Bits(before.Double), BitConverter.DoubleToInt64Bits(after.Double));
        }
    }

    [Fact]
    public void Every_collection_comes_back_in_its_order()
    {
        for (int seed = 0; seed < Runs; seed++)
        {
            Collections before = new RandomValues(seed).Collections();
            Collections after = Again(before);
            Assert.Equal(before.Bytes, after.Bytes);
            Assert.Equal(before.Memory.ToArray(), after.Memory.ToArray());
            Assert.Equal(before.Array, after.Array);
            Assert.Equal(before.Jagged, after.Jagged);
            Assert.Equal(before.List, after.List);
            Assert.Equal(before.Gaps, after.Gaps);
            Assert.Equal(before.Numbers, after.Numbers);
            Assert.Equal(before.Immutable.AsEnumerable(), after.Immutable.AsEnumerable());
            Assert.Equal(before.ReadOnly, after.ReadOnly);
            Assert.Equal(before.Map, after.Map);
            Assert.Equal(before.ByPoint, after.ByPoint);
            Assert.Equal(before.Sorted, after.Sorted);
            Assert.Equal(before.Set, after.Set);
            Assert.Equal(before.SortedSet, after.SortedSet);
            Assert.Equal(before.Queue, after.Queue);
            Assert.Equal(before.Stack, after.Stack);
            Assert.Equal(before.Pair, after.Pair);
            Assert.Equal(before.Tuple, after.Tuple);
            Assert.Equal(before.Tuples, after.Tuples);
        }
    }

    [Fact]
    public void A_case_of_a_union_comes_back_as_that_case()
    {
        for (int seed = 0; seed < Runs; seed++)
        {
            Drawing before = new RandomValues(seed).Drawing();
            Drawing after = Again(before);
            Assert.Equal(before.Figures, after.Figures);
            Assert.Equal(before.Selected, after.Selected);
        }
    }

    [Fact]
    public void A_union_is_a_contract_of_its_own()
    {
        Figure figure = new Circle("c", 1.5);
        Assert.Equal(figure, Packer.Unpack<Figure>(Packer.Pack(figure)));
        var error = Assert.Throws<PackException>(() => Packer.Unpack<Figure>(Packer.Pack((Circle)figure)));
        Assert.Contains(typeof(Figure).FullName!, error.Message);
    }

    [Fact]
    public void Null_stays_null_whatever_the_member_begins_with() =>
        Assert.Null(Again(new Line(default, default, null)).Label);

    [Fact]
    public void An_immutable_array_that_was_never_made_comes_back_empty() =>
        Assert.Empty(Again(new Collections { Immutable = default }).Immutable.AsEnumerable());

    [Fact]
    public void A_class_keeps_the_constructor_it_had() => Assert.Empty(new Collections().List);

    [Fact]
    public void Required_readonly_private_and_renamed_members_come_back()
    {
        var before = new Unusual(7) { Needed = "n", @class = 3 };
        before.Raise();
        Unusual after = Again(before);
        Assert.Equal((7, "n", 3, 1), (after.Start, after.Needed, after.@class, after.Raised));
        Assert.Equal(0, after.Forgotten);
    }

    [Fact]
    public void A_nested_type_comes_back() => Assert.Equal(new Inner(5), Again(new Inner(5)));

    [Fact]
    public void A_large_value_grows_its_buffer()
    {
        var before = new Collections { Array = [.. Enumerable.Range(0, 300_000)], Bytes = new byte[1 << 20] };
        Collections after = Again(before);
        Assert.Equal(before.Array, after.Array);
        Assert.Equal(before.Bytes, after.Bytes);
    }

    private static T Again<T>(T value)
        where T : IPacked<T> => Packer.Unpack<T>(Packer.Pack(value));

    [Packed]
    private sealed partial record Inner(int Value);

    /// <summary>A class with everything that is not usual.</summary>
    [Packed]
    internal sealed partial class Unusual(int start)
    {
        public int Start { get; } = start;

        public required string Needed { get; init; }

        public int @class;

        public int Raised { get; private set; }

        [NotPacked]
        public int Forgotten { get; set; }

        public int Computed => Raised * 2;

        public void Raise()
        {
            Raised++;
            Forgotten++;
        }
    }
}
