using System.Collections.Immutable;
using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// Of V3: a root that stands on the disks of its founders is the last that their addresses were lent to. Once a quorum of the listed
/// addresses has come to the first view of a root, no process that started there afterwards is in a view of a root that began before.
/// </summary>
internal sealed class LentAddresses(History history)
{
    private readonly ImmutableArray<string> _listed = history.Facts?.Listed ?? [];

    private readonly ILookup<string, ProcessStarted> _started = history
        .Events.OfType<ProcessStarted>()
        .ToLookup(started => started.Process.Address);

    private readonly IReadOnlySet<ProcessId> _withDisks = history
        .Events.OfType<LogOpened>()
        .Select(opened => opened.Process)
        .ToHashSet();

    /// <summary>What is wrong.</summary>
    public IEnumerable<string> Check()
    {
        Formation[] roots =
        [
            .. history
                .Evidence.Formations.Where(formation =>
                    formation.Group == GroupPlan.RootName && Began(formation) is not null
                )
                .OrderBy(Began),
        ];
        for (int at = 1; at < roots.Length; at++)
        {
            Dictionary<string, TimeSpan> came = FoundersOf(roots[at]);
            if (!Weights.AreQuorum(_listed, came.ContainsKey))
                continue;
            foreach (GroupView view in roots[..at].SelectMany(earlier => earlier.Views.Values))
            foreach (Member member in view.Members)
                if (came.TryGetValue(member.Process.Address, out TimeSpan lent) && StartedAt(member.Process) > lent)
                    yield return $"{view} of {view.Formation} has {member.Process}, which started after its address had been lent to "
                        + $"{roots[at]}, which is a later one";
        }
    }

    /// <summary>The listed addresses whose processes have come to the first view, and when each did.</summary>
    private Dictionary<string, TimeSpan> FoundersOf(Formation root) =>
        root.Views.GetValueOrDefault(new ViewNumber(0)) is { } first
            ? first
                .Stays.Where(stay => stay.Installed is { } installed && _withDisks.Contains(installed.Process))
                .Where(stay => _listed.Contains(stay.Installed!.Process.Address))
                .ToDictionary(stay => stay.Installed!.Process.Address, stay => stay.Installed!.Told)
            : [];

    private TimeSpan? StartedAt(ProcessId process) =>
        _started[process.Address].FirstOrDefault(started => started.Process == process)?.At;

    private static TimeSpan? Began(Formation formation) =>
        formation.Views.Values.Where(view => view.First is not null).Min(view => view.First?.Told);
}
