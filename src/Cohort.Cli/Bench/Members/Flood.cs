namespace Cohort.Cli.Bench.Members;

/// <summary>Sends without pause: so many messages are under way, and the next one goes as soon as the oldest is in the
/// stream.</summary>
internal sealed class Flood(Setting setting) : IWorkload
{
    public async Task RunAsync(Group group, CancellationToken leaving)
    {
        // Nobody writes to it any more, so all that is under way may share it.
        var payload = new byte[setting.Size];
        Random.Shared.NextBytes(payload);
        var underWay = new ValueTask[setting.Outstanding];
        for (int next = 0; !leaving.IsCancellationRequested; next = (next + 1) % underWay.Length)
        {
            await underWay[next];
            underWay[next] = group.SendAsync(payload, setting.Order, setting.Delivery);
        }
        foreach (ValueTask last in underWay)
            await last;
    }
}
