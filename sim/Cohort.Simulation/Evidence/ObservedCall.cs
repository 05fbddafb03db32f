using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>An operation on a replicated object, from its call to its return.</summary>
/// <param name="track">Where it was called.</param>
/// <param name="called">The call.</param>
/// <param name="step">The place of the call in the history.</param>
/// <param name="membership">The membership that was under way, or came next.</param>
internal sealed class ObservedCall(ProcessInGroup track, OperationCalled called, int step, int membership)
{
    private int _lastMembership = int.MaxValue;

    public OperationCalled Called { get; } = called;

    public int CalledAt { get; } = step;

    /// <summary>The return; null for a call that never returned.</summary>
    public OperationReturned? Returned { get; private set; }

    /// <summary>The place of the return in the history.</summary>
    public int ReturnedAt { get; private set; }

    public void Return(OperationReturned returned, int step, int membership)
    {
        Returned = returned;
        ReturnedAt = step;
        _lastMembership = membership;
    }

    /// <summary>The formations in which it can have taken effect: those that its process was in meanwhile.</summary>
    public IReadOnlyList<Formation> Formations() =>
        [
            .. track
                .Memberships.Where(each => each.Ordinal >= membership && each.Ordinal <= _lastMembership)
                .Select(each => each.Formation)
                .OfType<Formation>()
                .Distinct(),
        ];
}
