using Cohort.Protocol.Governance;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Views;

namespace Cohort.Protocol;

/// <summary>What a governed group hears from the directory, and a self-governed one tells it.</summary>
internal sealed partial class GroupMachine
{
    /// <summary>Whether the directory is right to list a membership of this process.</summary>
    public bool IsIn(GroupId group, MemberId member) => !Ended && _view?.View.Group == group && _self.Id == member;

    /// <summary>Whether this process is about to be the first member of a formation.</summary>
    public bool IsFounding(GroupId group) => !Ended && (_seeker as DirectorySeeker)?.Founding == group;

    /// <summary>The coordinator of a self-governed group has it in the directory.</summary>
    private void Enrol()
    {
        if (_enrolment is null || Ended)
            return;
        if (_status == GroupStatus.Active && _view is { } view && view.CoordinatorRank == view.Streams.Self)
            _enrolment.Lead(view.View, _self.Id);
        else
            _enrolment.Follow();
    }

    /// <summary>Something happened to the group in the directory.</summary>
    public void Directed(DirectoryEvent change)
    {
        if (Ended)
            return;
        (_seeker as DirectorySeeker)?.Look();
        if (change is { Before: { } before, End: { } end })
            DecidedByRoot(before.Group, before.Number, new Decision(end, []));
        else if (change.Entry is { Decided: { } decided } entry)
            DecidedByRoot(
                entry.Id,
                new ViewNumber(entry.View.Number.Value - 1),
                new Decision(decided, HoldersOf(decided))
            );
        if (_view is not { } view)
            return;
        if (view.View.Group == change.Entry?.Id)
        {
            if (_installing is null)
                FollowEntry(view, change.Entry);
        }
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

    /// <summary>Everybody hears it from the root, in the end; whoever leads the change tells the others too, since some of them
    /// may be about to go.</summary>
    private void DecidedByRoot(GroupId group, ViewNumber ended, Decision decision)
    {
        bool leads =
            _view is { } view
            && view.View.Group == group
            && view.View.Number == ended
            && view.CoordinatorRank == view.Streams.Self
            && _installing is null;
        if (leads)
            Announce(_view!, decision);
        else
            Decided(group, ended, decision);
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
    private int[] HoldersOf(Proposal value) =>
        _view is not { } view
            ? []
            :
            [
                .. value
                    .Next.Where(member => member.HoldsState)
                    .Select(member => view.View.RankOf(member.Id))
                    .Where(rank => rank >= 0),
            ];
}
