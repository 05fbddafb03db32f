using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// N1: once faults stop, and unless the quorum of the root is gone for good, what each process has been told of the directory,
/// change by change, is current and the same: exactly the nodes that live, and every group in the view that its members are in.
/// </summary>
public sealed class DirectoryTold : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "N1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        Wrong(history).Select(text => new Violation(Property, text));

    private static IEnumerable<string> Wrong(History history)
    {
        if (history.Facts is not { Told: [var first, ..] } facts)
            return [];
        ExpectedMembership? root = facts.Expected.FirstOrDefault(expected => expected.Group == GroupPlan.RootName);
        if (root is not null && QuorumLoss.IsInherent(history, root))
            return [];
        return facts
            .Told.SelectMany(told => Wrong(told, first, [.. facts.Told.Select(each => each.Process)]))
            .Concat(
                facts
                    .Expected.Where(expected => expected != root && !QuorumLoss.IsInherent(history, expected))
                    .Select(expected => WrongView(history.Evidence, expected, first))
                    .OfType<string>()
            );
    }

    private static IEnumerable<string> Wrong(ToldDirectory told, ToldDirectory first, ProcessId[] living)
    {
        if (!told.IsCurrent)
            yield return $"{told.Process} does not know that its directory is current";
        if (!told.Nodes.Select(node => node.Process).SequenceEqual(living))
            yield return $"{told.Process} knows the nodes {string.Join(' ', told.Nodes.Select(node => node.Process))}, "
                + $"and there are {string.Join(' ', living)}";
        if (!told.Groups.SequenceEqual(first.Groups) || !told.Nodes.SequenceEqual(first.Nodes))
            yield return $"{told.Process} knows {Describe(told)}, {first.Process} {Describe(first)}";
    }

    private static string? WrongView(RunEvidence evidence, ExpectedMembership expected, ToldDirectory told)
    {
        ViewInstalled? view = expected
            .Processes.Select(process => evidence.Track(process, expected.Group)?.Present)
            .Select(membership => membership is { Views: [.., var last] } ? last : null)
            .FirstOrDefault(last => last is not null);
        if (view is null)
            return null;
        ToldGroup? group = told.Groups.FirstOrDefault(group => group.Name == expected.Group);
        return group is { IsLost: false } && group.Formation == view.Formation && group.View == view.Number
            ? null
            : $"{told.Process} knows {group?.ToString() ?? $"no group {expected.Group}"}, "
                + $"and {view.Process} is in {view.Number} of {view.Formation}";
    }

    private static string Describe(ToldDirectory told) =>
        string.Join(", ", told.Groups.Select(group => $"{group}").Concat(told.Nodes.Select(node => $"{node}")));
}
