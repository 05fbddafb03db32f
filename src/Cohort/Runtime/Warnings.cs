using System.Threading.Channels;

namespace Cohort.Runtime;

/// <summary>
/// Carries warnings to the application, one at a time, on the thread pool. Bounded: a stranger who provokes warnings
/// faster than the application takes them gets the newest counted instead of kept.
/// </summary>
internal sealed class Warnings(Action<string>? heard)
{
    private const int Capacity = 256;

    private readonly Channel<string> _waiting = Channel.CreateBounded<string>(
        new BoundedChannelOptions(Capacity) { SingleReader = true }
    );
    private long _dropped;

    /// <summary>Tells the application, soon. Never waits.</summary>
    public void Report(string warning)
    {
        if (heard is not null && !_waiting.Writer.TryWrite(warning))
            Interlocked.Increment(ref _dropped);
    }

    /// <summary>No more will come.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Calls the application until <see cref="Complete"/>.</summary>
    /// <exception cref="WarningHandlerException">The callback threw.</exception>
    public async Task RunAsync()
    {
        if (heard is null)
            return;
        await foreach (string warning in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            Tell(heard, warning);
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and long dropped)
                Tell(heard, $"{dropped} more warnings came faster than they were taken, and are not shown.");
        }
    }

    private static void Tell(Action<string> heard, string warning)
    {
        try
        {
            heard(warning);
        }
        catch (Exception e)
        {
            throw new WarningHandlerException(e);
        }
    }
}
