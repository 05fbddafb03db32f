using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// K2: no lock is lost for ever: once faults stop, whoever waits for one and lives has got it, or has been told that it
/// does not.
/// </summary>
public sealed class LocksComeFree : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "K2";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history.Facts is { } facts
            ? history
                .Evidence.Claims.Claims.Where(claim => !claim.IsLead && facts.Tools.Contains(claim.Asked.Process))
                .Where(claim => claim.Held is null && !claim.IsOver)
                .Select(claim => new Violation(Property, $"{claim} waits to the end"))
            : [];
}
