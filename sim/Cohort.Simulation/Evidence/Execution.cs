using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>A client's call as one member executed it.</summary>
/// <param name="track">The process in the group.</param>
/// <param name="membership">Which of its memberships.</param>
/// <param name="executed">What happened.</param>
internal sealed class Execution(ProcessInGroup track, int membership, CallExecuted executed)
{
    public CallExecuted Event { get; } = executed;

    /// <summary>The formation; null where none is known.</summary>
    public Formation? Formation =>
        membership < track.Memberships.Count ? track.Memberships[membership].Formation : null;

    public override string ToString() => $"{track.NameOf(null)} at position {Event.Position} of {Formation}";
}
