using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>L2: buffers and memory stay within their stated bounds in every run.</summary>
public sealed class Boundedness : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "L2";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        (history.Facts?.Bounds ?? [])
            .Where(bound => bound.Largest > bound.Limit)
            .Select(bound => new Violation(
                Property,
                $"{bound.Process}: {bound.What} reached {bound.Largest}, the bound is {bound.Limit}"
            ));
}
