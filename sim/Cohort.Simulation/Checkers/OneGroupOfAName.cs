using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// G2: no governed group is ever double, or silently created anew. When a group begins, nobody goes on in an earlier one of
/// its name, and of those that held the earlier one's state none has been in the root group all the while.
/// </summary>
public sealed class OneGroupOfAName : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "G2";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        Formation[] roots = [.. InOrder(history, formation => formation.Group == GroupPlan.RootName)];
        return InOrder(history, formation => formation.Governed)
            .GroupBy(formation => formation.Group)
            .SelectMany(group => group.Zip(group.Skip(1)))
            .Where(pair => !Array.Exists(roots, root => IsBetween(root, pair.First, pair.Second)))
            .SelectMany(pair => GoingOn(pair.First, pair.Second).Concat(Replaced(roots, pair.First, pair.Second)))
            .Select(text => new Violation(Property, text));
    }

    private static IEnumerable<Formation> InOrder(History history, Func<Formation, bool> which) =>
        history
            .Evidence.Formations.Where(formation =>
                which(formation) && formation.Views.Values.Any(view => view.First is not null)
            )
            .OrderBy(Began);

    private static TimeSpan Began(Formation formation) =>
        formation.Views.Values.Where(view => view.First is not null).Min(view => view.First!.Told);

    /// <summary>A root that is formed anew has forgotten all groups.</summary>
    private static bool IsBetween(Formation root, Formation older, Formation newer) =>
        Began(root) >= Began(older) && Began(root) <= Began(newer);

    private static IEnumerable<string> GoingOn(Formation older, Formation newer)
    {
        TimeSpan began = Began(newer);
        foreach (Membership membership in older.Memberships.Where(membership => !membership.WentByItself))
        {
            Stay? late = membership.Stays.Find(stay =>
                stay.Installed?.Told > began || stay.Deliveries.Exists(delivered => delivered.Event.Told > began)
            );
            if (late is not null)
                yield return $"{late} goes on in {older} after {newer} began at {began}";
        }
    }

    private static IEnumerable<string> Replaced(Formation[] roots, Formation older, Formation newer)
    {
        TimeSpan began = Began(newer);
        GroupView last = older.Views.Values.Last(view => view.First is not null);
        foreach (Member member in last.Members.Where(member => member.HoldsState))
        {
            Membership? membership = older.Memberships.Find(other => other.Self == member.Id);
            bool stays = membership is { WentByItself: false } && !(membership.EndedAt <= began);
            if (stays && IsInRoot(roots, member.Process, last.First!.Told, began))
                yield return $"{newer} took the place of {older}, whose state {member} held and was in the root group";
        }
    }

    private static bool IsInRoot(Formation[] roots, ProcessId process, TimeSpan from, TimeSpan to)
    {
        GroupView[] views =
        [
            .. roots
                .SelectMany(root => root.Views.Values)
                .Where(view => view.First is { } first && first.Told <= to)
                .OrderBy(view => view.First!.Told),
        ];
        int current = Array.FindLastIndex(views, view => view.First!.Told <= from);
        return current >= 0 && Array.TrueForAll(views[current..], view => view.Members.Any(m => m.Process == process));
    }
}
