using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// V4: a membership that ended never returns. Who was left out of a view is in no later one as the same member, who
/// joins again does so with a later view, and nothing happens at a process that is gone.
/// </summary>
public sealed class MembershipsNeverReturn : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "V4";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history
            .Evidence.Formations.SelectMany(LeftOut)
            .Concat(history.Evidence.Tracks.SelectMany(JoinsCountUp))
            .Concat(history.Evidence.AfterCrash.Take(1).Select(late => $"{late.Process} is gone, and then {late}"))
            .Select(text => new Violation(Property, text));

    private static IEnumerable<string> LeftOut(Formation formation)
    {
        var gone = new Dictionary<MemberId, GroupView>();
        var latest = new Dictionary<ProcessId, ulong>();
        GroupView? older = null;
        foreach (GroupView newer in formation.Views.Values.Where(view => view.First is not null))
        {
            foreach (Member member in older?.Members ?? [])
                if (newer.Find(member.Id) is null)
                    gone.TryAdd(member.Id, newer);
            foreach (Member member in newer.Members)
            {
                if (gone.TryGetValue(member.Id, out GroupView? without))
                    yield return $"{member.Id} is in {newer} although it was left out of {without}";
                if (latest.TryGetValue(member.Process, out ulong join) && join > member.Id.Join)
                    yield return $"{member.Id} is in {newer} although its process had joined with v{join} before";
                latest[member.Process] = member.Id.Join;
            }
            older = newer;
        }
    }

    private static IEnumerable<string> JoinsCountUp(ProcessInGroup track)
    {
        Membership? earlier = null;
        foreach (Membership membership in track.Memberships.Where(membership => membership.Self is not null))
        {
            bool same = earlier is not null && earlier.Formation == membership.Formation;
            if (same && membership.Self!.Value.Join <= earlier!.Self!.Value.Join)
                yield return $"{membership.Self} begins in {membership.Views[0].Number} after {earlier!.Self} had ended";
            earlier = membership;
        }
    }
}
