using Cohort.Serialization;

namespace Cohort.Toolkit.Tests.Serialization;

/// <summary>Two versions of a type read each other.</summary>
public sealed partial class Versions
{
    private static readonly DateTimeOffset Time = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly New Later = new("a", 2, Time)
    {
        Lines = [new("x", 1)],
        Weights = new() { [1] = [2.0, 3.0] },
        Note = "n",
        Shade = new Dark(3),
        Key = Guid.NewGuid(),
        Ratio = 1.5f,
        Title = "t",
        Part = new("p", 1),
    };

    [Fact]
    public void An_old_reader_skips_what_it_does_not_know() =>
        Assert.Equal(new Old("a", 2), Packer.Unpack<Old>(Packer.Pack(Later)));

    [Fact]
    public void A_new_reader_has_defaults_for_what_is_not_there()
    {
        New read = Packer.Unpack<New>(Packer.Pack(new Old("a", 2)));
        Assert.Equal("a", read.Name);
        Assert.Equal(2, read.Count);
        Assert.Equal(default, read.Time);
        Assert.Equal(5, read.Priority);
        Assert.Empty(read.Lines);
        Assert.Empty(read.Weights);
        Assert.Equal("", read.Title);
        Assert.Equal("untitled", read.Subtitle);
        Assert.Null(read.Note);
        Assert.Null(read.Shade);
        Assert.Equal(new Part("", 0), read.Part);
    }

    [Fact]
    public void A_number_may_become_wider() =>
        Assert.Equal(2L, Packer.Unpack<Wide>(Packer.Pack(new Old("a", 2))).Count);

    [Fact]
    public void A_number_that_does_not_fit_is_refused() =>
        Assert.Contains("out of the range of int", Refused<Old>(Packer.Pack(new Wide("a", 1L << 40))).Message);

    [Fact]
    public void Another_kind_is_refused_by_name()
    {
        PackException error = Refused<Changed>(Packer.Pack(new Old("a", 2)));
        Assert.Contains("Field 2 of Versions.Order, Count, is Bytes here and Varint in the payload", error.Message);
    }

    [Fact]
    public void An_unknown_case_is_refused_by_number()
    {
        PackException error = Refused<OldShade>(Packer.Pack<NewShade>(new Bright()));
        Assert.Contains("Case 9 of Versions.Shade", error.Message);
    }

    [Fact]
    public void Another_contract_is_refused_by_name() =>
        Assert.Contains("Versions.Shade", Refused<OldShade>(Packer.Pack(new Old("a", 2))).Message);

    [Fact]
    public void A_list_may_allow_null_later_and_be_read_by_who_does_not()
    {
        Assert.Equal([1, 2], Packer.Unpack<Sparse>(Packer.Pack(new Dense([1, 2]))).Items.Select(item => item ?? -1));
        Assert.Equal([1, 2], Packer.Unpack<Dense>(Packer.Pack(new Sparse([1, 2]))).Items);
        Assert.Contains("null", Refused<Dense>(Packer.Pack(new Sparse([1, null]))).Message);
    }

    private static PackException Refused<T>(byte[] payload)
        where T : IPacked<T> => Assert.Throws<PackException>(() => Packer.Unpack<T>(payload));

    [Packed(Name = "Versions.Order")]
    internal sealed partial record Old(string Name, int Count);

    [Packed(Name = "Versions.Order")]
    internal sealed partial record Wide(string Name, long Count);

    [Packed(Name = "Versions.Order")]
    internal sealed partial record Changed(string Name, string Count);

    [Packed(Name = "Versions.Order")]
    internal sealed partial record New([Field(1)] string Name, [Field(2)] int Count, [Field(3)] DateTimeOffset Time)
    {
        [Field(10)]
        public int Priority { get; init; } = 5;

        [Field(11)]
        public List<Part> Lines { get; init; } = [];

        [Field(12)]
        public Dictionary<int, double[]> Weights { get; init; } = null!;

        [Field(13)]
        public string Title { get; init; } = null!;

        [Field(14)]
        public string Subtitle { get; init; } = "untitled";

        [Field(15)]
        public string? Note { get; init; }

        [Field(16)]
        public NewShade? Shade { get; init; }

        [Field(17)]
        public Part Part { get; init; } = null!;

        [Field(18)]
        public Guid Key { get; init; }

        [Field(536_870_911)]
        public float Ratio { get; init; }
    }

    [Packed]
    internal sealed partial record Part(string Name, int Amount);

    [Packed(Name = "Versions.Shade"), Union(1, typeof(OldDark))]
    internal abstract partial record OldShade;

    [Packed]
    internal sealed partial record OldDark(int Depth) : OldShade;

    [Packed(Name = "Versions.Shade"), Union(1, typeof(Dark)), Union(9, typeof(Bright))]
    internal abstract partial record NewShade;

    [Packed]
    internal sealed partial record Dark(int Depth) : NewShade;

    [Packed]
    internal sealed partial record Bright : NewShade;

    [Packed(Name = "Versions.Numbers")]
    internal sealed partial record Dense(List<int> Items);

    [Packed(Name = "Versions.Numbers")]
    internal sealed partial record Sparse(List<int?> Items);
}
