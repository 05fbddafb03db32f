using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>V1: who installs a view is in it.</summary>
public sealed class SelfInclusion : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "V1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        foreach (var membership in history.Evidence.Memberships)
        foreach (ViewInstalled view in membership.Views)
        {
            if (view.Self is not { } self)
                yield return new(Property, $"{membership} installs {view.Number} and is no member of it");
            else if (self.Process != membership.Process)
                yield return new(Property, $"{membership} installs {view.Number} as {self}, another process");
            else if (!view.Members.Any(member => member.Id == self))
                yield return new(
                    Property,
                    $"{membership} installs {view.Number} as {self}, which the view does not list"
                );
        }
    }
}
