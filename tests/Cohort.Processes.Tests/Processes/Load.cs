namespace Cohort.Processes.Tests.Processes;

/// <summary>Lines that a node sends at a steady pace until it is told to stop.</summary>
internal sealed class Load
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(4);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;
    private readonly NodeProcess _node;
    private TaskCompletionSource _awaited = new();
    private long _sent;
    private long _awaitedCount = long.MaxValue;

    public Load(NodeProcess node)
    {
        _node = node;
        _sending = Task.Run(SendAsync);
    }

    /// <summary>No further lines.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _sending;
    }

    /// <summary>Waits until so many lines more have been sent.</summary>
    public async Task WaitForAsync(int more)
    {
        _awaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _awaitedCount, Volatile.Read(ref _sent) + more);
        await _awaited.Task.WaitAsync(Deadline.Patience);
    }

    private async Task SendAsync()
    {
        using var pace = new PeriodicTimer(s_pace);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _node.SendAsync();
                if (++_sent >= Volatile.Read(ref _awaitedCount))
                    _awaited.TrySetResult();
            }
            catch (IOException) when (_node.IsKilled)
            {
                // Killed by the test: it sends no more.
                return;
            }
            await pace.WaitForNextTickAsync();
        }
    }
}
