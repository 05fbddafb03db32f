using Cohort.Protocol.Governance;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Views;

namespace Cohort.Protocol;

/// <summary>What a governed group hears from the directory.</summary>
internal sealed partial class GroupMachine
{
    /// <summary>Whether the directory is right to list a membership of this process.</summary>
    public bool IsIn(GroupId group, MemberId member) => !Ended && _view?.View.Group == group && _self.Id == member;

    /// <summary>Something happened to the group in the directory.</summary>
    public void Directed(DirectoryEvent change)
    {
        if (Ended)
            return;
        if (change is { Before: { } before, Decided: { } value })
            Decided(before.Group, before.Number, new Decision(value, HoldersOf(before, value)));
        (_seeker as DirectorySeeker)?.Look();
        if (_view is not { } view || _installing is not null)
            return;
        if (view.View.Group == change.Entry?.Id)
            FollowEntry(view, change.Entry);
        else if (change.Entry is not null || view.View.Group == change.Before?.Group)
            StartAnew(
                GroupStatus.Expelled,
                $"the directory has group '{Name}' no more as this member knows it",
                view.View.Group,
                []
            );
    }

    /// <summary>Processes have come to the cluster, or are gone from it.</summary>
    public void ProcessesChanged()
    {
        if (Ended)
            return;
        _view?.SuspectFallen();
        (_seeker as DirectorySeeker)?.Look();
    }

    private void FollowEntry(ActiveView view, DirectoryEntry entry)
    {
        view.SuspectFallen();
        int rank = entry.View.RankOf(_self.Id);
        bool left = entry.View.Number > view.View.Number && rank < 0;
        if (left || entry.Over.Contains(_self.Id))
            StartAnew(
                GroupStatus.Expelled,
                $"the others went on to {entry.View.Number} without this member",
                entry.Id,
                []
            );
    }

    /// <summary>Those of the view that ended which go on: each has accepted the cut, and so has all of it.</summary>
    private static int[] HoldersOf(View ended, Proposal value) =>
        [
            .. value
                .Next.Where(member => member.HoldsState)
                .Select(member => ended.RankOf(member.Id))
                .Where(rank => rank >= 0),
        ];
}
