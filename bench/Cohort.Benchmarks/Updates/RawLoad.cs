using Cohort.Benchmarks.Nodes;

namespace Cohort.Benchmarks.Updates;

/// <summary>All three members send, Total and Stable, as fast as the group takes it.</summary>
internal sealed class RawLoad : Load
{
    private readonly byte[] _payload;
    private readonly Group[] _groups;
    private readonly long[] _delivered;

    private RawLoad(Group[] groups, long[] delivered, int size) =>
        (_groups, _delivered, _payload) = (groups, delivered, new byte[size]);

    public override string Name => "multicast";

    protected override long Done => _delivered.Min();

    public static async Task<RawLoad> StartAsync(ThreeNodes nodes, int size)
    {
        long[] delivered = new long[3];
        int next = 0;
        Group[] groups = await nodes.EachAsync(node =>
        {
            int place = next++;
            return node.JoinAsync(
                "raw",
                new GroupOptions { OnMessage = _ => Volatile.Write(ref delivered[place], delivered[place] + 1) }
            );
        });
        return new RawLoad(groups, delivered, size);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (Group group in _groups)
            await group.DisposeAsync();
    }

    protected override Task KeepBusyAsync(CancellationToken stopping) =>
        Task.WhenAll(_groups.Select(group => Task.Run(() => SendAsync(group, stopping), CancellationToken.None)));

    private async Task SendAsync(Group group, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
            await group.SendAsync(_payload, Order.Total, Delivery.Stable, CancellationToken.None);
        await group.FlushAsync(CancellationToken.None);
    }
}
