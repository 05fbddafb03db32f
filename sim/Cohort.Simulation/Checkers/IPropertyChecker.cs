using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// Judges whole histories by one property of spec/properties.md. A checker keeps nothing between two calls, so that one
/// instance serves every seed and every thread.
/// </summary>
public interface IPropertyChecker
{
    /// <summary>The property's id: V1 … R1.</summary>
    string Property { get; }

    /// <summary>Everything in the history that breaks the property. Empty where it holds.</summary>
    IEnumerable<Violation> Check(History history);
}
