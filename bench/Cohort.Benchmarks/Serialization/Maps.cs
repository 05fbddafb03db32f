using System.Buffers;
using BenchmarkDotNet.Attributes;
using Cohort.Serialization;

namespace Cohort.Benchmarks.Serialization;

/// <summary>What it costs that maps are written in the order of their keys.</summary>
public partial class Maps
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 20);
    private Pairs _pairs = new([]);
    private Texts _texts = new([]);

    [Params(100, 10_000)]
    public int Count { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        _pairs = new([
            .. Enumerable
                .Range(0, Count)
                .Select(_ => new KeyValuePair<string, int>($"key{random.Next()}", random.Next())),
        ]);
        _texts = new(new(_pairs.Items.DistinctBy(pair => pair.Key)));
    }

    /// <summary>The same pairs in a list.</summary>
    [Benchmark]
    public int List() => Write(_pairs);

    [Benchmark]
    public int Dictionary() => Write(_texts);

    private int Write<T>(T value)
        where T : IPacked<T>
    {
        _buffer.ResetWrittenCount();
        Packer.Pack(_buffer, value);
        return _buffer.WrittenCount;
    }

    [Packed]
    internal sealed partial record Pairs(List<KeyValuePair<string, int>> Items);

    [Packed]
    internal sealed partial record Texts(Dictionary<string, int> Items);
}
