namespace Cohort;

/// <summary>What one member of the cluster does at a time: see <see cref="CohortBuilder.AddClusterSingleton{TService}"/>.</summary>
public interface IClusterSingleton
{
    /// <summary>
    /// Runs while this process is the one. What it throws is logged, the next member's turn comes, and this one stands in line again. When it
    /// returns it is done here, and the next member has its turn.
    /// </summary>
    /// <param name="turn">The number of this turn, which other systems can be given along with what is written to them.</param>
    /// <param name="cancellationToken">Cancelled when this process may be the one no more, or stops: it ends then.</param>
    Task RunAsync(SingletonContext turn, CancellationToken cancellationToken);
}
