using Cohort.Protocol.Governance;

namespace Cohort.Protocol.Durability;

/// <summary>What the log of a listed node has of the cluster's directory.</summary>
public sealed class DirectoryCopy
{
    private readonly SortedDictionary<string, KeptEntry> _entries = new(StringComparer.Ordinal);

    internal DirectoryCopy(DirectoryCopy? other = null)
    {
        if (other is null)
            return;
        (Epoch, Origin, Founding, At) = (other.Epoch, other.Origin, other.Founding, other.At);
        foreach ((string name, KeptEntry entry) in other._entries)
            _entries.Add(name, entry);
    }

    /// <summary>Of which cluster that was formed with these disks.</summary>
    internal ulong Epoch { get; private set; }

    /// <summary>Which disks these are.</summary>
    internal ulong Origin { get; private set; }

    /// <summary>The latest epoch with which this node was to be a founder of the root group.</summary>
    internal ulong Founding { get; private set; }

    /// <summary>The groups that keep a log, and those that have ended.</summary>
    internal IReadOnlyCollection<KeptEntry> Entries => _entries.Values;

    /// <summary>Where in the log it begins; null where the log has nothing of it.</summary>
    internal LogPlace? At { get; private set; }

    /// <summary>This node was to be a founder of the root group, with this epoch.</summary>
    internal void TakeFounding(ulong epoch) => Founding = Math.Max(Founding, epoch);

    /// <summary>Where nothing else is known of the directory, it is needed from here on.</summary>
    internal void BeginsAt(LogPlace at) => At ??= at;

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
