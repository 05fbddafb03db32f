using Cohort.Protocol;
using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// G3: a node outside the root's view decides nothing. A governed view is decided in a view of the root that has all of its
/// members, and, where less than a quorum put them out, none of those that are left out; and no longer than a lease after another view of the root has followed the one that a process is in does that process
/// install views of governed groups or deliver in them.
/// </summary>
public sealed class WithinTheRoot : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "G3";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        Formation[] roots = [.. history.Evidence.Formations.Where(formation => formation.Group == GroupPlan.RootName)];
        // Histories that do not tell of the root say nothing of who is in it.
        if (roots.Length == 0)
            return [];
        RootTerm[] terms = [.. roots.SelectMany(RootTerm.Of)];
        return DecidedOutside(history.Evidence, terms)
            .Concat(AtWorkOutside(history, terms))
            .Select(text => new Violation(Property, text));
    }

    /// <summary>The directory takes in who is in the root, and nobody else: as founder, as who stays, as who joins. It lets less
    /// than a quorum put others out only where the root has done so.</summary>
    private static IEnumerable<string> DecidedOutside(RunEvidence evidence, RootTerm[] terms)
    {
        foreach (Formation formation in evidence.Formations.Where(formation => formation.Governed))
        {
            GroupView? older = null;
            foreach (GroupView view in formation.Views.Values)
            {
                if (RootTerm.FirstTold(view) is not { } told)
                    continue;
                // A view is proposed by those that are in the one before.
                TimeSpan earliest = older is null ? TimeSpan.MinValue : RootTerm.FirstTold(older)!.Value;
                RootTerm[] meanwhile = [.. terms.Where(term => term.Overlaps(earliest, told))];
                Member[] putOut = older?.Number.Next == view.Number ? [.. PutOut(older, view)] : [];
                if (!Array.Exists(meanwhile, term => term.MayHaveAll(view.Members)))
                    yield return $"{view} of {formation} was decided, and no view of the root had all of its members";
                else if (!Array.Exists(meanwhile, term => term.MayHaveAll(view.Members) && term.MayHaveNone(putOut)))
                    yield return $"{view} of {formation} follows {older}, of which those that stay or leave by themselves are no "
                        + $"quorum, and the root had not put out {string.Join(' ', putOut)}";
                older = view;
            }
        }
    }

    /// <summary>Whom less than a quorum leaves out against their will.</summary>
    private static IEnumerable<Member> PutOut(GroupView older, GroupView newer)
    {
        Member[] putOut =
        [
            .. older.Members.Where(member =>
                member.HoldsState && newer.Find(member.Id) is null && !IsOver(older.Formation, member)
            ),
        ];
        return Weights.AreQuorum(older, member => !putOut.Contains(member)) ? [] : putOut;
    }

    /// <summary>Whether a member left, or its membership ended otherwise than by being put out.</summary>
    private static bool IsOver(Formation formation, Member member) =>
        formation.Memberships.Exists(membership =>
            membership.Self == member.Id
            && (membership.WentByItself || membership.Ended is GroupStatus.Failed or GroupStatus.Lost)
        );

    private static IEnumerable<string> AtWorkOutside(History history, RootTerm[] terms)
    {
        if (history.Facts?.LeaseTime is not { } lease)
            yield break;
        ILookup<ProcessId, TimeSpan> setBack = history
            .Events.OfType<ClockSetBack>()
            .ToLookup(happened => happened.Process, happened => happened.At);
        foreach (Membership membership in history.Evidence.Memberships)
            if (membership.Formation is { Governed: true })
            {
                ViewInstalled[] root =
                [
                    .. history
                        .Evidence.Track(membership.Process, GroupPlan.RootName)
                        ?.Memberships.SelectMany(each => each.Views)
                        ?? [],
                ];
                if (AtWorkOutside(membership, root, terms, lease, setBack[membership.Process]) is { } text)
                    yield return text;
            }
    }

    private static string? AtWorkOutside(
        Membership membership,
        ViewInstalled[] root,
        RootTerm[] terms,
        TimeSpan lease,
        IEnumerable<TimeSpan> setBack
    )
    {
        int next = 0;
        TimeSpan until = TimeSpan.MinValue;
        foreach ((TimeSpan told, string what) in WorkOf(membership))
        {
            for (; next < root.Length && root[next].Told <= told; next++)
                until = RootTerm.Find(terms, root[next])?.Until ?? TimeSpan.MaxValue;
            if (next == 0)
                return $"{membership} {what} and has not been in the root";
            TimeSpan since = root[next - 1].Told;
            // A lease runs by the clock of its holder, and where that goes back while the process stands still, nobody
            // there can know for how long it did.
            if (told - lease > until && !setBack.Any(at => at >= since && at <= told))
                return $"{membership} {what} at {told} in {root[next - 1].Number} of the root, which another view had followed at {until}";
        }
        return null;
    }

    private static IEnumerable<(TimeSpan Told, string What)> WorkOf(Membership membership)
    {
        foreach (Stay stay in membership.Stays)
        {
            // A state that was loaded in the midst of a view begins another stay there, and installs nothing.
            if (stay is { Installed: { } installed, LoadedInView: false })
                yield return (installed.Told, $"installed {stay.Number} of group {membership.Group}");
            foreach (Delivered delivered in stay.Deliveries)
                yield return (delivered.Event.Told, $"delivered {delivered.Id} of group {membership.Group}");
        }
    }

    /// <summary>The time in which decisions may have been made in a view of the root.</summary>
    /// <param name="view">The view.</param>
    /// <param name="from">When the first heard of it.</param>
    /// <param name="until">When the first heard of the next one; the end of time where nobody did.</param>
    /// <param name="isFollowedByUnknown">Whether there were views after it of which nobody told.</param>
    private sealed class RootTerm(GroupView view, TimeSpan from, TimeSpan until, bool isFollowedByUnknown)
    {
        public TimeSpan Until => until;

        public static IEnumerable<RootTerm> Of(Formation root)
        {
            GroupView[] views = [.. root.Views.Values.Where(view => FirstTold(view) is not null)];
            for (int at = 0; at < views.Length; at++)
            {
                GroupView? next = at + 1 < views.Length ? views[at + 1] : null;
                TimeSpan until = next is null ? TimeSpan.MaxValue : FirstTold(next)!.Value;
                bool gap = next is not null && next.Number != views[at].Number.Next;
                yield return new RootTerm(views[at], FirstTold(views[at])!.Value, until, gap);
            }
        }

        public static TimeSpan? FirstTold(GroupView view) =>
            view.Stays.Min(stay => stay.Installed?.Told) is { } first ? first : view.First?.Told;

        public static RootTerm? Find(RootTerm[] terms, ViewInstalled installed) =>
            Array.Find(terms, term => term.Is(installed));

        public bool Overlaps(TimeSpan earliest, TimeSpan latest) => from <= latest && until >= earliest;

        public bool MayHaveAll(IEnumerable<Member> members) =>
            isFollowedByUnknown || members.All(member => Has(member.Process));

        public bool MayHaveNone(IEnumerable<Member> members) =>
            isFollowedByUnknown || !members.Any(member => Has(member.Process));

        private bool Has(ProcessId process) => view.Members.Any(other => other.Process == process);

        private bool Is(ViewInstalled installed) =>
            view.Number == installed.Number && view.Formation.Id == installed.Formation;
    }
}
