using Cohort.Protocol.Multicast;
using Cohort.Protocol.Observation;
using Cohort.Protocol.Views;

namespace Cohort.Protocol;

/// <summary>What whoever measures may look at, between two steps. Nothing here changes anything.</summary>
internal sealed partial class GroupMachine
{
    /// <summary>How it stands; null where it is in no view.</summary>
    public GroupReading? Reading =>
        Present is not { } view
            ? null
            : new GroupReading
            {
                View = view.View,
                LastStable = LastStable,
                PendingChanges = PendingChangesOf(view),
                Suspects = [.. view.Reports.Suspects],
                WindowBytes = _sends.WindowBytes,
                WindowLimit = _context.Limits.Window,
                WindowMessages = _sends.WindowMessages,
                WaitingMessages = _sends.WaitingMessages,
                Lags = [.. LagsIn(view)],
                RowLags = [.. Enumerable.Range(0, view.View.Members.Length).Select(view.Streams.RowLag)],
            };

    /// <summary>The last view that all who hold the state are known to have installed: this one, or the one before it. Null where neither
    /// is known to be.</summary>
    public ViewNumber? LastStable =>
        Present is not { } view ? null
        : view.Streams.IsInstalledEverywhere ? view.View.Number
        : _retired is { WasInstalledEverywhere: true } before && before.View.Group == view.View.Group
            ? before.View.Number
        : null;

    /// <summary>Messages of this member that the application has sent and that have not been delivered here: those that wait, and those in
    /// its stream.</summary>
    public int OwnUnderWay
    {
        get
        {
            var found = new List<OwnMessage>();
            FindOwn(found);
            return _sends.WaitingMessages + found.Count;
        }
    }

    /// <summary>Since when this member has been without the state; null where it has it.</summary>
    public Instant? StateAwaitedSince => Ended ? null : _recipient?.Began;

    /// <summary>Adds the messages in this member's stream that have not been delivered here, in order.</summary>
    public void FindOwn(List<OwnMessage> found) => Present?.Streams.FindOwn(found);

    private int PendingChangesOf(ActiveView view)
    {
        int changes = _joins.Waiting(_context.Now).Count(joiner => view.View.RankOf(joiner.Process) < 0);
        for (int rank = 0; rank < view.View.Members.Length; rank++)
            if (
                view.Reports.Suspects[rank]
                || view.Reports.Leaving(rank)
                || !(view.Streams.Counts[rank] || _context.HasFollowers)
            )
                changes++;
        return changes;
    }
}
