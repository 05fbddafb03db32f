using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// V2: views are installed in increasing order, and one number means the same members in the same ranks everywhere. A
/// member that holds the state misses no view, the oldest keep the lowest ranks, and state once held is not lost.
/// </summary>
public sealed class ViewOrder : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "V2";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history
            .Evidence.Tracks.SelectMany(Increasing)
            .Concat(history.Evidence.Memberships.SelectMany(Agreed))
            .Concat(history.Evidence.Views.SelectMany(EachOnce))
            .Concat(history.Evidence.Formations.SelectMany(SeniorityIn))
            .Select(text => new Violation(Property, text));

    private static IEnumerable<string> Increasing(ProcessInGroup track)
    {
        ViewInstalled? last = null;
        foreach (Membership membership in track.Memberships)
        foreach (ViewInstalled next in membership.Views)
        {
            if (last is not null && last.Formation == next.Formation)
            {
                if (next.Number <= last.Number)
                    yield return $"{membership} installs {next.Number} after {last.Number}";
                else if (next.Self == last.Self && Missed(membership, last, next) is { } missed)
                    yield return $"{membership} installs {next.Number} after {last.Number} and misses {missed}, "
                        + "in which it holds the state";
            }
            last = next;
        }
    }

    private static IEnumerable<string> Agreed(Membership membership)
    {
        foreach (ViewInstalled view in membership.Views)
        {
            ViewInstalled first = membership.Formation!.Views[view.Number].First!;
            if (view.Members != first.Members && !view.Members.AsSpan().SequenceEqual(first.Members.AsSpan()))
                yield return $"{membership} installs {Show(view)}, where {first.Process} installed {Show(first)}";
        }
    }

    private static IEnumerable<string> EachOnce(GroupView view) =>
        view.Members.DistinctBy(member => member.Process).Count() == view.Members.Length
            ? []
            : [$"{view} lists a process more than once"];

    private static IEnumerable<string> SeniorityIn(Formation formation) =>
        formation.Group == GroupPlan.RootName
            ? formation.Successions().SelectMany(VotersFirst)
            : formation.Successions().SelectMany(Seniority);

    /// <summary>In the root group those that vote rank before those that follow, and each keep their order.</summary>
    private static IEnumerable<string> VotersFirst((GroupView Older, GroupView Newer) pair)
    {
        int last = -1;
        bool follows = false;
        foreach (Member member in pair.Newer.Members)
        {
            if (member.HoldsState && follows)
                yield return $"{pair.Newer} ranks {member}, which votes, behind one that follows";
            if (!member.HoldsState && !follows)
                (last, follows) = (-1, true);
            int rank = RankIn(pair.Older, member.Id);
            if (rank < 0 || pair.Older.Members[rank].HoldsState != member.HoldsState)
                continue;
            if (rank < last)
                yield return $"{pair.Newer} ranks {member} behind a younger member: {pair.Older} came before";
            last = rank;
        }
    }

    private static IEnumerable<string> Seniority((GroupView Older, GroupView Newer) pair)
    {
        int last = -1;
        foreach (Member member in pair.Newer.Members)
        {
            int rank = RankIn(pair.Older, member.Id);
            if (rank < 0)
                last = int.MaxValue;
            else if (rank < last)
                yield return $"{pair.Newer} ranks {member} behind a younger member: {pair.Older} came before";
            else
                last = rank;
            if (rank >= 0 && pair.Older.Members[rank].HoldsState && !member.HoldsState)
                yield return $"{member} held the state in {pair.Older} and does not in {pair.Newer}";
        }
    }

    private static int RankIn(GroupView view, MemberId id)
    {
        for (int rank = 0; rank < view.Members.Length; rank++)
            if (view.Members[rank].Id == id)
                return rank;
        return -1;
    }

    /// <summary>A view between two others that a member was not shown although it counted there.</summary>
    private static GroupView? Missed(Membership membership, ViewInstalled last, ViewInstalled next) =>
        next.Number == last.Number.Next
            ? null
            : membership
                .Formation!.Views.Values.SkipWhile(view => view.Number <= last.Number)
                .TakeWhile(view => view.Number < next.Number)
                .FirstOrDefault(view => view.Find(next.Self) is { HoldsState: true });

    private static string Show(ViewInstalled view) =>
        $"{view.Number} [{string.Join(' ', view.Members.Select(m => $"{m.Name}={m.Id}{(m.HoldsState ? "" : "*")}"))}]";
}
