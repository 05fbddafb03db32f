using System.Buffers;
using BenchmarkDotNet.Attributes;
using Cohort.Serialization;

namespace Cohort.Benchmarks.Serialization;

/// <summary>An order, packed and unpacked by generated code, and by code that is written by hand.</summary>
public class Packing
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly byte[] _written = new byte[1024];
    private readonly byte[] _packed = Packer.Pack(Order.Sample);

    [GlobalSetup]
    public void SetUp() => HandWritten.Write(_written, Order.Sample);

    [Benchmark]
    public int WriteByHand() => HandWritten.Write(_written, Order.Sample);

    [Benchmark]
    public int Write()
    {
        _buffer.ResetWrittenCount();
        Packer.Pack(_buffer, Order.Sample);
        return _buffer.WrittenCount;
    }

    [Benchmark]
    public Order ReadByHand() => HandWritten.Read(_written);

    [Benchmark]
    public Order Read() => Packer.Unpack<Order>(_packed);
}
