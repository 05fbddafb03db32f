using System.Buffers.Binary;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Members;

/// <summary>Sends without pause: so many messages are under way, and the next one goes as soon as the oldest is in the
/// stream.</summary>
internal sealed class Flood(Setting setting) : IWorkload
{
    // Far more than a group takes; more would only keep the end of a measurement waiting.
    private const int MostBytesUnderWay = 64 << 20;

    private readonly SemaphoreSlim _resumed = new(0);
    private volatile Parent? _stopper;
    private volatile bool _isSender;
    private long _sent;

    /// <summary>How many messages are under way at a time.</summary>
    public static int UnderWay(Setting setting) =>
        Math.Min(setting.Outstanding, Math.Max(2, MostBytesUnderWay / Math.Max(1, setting.Size)));

    public async Task RunAsync(Group group, CancellationToken leaving)
    {
        _isSender = true;
        // Nobody writes to it any more, so all that is under way may share it.
        var payload = new byte[setting.Size];
        Random.Shared.NextBytes(payload);
        var underWay = new ValueTask[UnderWay(setting)];
        for (int next = 0; !leaving.IsCancellationRequested; next = (next + 1) % underWay.Length)
        {
            await underWay[next];
            if (_stopper is { } parent)
                await DrainAsync(group, underWay, next, parent);
            underWay[next] = group.SendAsync(payload, setting.Order, setting.Delivery);
            _sent++;
        }
    }

    public void OnFrame(Frame frame, Parent parent)
    {
        switch ((MemberFrame)frame.Kind)
        {
            case MemberFrame.Stop when _isSender:
                _stopper = parent;
                break;
            case MemberFrame.Stop:
                TellDrained(parent);
                break;
            case MemberFrame.Start when _stopper is not null:
                _resumed.Release();
                break;
        }
    }

    // All but the one that has been awaited.
    private async Task DrainAsync(Group group, ValueTask[] underWay, int awaited, Parent parent)
    {
        underWay[awaited] = ValueTask.CompletedTask;
        for (int index = 0; index < underWay.Length; index++)
        {
            await underWay[index];
            underWay[index] = ValueTask.CompletedTask;
        }
        await group.FlushAsync();
        TellDrained(parent);
        await _resumed.WaitAsync();
        _stopper = null;
    }

    private void TellDrained(Parent parent)
    {
        var sent = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(sent, _sent);
        parent.Tell(new Frame((byte)MemberFrame.Drained, sent));
    }
}
