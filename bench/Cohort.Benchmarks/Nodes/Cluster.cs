using BenchmarkDotNet.Attributes;
using Cohort.Protocol.Tests.Steady;

namespace Cohort.Benchmarks.Nodes;

/// <summary>
/// Three whole nodes in one thread, which all send, Total and Stable: what the protocol alone costs for each delivery. A
/// delivery is one message at one member.
/// </summary>
public class Cluster
{
    private const int Members = 3;
    private const int Messages = 3000;
    private const long WarmUp = 100_000;
    private const int BytesUnderWay = 256 << 10;
    private const int MostUnderWay = 1024;

    private SteadyCluster? _cluster;

    /// <summary>Bytes of a message.</summary>
    [Params(64, 1 << 10, 10 << 10)]
    public int Size { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _cluster = new SteadyCluster(Members, new byte[Size], Math.Min(MostUnderWay, BytesUnderWay / Size));
        _cluster.Deliver(WarmUp);
    }

    [Benchmark(OperationsPerInvoke = Members * Messages)]
    public void Deliver() => _cluster!.Deliver(Messages);
}
