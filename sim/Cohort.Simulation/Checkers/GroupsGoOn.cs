using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// G1: a governed group goes on while the root has its quorum and one member that holds the state lives. It is L1 of such
/// groups: they have no quorum of their own to lose, only the root's.
/// </summary>
public sealed class GroupsGoOn : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "G1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        Stabilisation.Check(history, governed: true).Select(text => new Violation(Property, text));
}
