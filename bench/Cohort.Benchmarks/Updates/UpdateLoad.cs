using Cohort.Benchmarks.Nodes;

namespace Cohort.Benchmarks.Updates;

/// <summary>All three members update one object, so many updates of each under way at a time: as one is answered, the next is asked
/// for.</summary>
internal sealed class UpdateLoad : Load
{
    private readonly byte[] _payload;
    private readonly Replica<Blob>[] _replicas;
    private readonly int _outstanding;

    private UpdateLoad(Replica<Blob>[] replicas, int size, int outstanding) =>
        (_replicas, _payload, _outstanding) = (replicas, new byte[size], outstanding);

    public override string Name => "updates";

    protected override long Done => _replicas.Min(replica => replica.Local.Updates());

    public static async Task<UpdateLoad> StartAsync(ThreeNodes nodes, int size, int outstanding) =>
        new(await nodes.EachAsync(node => node.ReplicateAsync<Blob>("blob")), size, outstanding);

    public override async ValueTask DisposeAsync()
    {
        foreach (Replica<Blob> replica in _replicas)
            await replica.DisposeAsync();
    }

    protected override Task KeepBusyAsync(CancellationToken stopping) =>
        Task.WhenAll(
            from replica in _replicas
            from worker in Enumerable.Range(0, _outstanding)
            select Task.Run(() => UpdateAsync(replica, stopping), CancellationToken.None)
        );

    private async Task UpdateAsync(Replica<Blob> replica, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
            await replica.PutAsync(_payload, CancellationToken.None);
    }
}
