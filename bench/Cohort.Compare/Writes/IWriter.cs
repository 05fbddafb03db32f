namespace Cohort.Compare.Writes;

/// <summary>One client of a replicated store.</summary>
internal interface IWriter : IAsyncDisposable
{
    /// <summary>Writes a value, and completes when it is as safe as the system makes it.</summary>
    /// <exception cref="PeerFailedException">It is not.</exception>
    ValueTask WriteAsync(int key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken);
}
