using System.Collections.Immutable;
using Cohort.Protocol.Governance;

namespace Cohort.Protocol.Placing;

/// <summary>
/// Places what is asked for: whichever node leads the root group looks, when processes come and go or something else is asked for,
/// whether a placement is as its layout wants it, and has the directory change it. Two that believe that they lead do no harm:
/// the first one's answer to a version of a placement counts.
/// </summary>
internal sealed class Placer(NodeSettings settings, ClusterDirectory directory)
{
    private static readonly SpreadLayout s_usual = new();

    private readonly SortedDictionary<string, string> _complaints = new(StringComparer.Ordinal);

    /// <summary>What to tell the person who gave a layout.</summary>
    public Queue<string> Complaints { get; } = new();

    /// <summary>What the directory is to be asked to change.</summary>
    public IEnumerable<DirectoryCommand> Look()
    {
        foreach (PlacementInfo placement in directory.Placements.All)
        {
            if (Mutants.Has(Mutant.PlacesOnce) && !placement.Nodes.IsEmpty)
                continue;
            ImmutableArray<ImmutableArray<ProcessId>> nodes = Place(placement, directory.CandidatesFor(placement));
            if (!IsSame(nodes, placement.Nodes))
                yield return new DirectoryCommand.Assign(placement.Name, placement.Version, nodes);
        }
    }

    private ImmutableArray<ImmutableArray<ProcessId>> Place(
        PlacementInfo placement,
        IReadOnlyList<PlacementCandidate> candidates
    )
    {
        if (settings.Layout is not { } layout)
            return s_usual.Place(placement, candidates);
        string problem;
        try
        {
            ImmutableArray<ImmutableArray<ProcessId>> nodes = layout.Place(placement, candidates);
            problem = ProblemOf(nodes, placement, candidates);
            if (problem.Length == 0)
                return nodes;
        }
        // Whatever the application's code throws: the usual layout does it instead, and a person hears why.
        catch (Exception thrown) when (thrown is not InvariantBrokenException)
        {
            problem = $"threw {thrown.GetType().Name}: {thrown.Message}";
        }
        string complaint =
            $"the layout {layout.GetType().Name} {problem}; placement '{placement.Name}' is laid out as usual instead";
        if (_complaints.GetValueOrDefault(placement.Name) != complaint)
            Complaints.Enqueue(_complaints[placement.Name] = complaint);
        return s_usual.Place(placement, candidates);
    }

    private static string ProblemOf(
        ImmutableArray<ImmutableArray<ProcessId>> nodes,
        PlacementInfo placement,
        IReadOnlyList<PlacementCandidate> candidates
    )
    {
        if (nodes.IsDefault || nodes.Length != placement.Shards)
            return $"answered with {(nodes.IsDefault ? 0 : nodes.Length)} shards of {placement.Shards}";
        foreach (ImmutableArray<ProcessId> shard in nodes)
            if (shard.IsDefault || shard.Length > placement.Replicas || shard.Distinct().Count() != shard.Length)
                return $"answered with a shard of more than {placement.Replicas} members, or one member twice";
            else if (shard.Any(process => !candidates.Any(candidate => candidate.Node.Process == process)))
                return "chose a process that is no candidate";
        return "";
    }

    private static bool IsSame(
        ImmutableArray<ImmutableArray<ProcessId>> one,
        ImmutableArray<ImmutableArray<ProcessId>> other
    ) => one.Length == other.Length && one.Zip(other).All(pair => pair.First.SequenceEqual(pair.Second));
}
