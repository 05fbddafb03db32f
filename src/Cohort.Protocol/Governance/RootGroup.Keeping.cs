namespace Cohort.Protocol.Governance;

/// <summary>What of the directory is on the disks of the listed nodes, and what has to be there before it counts.</summary>
internal sealed partial class RootGroup
{
    private readonly DirectoryKeeper? _keeper;
    private readonly Queue<DirectoryEvent> _held = new();
    private Instant _mayRaiseAt;

    /// <summary>Whether no member of a group that is lost can believe otherwise: all are dead, or it has been for long.</summary>
    public bool IsOver(DirectoryEntry entry) =>
        Directory.IsLost(entry) && (Directory.IsDead(entry) || IsLostForGood(entry));

    /// <summary>Who has yet to say what its disk has, before groups that keep a log go on, for a person.</summary>
    public string WaitsForDisks =>
        "waiting for the seeds to say which groups their disks have: nothing has come from "
        + $"{string.Join(", ", Directory.Awaited)}, each of which needs a DataFolder";

    /// <summary>Whether there is certainly no group of a name: the directory has none, and that is on the disks of a quorum.</summary>
    public bool HasEnded(string group) =>
        HoldsLease
        && Directory.Keeping.IsRecalled
        && Directory.Find(group) is null
        && Directory.Keeping.ChangeOf(group) <= Directory.Keeping.Counting;

    /// <summary>
    /// Whether a group certainly goes on elsewhere, so that nobody will ever go on from what this node's log has of it: there are members who hold
    /// the state, a quorum of the disks says so, and none of them is of this node, or was.
    /// </summary>
    public bool GoesOnWithoutThisNode(string group) =>
        HoldsLease
        && Directory.Keeping.IsRecalled
        && Directory.Find(group) is { } entry
        && Directory.Counts(entry)
        && !Directory.IsLost(entry)
        && !entry.View.Members.Any(member => member.Process.Address == _settings.Process.Address);

    /// <summary>The next thing that has happened to a group and counts: what is to be on the disks of a quorum is not told before.</summary>
    public bool TryTakeEvent(out DirectoryEvent? happened)
    {
        if (_held.TryPeek(out happened) && IsKept(happened))
            return _held.TryDequeue(out happened);
        while (Directory.Events.TryDequeue(out happened))
        {
            if (happened.Change == 0 || (_held.Count == 0 && IsKept(happened)))
                return true;
            _held.Enqueue(happened);
        }
        return false;
    }

    private bool IsKept(DirectoryEvent happened) => happened.Change <= Directory.Keeping.Counting;

    /// <summary>Tells those that look for the cluster with which epoch it stands; and has that be a later one than any that the disk of a
    /// listed process knows of, since else that process could not be in it.</summary>
    private void KeepUp()
    {
        if (!IsReady)
            return;
        Keeping keeping = Directory.Keeping;
        Machine.Epoch = Math.Max(Machine.Epoch, keeping.Standing);
        if (keeping.IsRecalled && Machine.KnownElsewhere > keeping.Epoch && _context.Now >= _mayRaiseAt)
        {
            _mayRaiseAt = _context.Now + _settings.SuspicionTime / 2;
            Submit(new DirectoryCommand.Raise(Machine.KnownElsewhere + 1));
        }
    }

    /// <summary>The cluster has just been formed.</summary>
    private void BeginAgain()
    {
        ForgetHeld();
        Directory.Clear();
        Directory.Keeping.Begin(Machine.Epoch);
    }

    /// <summary>The directory is another: what had yet to count in it never will.</summary>
    private void ForgetHeld()
    {
        _held.Clear();
        _keeper?.BeginAgain();
        for (int left = Directory.Events.Count; left > 0; left--)
            if (Directory.Events.Dequeue() is { Change: 0 } happened)
                Directory.Events.Enqueue(happened);
    }
}
