using System.Buffers;
using Cohort.Serialization;

namespace Cohort.Toolkit.Tests.Serialization;

/// <summary>
/// Whatever the bytes are, there is a value or a <see cref="PackException"/>, and little is allocated.
/// </summary>
public sealed partial class HostileBytes
{
    private const int Seeds = 60;
    private const int Mutations = 400;

    // Beside the budget: exceptions and what a collection's growth leaves behind.
    private const long Slack = 1 << 20;

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            byte[] payload = Packer.Pack(new RandomValues(seed).Drawing());
            for (int length = 0; length < payload.Length; length += 1 + length / 64)
                Assert.Throws<PackException>(() => Packer.Unpack<Drawing>(payload.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Every_mutation_is_a_value_or_refused()
    {
        var random = new Random(1);
        for (int seed = 0; seed < Seeds; seed++)
        {
            var values = new RandomValues(seed);
            Mutate<Plain>(Packer.Pack(values.Plain()), random);
            Mutate<Collections>(Packer.Pack(values.Collections()), random);
            Mutate<Drawing>(Packer.Pack(values.Drawing()), random);
            // All fields are unknown to this one.
            Mutate<Nothing>([.. Packer.Pack(new Nothing())[..4], .. Packer.Pack(values.Collections())[4..]], random);
        }
    }

    [Theory]
    [InlineData("08FFFFFFFFFFFFFFFFFF02", "more than 64 bits")]
    [InlineData("08FFFFFFFFFFFFFFFFFFFF01", "more than 64 bits")]
    [InlineData("08FFFFFFFF7F", "out of the range of int")]
    [InlineData("08", "cut off")]
    [InlineData("1402C328", "no UTF-8")]
    [InlineData("14FFFFFFFF07", "length of 2147483647")]
    [InlineData("14FFFFFFFFFFFFFFFFFF01", "length of 18446744073709551615")]
    [InlineData("1E00FFFFFFFF07", "count of 2147483647")]
    [InlineData("1E00FFFFFFFFFFFFFFFFFF01", "count of 18446744073709551615")]
    [InlineData("1E0100", "a list of Fixed4 where one of Varint must be")]
    [InlineData("1E1000", "16 where the kind of an element must be")]
    [InlineData("1E080102", "2 where 0 or 1")]
    [InlineData("1E080100", "null")]
    [InlineData("08020802", "twice, out of order")]
    [InlineData("03", "without a number")]
    [InlineData("0000", "1 bytes after the end")]
    [InlineData("0C00", "Field 1 of HostileBytes.Sample, Number, is Varint here and Bytes in the payload")]
    [InlineData("FFFFFFFFFF7F00", "a tag of")]
    public void What_is_wrong_is_said(string hex, string message)
    {
        byte[] payload = [.. Packer.Pack(new Sample(0, "", []))[..4], .. Convert.FromHexString(hex)];
        var error = Assert.Throws<PackException>(() => Packer.Unpack<Sample>(payload));
        Assert.Contains(message, error.Message);
        Assert.InRange(error.Offset!.Value, 4, payload.Length);
    }

    [Fact]
    public void A_key_twice_is_refused()
    {
        byte[] payload = [.. Packer.Pack(new Keys([]))[..4], .. Convert.FromHexString("0F0000020202020400")];
        Assert.Contains("key of a map twice", Refused<Keys>(payload).Message);
    }

    [Fact]
    public void Values_nested_too_deep_are_refused_known_or_not()
    {
        byte[] nested = [.. Enumerable.Repeat((byte)0x25, 100_000)];
        Assert.Contains("deeper", Refused<Line>([.. Packer.Pack(new Line(default, default))[..4], .. nested]).Message);
        Assert.Contains("deeper", Refused<Nothing>([.. Packer.Pack(new Nothing())[..4], .. nested]).Message);
        // Lists of lists, which nobody here knows.
        byte[] lists = [0x0E, .. Enumerable.Repeat<byte[]>([6, 1], 100_000).SelectMany(bytes => bytes)];
        Assert.Contains("deeper", Refused<Nothing>([.. Packer.Pack(new Nothing())[..4], .. lists]).Message);
    }

    [Fact]
    public void A_type_that_contains_itself_and_is_missing_is_refused() =>
        Assert.Contains("deeper", Refused<Endless>([.. HashOf<Endless>(), 0]).Message);

    [Fact]
    public void A_value_that_is_nested_too_deep_or_contains_itself_is_not_written()
    {
        var cyclic = new Node();
        cyclic.Next = cyclic;
        Assert.Contains("contains itself", Assert.Throws<PackException>(() => Packer.Pack(cyclic)).Message);
        Node deepest = Nested(PackWriter.MaxDepth);
        Packer.Unpack<Node>(Packer.Pack(deepest));
        Assert.Throws<PackException>(() => Packer.Pack(Nested(PackWriter.MaxDepth + 1)));
    }

    [Fact]
    public void Small_payloads_of_large_values_are_refused()
    {
        // Two million empty records of some 200 bytes each.
        byte[] payload = [.. HashOf<Wide.List>(), 0x0E, 5, 0x80, 0x89, 0x7A, .. new byte[2_000_000], 0];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("bytes of memory", Refused<Wide.List>(payload).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Budget(payload.Length));
    }

    [Fact]
    public void Null_where_the_type_says_never_is_not_written()
    {
        Assert.Contains("Sample.Text is null", NotWritten(new Sample(0, null!, [])).Message);
        Assert.Contains("null", NotWritten(new Collections { List = [null!] }).Message);
        Assert.Throws<ArgumentNullException>(() => Packer.Pack<Sample>(null!));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_not_written()
    {
        Assert.Contains("surrogate", NotWritten(new Sample(0, "a\uD800", [])).Message);
        Assert.Contains("surrogate", NotWritten(new Sample(0, new string('a', 100) + "\uDC00", [])).Message);
    }

    [Fact]
    public void An_object_of_a_derived_type_is_not_cut_down()
    {
        Assert.Contains("[Union]", NotWritten<Open>(new Derived()).Message);
        Assert.Contains("[Union(number, typeof(Triangle))]", NotWritten<Figure>(new Triangle()).Message);
    }

    [Fact]
    public void What_the_types_own_code_refuses_is_refused()
    {
        var error = Refused<Picky>([.. HashOf<Picky>(), 8, 1, 0]);
        Assert.IsType<ArgumentException>(error.InnerException);
    }

    private static void Mutate<T>(byte[] payload, Random random)
        where T : IPacked<T>
    {
        for (int mutation = 0; mutation < Mutations; mutation++)
        {
            byte[] mutated = Mutated(payload, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Packer.Unpack<T>(mutated);
            }
            catch (PackException) { }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Budget(mutated.Length));
        }
    }

    private static byte[] Mutated(byte[] payload, Random random)
    {
        byte[] mutated = [.. payload];
        for (int left = random.Next(1, 4); left > 0; left--)
        {
            // Behind the hash, and more often near to the beginning.
            int place = 4 + random.Next(1 + random.Next(mutated.Length - 4));
            mutated[Math.Min(place, mutated.Length - 1)] = random.Next(4) switch
            {
                0 => 0,
                1 => 0xFF,
                2 => (byte)(payload[place % payload.Length] ^ (1 << random.Next(8))),
                _ => (byte)random.Next(256),
            };
        }
        return random.Next(4) == 0 ? mutated[..random.Next(4, mutated.Length)] : mutated;
    }

    private static long Budget(int length) => (16 << 20) + 64L * length + Slack;

    private static byte[] HashOf<T>()
        where T : IPacked<T> => BitConverter.GetBytes(T.ContractHash);

    private static Node Nested(int depth)
    {
        Node node = new();
        for (int level = 1; level < depth; level++)
            node = new() { Next = node };
        return node;
    }

    private static PackException Refused<T>(byte[] payload)
        where T : IPacked<T> => Assert.Throws<PackException>(() => Packer.Unpack<T>(payload));

    private static PackException NotWritten<T>(T value)
        where T : IPacked<T> => Assert.Throws<PackException>(() => Packer.Pack(new ArrayBufferWriter<byte>(), value));

    [Packed(Name = "HostileBytes.Sample")]
    internal sealed partial record Sample(int Number, string Text, List<int> List);

    [Packed]
    internal sealed partial record Nothing;

    [Packed]
    internal sealed partial record Keys(Dictionary<int, int> Map);

    [Packed]
    internal sealed partial record Endless(Endless Next, Endless Other);

    [Packed]
    internal sealed partial class Node
    {
        public Node? Next { get; set; }
    }

    [Packed]
    internal sealed partial class Wide
    {
        public (decimal, decimal, decimal, decimal, decimal, decimal) First { get; set; }
        public (decimal, decimal, decimal, decimal, decimal, decimal) Second { get; set; }

        [Packed]
        internal sealed partial record List(List<Wide> Items);
    }

    [Packed]
    internal partial class Open
    {
        public int Number { get; set; }
    }

    internal sealed class Derived : Open;

    private sealed record Triangle() : Figure("t");

    [Packed]
    internal sealed partial class Picky
    {
        public int Number
        {
            get;
            set => field = value >= 0 ? value : throw new ArgumentException("too small");
        }
    }
}
