using System.Threading.Channels;

namespace Cohort.AspNetCore.Dashboard.Pages;

/// <summary>A page that somebody has open. What it does not take in time is lost to it, and it is told how much.</summary>
/// <param name="diagram">The group whose diagram it shows; empty for none.</param>
internal sealed class Page(string diagram)
{
    /// <summary>How much may wait for it.</summary>
    public const int Buffer = 128;

    private readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(Buffer) { SingleReader = true }
    );
    private long _lost;

    /// <summary>The group whose diagram it shows; empty for none.</summary>
    public string Diagram => diagram;

    /// <summary>There is something for it to hear.</summary>
    public void Tell(byte[] news)
    {
        if (!_waiting.Writer.TryWrite(news))
            Interlocked.Increment(ref _lost);
    }

    /// <summary>Completes when something waits.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) =>
        _waiting.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>What waits; null where nothing does.</summary>
    public byte[]? Take() => _waiting.Reader.TryRead(out byte[]? news) ? news : null;

    /// <summary>How much was lost since this was asked the last time.</summary>
    public long TakeLost() => Interlocked.Exchange(ref _lost, 0);
}
