using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Governance;

/// <summary>What the log of a node that waits for a lost group has of it.</summary>
/// <param name="Process">The node.</param>
/// <param name="Formation">The formation of the view that the log ends in.</param>
/// <param name="View">That view.</param>
/// <param name="Received">How many items of that view it has.</param>
internal sealed record OfferedLog(ProcessId Process, GroupId Formation, ViewNumber View, ulong Received);

/// <summary>The logs that waiting nodes have, by group: for whoever has to decide from which of them it goes on.</summary>
internal sealed class LogOffers
{
    private readonly SortedDictionary<string, SortedDictionary<ProcessId, OfferedLog>> _byGroup = new(
        StringComparer.Ordinal
    );

    /// <summary>Those of a group, by address.</summary>
    public IReadOnlyCollection<OfferedLog> Of(string group) =>
        _byGroup.TryGetValue(group, out SortedDictionary<ProcessId, OfferedLog>? offers) ? offers.Values : [];

    /// <summary>Takes one; false where it is there already.</summary>
    public bool Add(string group, OfferedLog offer)
    {
        if (!_byGroup.TryGetValue(group, out SortedDictionary<ProcessId, OfferedLog>? offers))
            _byGroup.Add(group, offers = []);
        if (offers.GetValueOrDefault(offer.Process) == offer)
            return false;
        offers[offer.Process] = offer;
        return true;
    }

    /// <summary>A group is not lost, or another one now.</summary>
    public void Remove(string group) => _byGroup.Remove(group);

    /// <summary>Forgets those of processes that are gone. Answers the groups that they were of.</summary>
    public IReadOnlyList<string> Keep(Func<ProcessId, bool> isHere)
    {
        var changed = new List<string>();
        foreach ((string group, SortedDictionary<ProcessId, OfferedLog> offers) in _byGroup)
        {
            ProcessId[] gone = [.. offers.Keys.Where(process => !isHere(process))];
            foreach (ProcessId process in gone)
                offers.Remove(process);
            if (gone.Length > 0)
                changed.Add(group);
        }
        foreach (string group in changed.Where(group => _byGroup[group].Count == 0))
            _byGroup.Remove(group);
        return changed;
    }

    public void Clear() => _byGroup.Clear();

    public void Save(FrameWriter writer)
    {
        writer.Number(_byGroup.Values.Sum(static offers => offers.Count));
        foreach ((string group, SortedDictionary<ProcessId, OfferedLog> offers) in _byGroup)
        foreach (OfferedLog offer in offers.Values)
        {
            writer.Text(group);
            writer.Offer(offer);
        }
    }

    /// <summary>Reads what was saved, for <see cref="Load"/>.</summary>
    public static IReadOnlyList<(string Group, OfferedLog Offer)> Read(ref FrameReader reader)
    {
        var read = new List<(string, OfferedLog)>();
        for (int left = reader.Count(int.MaxValue); left > 0 && !reader.Failed; left--)
            read.Add((reader.Text(), reader.Offer()));
        return read;
    }

    public void Load(IReadOnlyList<(string Group, OfferedLog Offer)> saved)
    {
        Clear();
        foreach ((string group, OfferedLog offer) in saved)
            Add(group, offer);
    }
}
