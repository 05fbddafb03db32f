using Cohort.Protocol.Governance;

namespace Cohort.Protocol.Durability;

/// <summary>What the log of a listed node has of the cluster's directory.</summary>
public sealed class DirectoryCopy
{
    private readonly SortedDictionary<string, KeptEntry> _entries = new(StringComparer.Ordinal);

    internal DirectoryCopy() { }

    /// <summary>Of which cluster that was formed with these disks.</summary>
    internal ulong Epoch { get; private set; }

    /// <summary>Which disks these are.</summary>
    internal ulong Origin { get; private set; }

    /// <summary>The groups that keep a log, and those that have ended.</summary>
    internal IReadOnlyCollection<KeptEntry> Entries => _entries.Values;

    /// <summary>Where in the log it begins; null where the log has nothing of it.</summary>
    internal LogPlace? At { get; private set; }

    /// <summary>Takes a record in, from a place in the log: all there is, or what has changed.</summary>
    internal void Take(LogPlace at, ulong epoch, ulong origin, bool isWhole, IEnumerable<KeptEntry> entries)
    {
        if (isWhole)
        {
            _entries.Clear();
            At = at;
        }
        (Epoch, Origin) = (epoch, origin);
        foreach (KeptEntry entry in entries)
            _entries[entry.Name] = entry;
    }
}
