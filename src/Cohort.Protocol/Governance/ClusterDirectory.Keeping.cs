using Cohort.Protocol.Views;

namespace Cohort.Protocol.Governance;

/// <summary>What of the directory outlives the cluster, and how groups go on from logs.</summary>
internal sealed partial class ClusterDirectory
{
    // What was known of groups that keep a log before the cluster was formed anew: whether they go on the disks will tell.
    private readonly List<DirectoryEntry> _unsure = [];

    /// <summary>What of it is on the disks of the listed nodes.</summary>
    public Keeping Keeping { get; } = new(anchor ?? Anchor.None);

    /// <summary>What has changed of groups that keep a log, after a change; all there is, after none.</summary>
    public IEnumerable<KeptEntry> KeptSince(ulong change)
    {
        foreach ((string name, ulong changed) in Keeping.ChangedSince(change))
            yield return new KeptEntry(name, changed, Find(name) is { Terms.Durable: true } entry ? entry : null);
    }

    /// <summary>Whether what the directory says of a group counts: of one that keeps a log a quorum of the listed nodes has it on the
    /// disk.</summary>
    public bool Counts(DirectoryEntry entry) =>
        !entry.Terms.Durable || Keeping.ChangeOf(entry.Name) <= Keeping.Counting;

    /// <summary>Whether all that held a group's state are certainly dead, or have said that they are no members any more: another process
    /// has their address.</summary>
    public bool IsDead(DirectoryEntry entry)
    {
        foreach (Member member in entry.View.Members)
            if (
                member.HoldsState
                && !entry.Over.Contains(member.Id)
                && (Has(member.Process) || !Nodes.Members.Any(other => other.Process.Address == member.Process.Address))
            )
                return false;
        return true;
    }

    /// <summary>Why the cluster cannot go on with what the disks have: they are those of different clusters, and would forget what one of them has.
    /// Null where they are not, or not all of them have said yet what they have.</summary>
    public string? Conflict
    {
        get
        {
            if (Keeping.Conflicting is not { Count: > 0 } known)
                return null;
            IEnumerable<string> disks = known
                .GroupBy(recall => recall.Origin)
                .Select(disk => $"{string.Join(" and ", disk.Select(Named))} {GroupsOf(disk.First())}");
            return "the disks of the seeds are those of different clusters, or one was restored from a backup: "
                + $"{string.Join("; ", disks)}. Nothing goes on from either until those that do not belong here are started with "
                + "empty folders";
        }
    }

    private string Named(DirectoryCommand.Recall recall) =>
        Nodes.Find(recall.Process) is { } node && node.Name != recall.Address
            ? $"{node.Name} ({recall.Address})"
            : recall.Address;

    private static string GroupsOf(DirectoryCommand.Recall recall)
    {
        const int most = 3;
        string[] groups = [.. recall.Entries.Where(kept => kept.Entry is not null).Select(kept => $"'{kept.Name}'")];
        string more = groups.Length > most ? $" and {groups.Length - most} more" : "";
        return groups.Length == 0 ? "with no group" : $"with {string.Join(", ", groups.Take(most))}{more}";
    }

    /// <summary>The listed nodes that have yet to say what their disks have, before groups that keep a log can go on.</summary>
    public IEnumerable<string> Awaited => Keeping.Awaited(IsHere);

    private bool IsHere(string address) => Nodes.Members.Any(member => member.Process.Address == address);

    /// <summary>A listed node says what its disk has.</summary>
    private void Recall(DirectoryCommand.Recall recall)
    {
        bool wasInConflict = Conflict is not null;
        Keeping.Recall(recall);
        if (!wasInConflict && Conflict is { } conflict)
            Notices.Enqueue(conflict);
        BeginWithDisks();
    }

    /// <summary>When enough is known, the cluster goes on with what the disks have.</summary>
    private void BeginWithDisks()
    {
        if (Keeping.TryBegin(IsHere) is not { } entries)
            return;
        foreach (DirectoryEntry entry in entries)
            if (Find(entry.Name) is null)
                Put(entry, null);
        DirectoryEntry[] before = [.. _unsure];
        _unsure.Clear();
        TellOfWhatIsGone(before);
    }

    /// <summary>Of the groups that were known before, those that the directory has no more are over; but whether one that keeps a log goes on
    /// nobody can tell before the disks have.</summary>
    private void TellOfWhatIsGone(IEnumerable<DirectoryEntry> before)
    {
        foreach (DirectoryEntry entry in before.Where(entry => Find(entry.Id) is null))
            if (entry.Terms.Durable && !Keeping.IsRecalled)
                _unsure.Add(entry);
            else
                Events.Enqueue(new DirectoryEvent(entry.Name, Find(entry.Name), entry.View, null));
    }

    /// <summary>All have left a group that keeps a log: it is on their disks, and goes on from there when one of them comes back.</summary>
    private void Rest(DirectoryEntry entry, Proposal end)
    {
        DirectoryEntry resting = entry with { Over = [.. entry.View.Members.Select(member => member.Id)] };
        Put(resting, entry.View, end: end);
    }

    /// <summary>U2: what is <c>Durable</c> is on the disk of whoever held the state in the last view, so any of these can be gone on
    /// from. Of a formation that has only been begun that is its founder.</summary>
    private void Recover(DirectoryCommand.Recover recover)
    {
        if (
            Find(recover.Lost) is not { Terms.Durable: true } entry
            || !IsLost(entry)
            || !Has(recover.Founder.Process)
            || !(
                entry.View.Members.Any(member => member.HoldsState && member.Id == recover.Of)
                || IsChosen(entry, recover)
            )
        )
            return;
        Remove(entry, null);
        var view = new View(recover.Id, new ViewNumber(0), [recover.Founder]);
        Put(new DirectoryEntry(entry.Name, entry.Terms, view, null, [], recover.From), null);
    }
}
