using System.Collections.Immutable;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// P1: once faults stop, and unless the quorum of the root is gone for good, what the cluster was asked to keep running is placed
/// on as many living nodes as were asked for, or on all where there are fewer, and these and no others are its members.
/// </summary>
public sealed class PlacedAsAsked : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "P1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        if (history.Facts is not { Told: [var told, ..] } facts)
            return [];
        ExpectedMembership? root = facts.Expected.FirstOrDefault(expected => expected.Group == GroupPlan.RootName);
        if (root is not null && QuorumLoss.IsInherent(history, root))
            return [];
        ImmutableArray<ProcessId> living = [.. facts.Told.Select(each => each.Process)];
        return facts
            .Asked.Select(asked => Wrong(asked, told, living, facts))
            .OfType<string>()
            .Select(text => new Violation(Property, text));
    }

    private static string? Wrong(
        AskedPlacement asked,
        ToldDirectory told,
        ImmutableArray<ProcessId> living,
        RunFacts facts
    )
    {
        if (told.Placements.FirstOrDefault(placement => placement.Name == asked.Name) is not { } placed)
            return $"{told.Process} knows of no placement {asked.Name}, which all have asked for";
        int most = Math.Min(asked.Replicas, living.Length);
        string nodes = string.Join(' ', placed.Nodes);
        if (placed.Nodes.Distinct().Count() != placed.Nodes.Length || placed.Nodes.Length != most)
            return $"{asked.Name} is placed on {nodes}, and {asked.Replicas} replicas were asked for of {living.Length} nodes";
        if (placed.Nodes.Any(node => !living.Contains(node)))
            return $"{asked.Name} is placed on {nodes}, and there are {string.Join(' ', living)}";
        ImmutableArray<ProcessId> members = facts.Expected.First(expected => expected.Group == asked.Name).Processes;
        return members.SequenceEqual(placed.Nodes.Order())
            ? null
            : $"{asked.Name} is placed on {nodes}, and its members are {string.Join(' ', members)}";
    }
}
