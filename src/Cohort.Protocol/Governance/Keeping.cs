using System.Collections.Immutable;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Governance;

/// <summary>An entry of a group that keeps a log, as a disk has it.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="Change">The change that made it so.</param>
/// <param name="Entry">The entry; null where the group has ended.</param>
internal sealed record KeptEntry(string Name, ulong Change, DirectoryEntry? Entry);

/// <summary>
/// The part of the directory that outlives the cluster: what it says of groups that keep a log is on the disks of the listed nodes. A change
/// counts once a quorum of them has it there. A cluster that is formed anew begins with what all of them have, of the latest cluster that
/// any of them knows, and of each group the latest change; and not at all where they are the disks of different clusters, of which one
/// would be forgotten.
/// </summary>
internal sealed class Keeping(Anchor anchor)
{
    private readonly SortedDictionary<string, DirectoryCommand.Recall> _recalls = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ulong> _kept = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ulong> _changedAt = new(StringComparer.Ordinal);

    /// <summary>The epoch with which the disks are written: above that of each cluster that was formed with them before. 0 before enough
    /// listed nodes have said what theirs have.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>The epoch that a quorum of the disks has: that with which the cluster was formed, or a later one.</summary>
    public ulong Standing { get; private set; }

    /// <summary>Which disks these are: drawn when the first cluster was formed with them, or when one of them was restored from a backup.</summary>
    public ulong Origin { get; private set; }

    /// <summary>What the listed nodes have said whose disks have something, where these are the disks of different clusters; empty where they are
    /// not.</summary>
    public IReadOnlyCollection<DirectoryCommand.Recall> Conflicting
    {
        get
        {
            DirectoryCommand.Recall[] known = [.. _recalls.Values.Where(recall => recall.Epoch > 0)];
            return known.Any(recall => recall.Origin != known[0].Origin) ? known : [];
        }
    }

    /// <summary>Whether enough listed nodes have said what their disks have: before that no group that keeps a log is begun, or goes on.</summary>
    public bool IsRecalled => Epoch > 0;

    /// <summary>Who has yet to say it: a quorum of disks that have something has all that counts, and where they are no quorum everybody
    /// has to say that there is nothing else. Whoever is here is waited for in any case, so that no disk is passed over that should not be
    /// here.</summary>
    public IEnumerable<string> Awaited(Func<string, bool> isHere)
    {
        bool isEnough = anchor.IsQuorum([.. anchor.Seeds.Select(Remembers)]);
        return anchor.Seeds.Where(seed => !_recalls.ContainsKey(seed) && (!isEnough || isHere(seed)));
    }

    private bool Remembers(string seed) => _recalls.GetValueOrDefault(seed) is { Epoch: > 0 };

    /// <summary>How often anything has changed here.</summary>
    public ulong Changes { get; private set; }

    /// <summary>The last change that a quorum of the listed nodes has on the disk.</summary>
    public ulong Counting { get; private set; }

    /// <summary>Whether a listed node has said what its disk has.</summary>
    public bool HasRecalled(string address) => IsRecalled || _recalls.ContainsKey(address);

    /// <summary>How far the disk of a listed node has come, as it has said.</summary>
    public ulong KeptBy(string address) => _kept.GetValueOrDefault(address);

    /// <summary>The last change of a group; 0 where there is none.</summary>
    public ulong ChangeOf(string name) => _changedAt.GetValueOrDefault(name);

    /// <summary>The groups that have changed after a change, and their last ones.</summary>
    public IEnumerable<(string Name, ulong Change)> ChangedSince(ulong change) =>
        _changedAt.Where(known => known.Value > change).Select(known => (known.Key, known.Value));

    /// <summary>A group has changed. Answers which change that is.</summary>
    public ulong Changed(string name) => _changedAt[name] = ++Changes;

    /// <summary>The cluster has been formed, with an epoch.</summary>
    public void Begin(ulong epoch) => Standing = epoch;

    /// <summary>A listed node says what its disk has.</summary>
    public void Recall(DirectoryCommand.Recall recall)
    {
        if (!IsRecalled && anchor.Seeds.Contains(recall.Address))
            _recalls[recall.Address] = recall;
    }

