using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Members;

/// <summary>
/// One small message at a time, as <see cref="PingPong"/> sends them; and a second group of the same processes, in
/// which the member that is told to sends large ones without pause until it is told to stop.
/// </summary>
internal sealed class BesideBulk(Setting setting) : IWorkload
{
    // One is cut up while the one before is on its way.
    private const int BulkUnderWay = 2;

    private readonly PingPong _small = new(setting);
    private readonly SemaphoreSlim _started = new(0);
    private volatile Parent? _stopper;
    private Group? _bulk;
    private long _bulkBytes;

    public long BulkBytes => Volatile.Read(ref _bulkBytes);

    public async Task<IAsyncDisposable?> JoinBesideAsync(Node node) =>
        _bulk = await node.JoinAsync("bulk", new GroupOptions { OnMessage = CountBulk, Rejoin = false });

    public async Task RunBesideAsync(CancellationToken leaving)
    {
        var payload = new byte[setting.BulkBytes];
        Random.Shared.NextBytes(payload);
        while (true)
        {
            await _started.WaitAsync(leaving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (leaving.IsCancellationRequested)
                return;
            await SendBulkAsync(_bulk!, payload, leaving);
            _stopper?.Tell(new Frame((byte)MemberFrame.Drained, default));
            _stopper = null;
        }
    }

    public Task RunAsync(Group group, CancellationToken leaving) => _small.RunAsync(group, leaving);

    public void OnMessage(in Message message) => _small.OnMessage(message);

    public void OnFrame(Frame frame, Parent parent)
    {
        switch ((MemberFrame)frame.Kind)
        {
            case MemberFrame.StartBulk:
                _started.Release();
                break;
            case MemberFrame.StopBulk:
                _stopper = parent;
                break;
        }
        _small.OnFrame(frame, parent);
    }

    private async Task SendBulkAsync(Group bulk, byte[] payload, CancellationToken leaving)
    {
        var underWay = new ValueTask[BulkUnderWay];
        for (int next = 0; _stopper is null && !leaving.IsCancellationRequested; next = (next + 1) % underWay.Length)
        {
            await underWay[next];
            underWay[next] = bulk.SendAsync(payload, setting.Order, setting.Delivery, CancellationToken.None);
        }
        foreach (ValueTask send in underWay)
            if (!send.IsCompletedSuccessfully)
                await send;
        await bulk.FlushAsync(CancellationToken.None);
    }

    private void CountBulk(Message message) => Volatile.Write(ref _bulkBytes, _bulkBytes + message.Payload.Length);
}
