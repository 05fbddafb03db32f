namespace Cohort.Compare;

/// <summary>What is compared.</summary>
internal enum Workload
{
    /// <summary>Three members that all send totally ordered messages and never pause.</summary>
    Throughput,

    /// <summary>Three members of which one sends, one totally ordered message at a time.</summary>
    Latency,

    /// <summary>Clients that write, each its next value when the one before is safe at three nodes.</summary>
    Writes,

    /// <summary>The same, where it is safe when it is on their disks.</summary>
    DurableWrites,
}

/// <summary>One workload at one size: each is measured for itself, at every system in turn.</summary>
/// <param name="Workload">What is done.</param>
/// <param name="Size">The bytes of a message or a value.</param>
/// <param name="Clients">How many clients write; 0 where there are none.</param>
internal sealed record Point(Workload Workload, int Size, int Clients = 0);
