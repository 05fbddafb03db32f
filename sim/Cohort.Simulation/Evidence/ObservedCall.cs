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

    /// <summary>The end without an answer; null where there was none.</summary>
    public OperationGivenUp? GivenUp { get; set; }

    /// <summary>Where it was executed, if a client called it.</summary>
    public List<Execution> Executions { get; } = [];

    /// <summary>Whether who called is no member, and never was.</summary>
    public bool IsClients => track.Memberships.Count == 0;

    /// <summary>Whether who called was gone when the history ended.</summary>
    public bool IsAbandoned => track.Crashed;

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

    /// <summary>The formations in which it can have taken effect: those that its process was in meanwhile, or those whose members
    /// executed it for a client.</summary>
    public IReadOnlyList<Formation> Formations() =>
        IsClients
            ? [.. Executions.Select(execution => execution.Formation).OfType<Formation>().Distinct()]
            :
            [
                .. track
                    .Memberships.Where(each => each.Ordinal >= membership && each.Ordinal <= _lastMembership)
                    .Select(each => each.Formation)
                    .OfType<Formation>()
                    .Distinct(),
            ];
}
