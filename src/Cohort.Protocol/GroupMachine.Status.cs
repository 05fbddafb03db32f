using Cohort.Protocol.Formation;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Views;

namespace Cohort.Protocol;

/// <summary>How the membership stands, for the application, and the way out where it stands badly.</summary>
internal sealed partial class GroupMachine
{
    private const string Remedy =
        "Where they are gone for good, stop the group's processes at all seeds and start them anew";

    private void UpdateStatus()
    {
        if (Ended)
            return;
        GroupStatus before = _status;
        if (_seeker is { } seeker)
            SetStatus(GroupStatus.Joining, seeker.Waiting);
        else if (_view is not { } view)
            return;
        else if (!_authority.MayWork)
            SetStatus(before == GroupStatus.Joining ? before : GroupStatus.Blocked, _authority.Trouble);
        else if (!view.HasQuorum)
            SetStatus(GroupStatus.Blocked, Missing(view));
        else if (view.IsStuck)
            SetStatus(
                GroupStatus.Blocked,
                $"the change that is to follow {view.View} comes to no end: {view.Awaited}. {Remedy}"
            );
        else if (!view.Streams.SelfCounts && !(_context.HasFollowers && _recipient is { Loaded: true }))
            SetStatus(GroupStatus.Joining, _recipient?.Progress ?? "");
        else if (view.Streams.Frozen)
            SetStatus(GroupStatus.Changing, "");
        else
            SetStatus(GroupStatus.Active, _lagNotice.Text);
        if (_status == before)
            return;
        WantsChanged = true;
        _blockedSince = _context.Now;
        _others = _status == GroupStatus.Blocked ? new KnownDisks(_authority.Anchor, _context.SeedDisk) : null;
    }

    private static string Missing(ActiveView view)
    {
        string what = view.Streams.SelfCounts ? "no quorum" : "no member that holds the state";
        return $"{what} of {view.View}: {view.OutOfReach}. {Remedy}";
    }

    private void SetStatus(GroupStatus status, string reason)
    {
        if (_status == status && _reason == reason)
            return;
        // Progress in bytes is no event.
        bool told = _status == status && status == GroupStatus.Joining && _view is not null;
        (_status, _reason) = (status, reason);
        if (!told)
            _context.Emit(
                new Output
                {
                    Kind = OutputKind.Status,
                    Group = Handle,
                    Status = status,
                    Detail = reason,
                }
            );
    }

    /// <summary>Looks for whom sends wait. True where the others have to hear at once who is too slow.</summary>
    private bool LookForLaggards(ActiveView view)
    {
        ReadOnlySpan<int> found = view.LagClock.Look();
        _lagNotice.Look(view);
        foreach (int rank in found)
            _lagNotice.Found(view, rank);
        return found.Length > 0;
    }

    /// <summary>Tells the application how far each member is behind, as of the last step.</summary>
    public void ReadLags()
    {
        IReadOnlyList<MemberLag> lags = _view is { } view && !Ended ? [.. LagsIn(view)] : [];
        _context.Emit(
            new Output
            {
                Kind = OutputKind.Lags,
                Group = Handle,
                Detail = lags,
            }
        );
    }

    private IEnumerable<MemberLag> LagsIn(ActiveView view)
    {
        for (int rank = 0; rank < view.View.Members.Length; rank++)
        {
            (SendQueue.Backlog unreceived, SendQueue.Backlog unconsumed) = _sends.BehindAt(view.Streams, rank);
            yield return new MemberLag(
                view.View.Members[rank],
                unreceived.Messages,
                unreceived.Bytes,
                unconsumed.Messages - unreceived.Messages,
                unconsumed.Bytes - unreceived.Bytes,
                view.Streams.Rows.CarriedBy(rank),
                view.LagClock.WaitsFor(rank),
                view.LagClock.StillFor(rank)
            );
        }
    }

    /// <summary>
    /// Without a quorum for long, while listed processes have started anew that with this one are a quorum of the disks: nothing that this
    /// one is a member of can go on without them, and they wait for it to form the group anew. True where it does.
    /// </summary>
    private bool GivesUp()
    {
        if (
            _others is not { MayForm: true }
            || _authority.Anchor.Place < 0
            || _context.Now - _blockedSince < 4 * _context.Node.SuspicionTime
        )
            return false;
        StartAnew(GroupStatus.Expelled, "the group lost its quorum, and the seeds form it anew", null, []);
        return true;
    }

    /// <summary>Without a quorum for long: the listed processes may have formed the group anew, and then know it by another
    /// identity.</summary>
    private void LookForOthers()
    {
        if (Ended || _status != GroupStatus.Blocked || _context.Now < _lookupAt)
            return;
        _lookupAt = _context.Now + _context.Node.SuspicionTime / 2;
        if (GivesUp())
            return;
        foreach (string seed in _authority.Anchor.Seeds)
            if (_context.Links.At(seed) is { } process)
                SeedSeeker.SendLookup(_context, process);
    }
}