    /// <summary>What the cluster begins with, where enough is known for that, and else null.</summary>
    public IEnumerable<DirectoryEntry>? TryBegin(Func<string, bool> isHere)
    {
        if (IsRecalled || _recalls.Count == 0 || Awaited(isHere).Any() || Conflicting.Count > 0)
            return null;
        ulong latest = _recalls.Values.Max(known => known.Epoch);
        DirectoryEntry[] entries =
        [
            .. _recalls
                .Values.Where(known => known.Epoch == latest)
                .SelectMany(known => known.Entries)
                .GroupBy(kept => kept.Name, StringComparer.Ordinal)
                .OrderBy(kept => kept.Key, StringComparer.Ordinal)
                .Select(kept => kept.MaxBy(one => one.Change)!.Entry)
                .OfType<DirectoryEntry>(),
        ];
        DirectoryCommand.Recall of =
            _recalls.Values.FirstOrDefault(known => known.Epoch > 0) ?? _recalls.Values.First();
        Origin = of.Epoch > 0 ? of.Origin : of.Process.Incarnation;
        Epoch = Math.Max(latest + 1, Standing);
        // That there is nothing is on the disks, too, before anything counts.
        Changes = 1;
        _recalls.Clear();
        return entries;
    }

    /// <summary>A listed process's disk knows of an epoch that was agreed to and may have come to nothing: this cluster takes a later one,
    /// and has it when it is on a quorum of the disks. It cannot be where the other formation came to be.</summary>
    public void Raise(ulong epoch)
    {
        if (!IsRecalled || epoch <= Epoch)
            return;
        Epoch = epoch;
        Changes++;
        _kept.Clear();
    }

    /// <summary>Processes have come or are gone. Where disks of different clusters are in each other's way, those that are taken away are
    /// waited for anew; elsewhere what a process has said of its disk stays true without it.</summary>
    public void Keep(Func<ProcessId, bool> isHere)
    {
        if (Conflicting.Count == 0)
            return;
        foreach (DirectoryCommand.Recall gone in _recalls.Values.Where(recall => !isHere(recall.Process)).ToArray())
            _recalls.Remove(gone.Address);
    }

    /// <summary>A listed node says how far its disk has come.</summary>
    public void Kept(DirectoryCommand.Kept kept)
    {
        if (kept.Epoch != Epoch || !anchor.Seeds.Contains(kept.Address) || kept.Change <= KeptBy(kept.Address))
            return;
        _kept[kept.Address] = kept.Change;
        foreach (ulong change in _kept.Values)
        {
            if (!anchor.IsQuorum([.. anchor.Seeds.Select(seed => KeptBy(seed) >= change)]))
                continue;
            Counting = Math.Max(Counting, change);
            Standing = Epoch;
        }
    }

    /// <summary>A cluster that has just been formed knows nothing yet.</summary>
    public void Clear()
    {
        (Epoch, Standing, Origin, Changes, Counting) = (0, 0, 0, 0, 0);
        _recalls.Clear();
        _kept.Clear();
        _changedAt.Clear();
    }

    public void Save(FrameWriter writer)
    {
        writer.Number(Epoch);
        writer.Number(Standing);
        writer.Fixed(Origin);
        writer.Number(Changes);
        writer.Number(Counting);
        writer.Number(_recalls.Count);
        foreach (DirectoryCommand.Recall recall in _recalls.Values)
            recall.Write(writer);
        Save(writer, _kept);
        Save(writer, _changedAt);
    }

    public void Load(ref FrameReader reader, Limits limits)
    {
        Clear();
        (Epoch, Standing, Origin) = (reader.Number(), reader.Number(), reader.Fixed());
        (Changes, Counting) = (reader.Number(), reader.Number());
        for (int left = reader.Count(limits.Nodes); left > 0 && !reader.Failed; left--)
            if (DirectoryCommand.Read(ref reader, limits) is DirectoryCommand.Recall recall)
                _recalls[recall.Address] = recall;
            else
                reader.Fail();
        Load(ref reader, _kept);
        Load(ref reader, _changedAt);
    }

    private static void Save(FrameWriter writer, SortedDictionary<string, ulong> numbers)
    {
        writer.Number(numbers.Count);
        foreach ((string name, ulong number) in numbers)
        {
            writer.Text(name);
            writer.Number(number);
        }
    }

    private static void Load(ref FrameReader reader, SortedDictionary<string, ulong> numbers)
    {
        for (int left = reader.Count(int.MaxValue); left > 0 && !reader.Failed; left--)
            numbers[reader.Text()] = reader.Number();
    }
}
