using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// R3: once faults stop, every call of a replicated object by a process that lives has been answered, and none is given up but where
/// the group begins anew or its caller's membership ends.
/// </summary>
public sealed class UpdatesAnswered : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "R3";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history.Facts is { } facts
            ? history
                .Evidence.ToolCalls.Where(call =>
                    facts.Tools.Contains(call.Called.Process) || facts.ToolClients.Contains(call.Called.Process)
                )
                .Where(call => call.Returned is null && !call.IsGivenUp)
                .Select(call => new Violation(Property, $"{call} of {call.Called.Process} was never answered"))
            : [];
}
