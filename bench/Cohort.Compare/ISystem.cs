namespace Cohort.Compare;

/// <summary>Something that runs and is measured: Cohort or a peer. It and all its processes are gone when it is
/// disposed.</summary>
internal interface ISystem : IAsyncDisposable
{
    /// <summary>Measures once.</summary>
    /// <exception cref="PeerFailedException">It did not do its part.</exception>
    Task<Sample> MeasureAsync(Point point, Timing timing, CancellationToken cancellationToken);
}
