using BenchmarkDotNet.Attributes;
using Cohort.Protocol.Wire;

namespace Cohort.Benchmarks.Wire;

/// <summary>CRC-32C over frames of usual lengths.</summary>
public class Checksum
{
    private byte[] _bytes = [];

    /// <summary>Bytes.</summary>
    [Params(64, 1 << 10, 10 << 10, 64 << 10)]
    public int Size { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _bytes = new byte[Size];
        new Random(Size).NextBytes(_bytes);
    }

    [Benchmark]
    public uint Crc() => Crc32C.Of(_bytes);
}
