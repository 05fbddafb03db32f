using Cohort.Compare.Corosync;
using Cohort.Compare.Etcd;
using Cohort.Compare.Groups;
using Cohort.Compare.Redis;
using Cohort.Compare.Writes;

namespace Cohort.Compare;

/// <summary>Peers that do the same work, and the points at which they are measured beside Cohort.</summary>
/// <param name="Title">The work in a few words.</param>
/// <param name="Ours">Cohort, as it does this work.</param>
/// <param name="Peers">Who does it.</param>
/// <param name="Points">Where they are measured.</param>
/// <param name="StartAsync">Starts a contender for this work.</param>
internal sealed record Part(
    string Title,
    Contender Ours,
    IReadOnlyList<Contender> Peers,
    IReadOnlyList<Point> Points,
    Func<Contender, CancellationToken, Task<ISystem>> StartAsync
);

/// <summary>What is compared.</summary>
internal static class Plan
{
    /// <summary>The sizes of messages, in bytes.</summary>
    public static IReadOnlyList<int> MessageSizes { get; } = [64, 1 << 10, 10 << 10, 64 << 10];

    /// <summary>Clients and sizes of the values that they write, in bytes.</summary>
    public static IReadOnlyList<Point> Writes { get; } =
    [
        new(Workload.Writes, 64, Clients: 1),
        new(Workload.Writes, 1 << 10, Clients: 1),
        new(Workload.Writes, 64, Clients: 64),
        new(Workload.Writes, 1 << 10, Clients: 64),
    ];

    /// <summary>The same, to disks.</summary>
    public static IReadOnlyList<Point> DurableWrites { get; } =
    [.. Writes.Select(point => point with { Workload = Workload.DurableWrites })];

    /// <summary>All parts.</summary>
    public static IReadOnlyList<Part> Parts { get; } =
    [
        new(
            "multicast",
            Contender.Cohort,
            [Contender.Corosync],
            [
                .. MessageSizes.Select(size => new Point(Workload.Throughput, size)),
                .. MessageSizes.Select(size => new Point(Workload.Latency, size)),
            ],
            StartMulticastAsync
        ),
        new(
            "writes",
            Contender.Cohort,
            [Contender.RedisMemory, Contender.RedisSynced, Contender.Etcd],
            Writes,
            StartStoreAsync
        ),
        new(
            "durable writes",
            Contender.CohortDurable,
            [Contender.RedisSynced, Contender.Etcd],
            DurableWrites,
            StartStoreAsync
        ),
    ];

    private static async Task<ISystem> StartMulticastAsync(Contender contender, CancellationToken cancellationToken) =>
        contender == Contender.Corosync ? await CorosyncCluster.StartAsync(cancellationToken) : new CohortBench();

    private static async Task<ISystem> StartStoreAsync(Contender contender, CancellationToken cancellationToken)
    {
        IStore store = contender switch
        {
            Contender.RedisMemory => await RedisStore.StartAsync(isSynced: false, cancellationToken),
            Contender.RedisSynced => await RedisStore.StartAsync(isSynced: true, cancellationToken),
            Contender.Etcd => await EtcdStore.StartAsync(cancellationToken),
            _ => await CohortStore.StartAsync(contender == Contender.CohortDurable, cancellationToken),
        };
        return new ClosedLoop(store);
    }
}
