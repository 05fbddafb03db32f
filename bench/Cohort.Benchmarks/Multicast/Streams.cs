using BenchmarkDotNet.Attributes;
using Cohort.Protocol.Memory;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Wire;

namespace Cohort.Benchmarks.Multicast;

/// <summary>An item into its stream, delivered and let go of: what each costs, where so many are kept at a time.</summary>
public class Streams
{
    private const int Items = 16 << 10;
    private const int Members = 3;
    private const int Size = 64;

    private readonly Strip _strip = new(new SlabPool(spoil: false));
    private readonly FrameWriter _scratch = new();
    private readonly SenderStream _stream = new(0, Members);
    private readonly ulong[] _after = new ulong[Members];
    private readonly byte[] _payload = new byte[Size];

    [Params(16, 4096)]
    public int Kept { get; set; }

    [Benchmark(OperationsPerInvoke = Items)]
    public ulong AppendAndFree()
    {
        for (int item = 0; item < Items; item++)
        {
            _after[1]++;
            _stream.Append(Item(), _after);
            _stream.DeliveredTo(_stream.Received);
            if (_stream.Received > (ulong)Kept)
                _stream.Free(_stream.Received - (ulong)Kept);
        }
        return _stream.Freed;
    }

    private StreamItem Item() =>
        StreamItem.FirstFragment(
            Order.Total,
            Delivery.Stable,
            isCall: false,
            last: true,
            Size,
            _after,
            _stream.LastAfter,
            _payload,
            _scratch,
            _strip
        );
}
