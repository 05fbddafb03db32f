using System.Diagnostics;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Members;

/// <summary>Sends without pause, as <see cref="Flood"/> does; the handler of the member that is told to be slow takes
/// its time for each message.</summary>
internal sealed class BesideSlow(Setting setting) : IWorkload
{
    private readonly Flood _flood = new(setting);
    private volatile bool _isSlow;

    public bool Awaits => setting.SlowBy == Slowness.Awaiting;

    public Task RunAsync(Group group, CancellationToken leaving) => _flood.RunAsync(group, leaving);

    public void OnMessage(in Message message)
    {
        if (!_isSlow || Awaits)
            return;
        long from = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(from) < setting.Slow) { }
    }

    public ValueTask AwaitAsync(CancellationToken cancellationToken) =>
        _isSlow ? new ValueTask(Task.Delay(setting.Slow, cancellationToken)) : ValueTask.CompletedTask;

    public void OnFrame(Frame frame, Parent parent)
    {
        if ((MemberFrame)frame.Kind == MemberFrame.SlowDown)
            _isSlow = true;
        _flood.OnFrame(frame, parent);
    }
}
