using Cohort.Protocol.Durability;

namespace Cohort.Protocol.Formation;

/// <summary>
/// What outlives a listed process of the root group's formations: its disk is an acceptor with memory. Every formation has an
/// epoch, above all that those who agree on it know of; from when the disk has one on, no later process at this address is in a
/// formation with an earlier one (protocol section 8).
/// </summary>
internal sealed class SeedDisk(Journal journal, DirectoryCopy? found)
{
    /// <summary>What the disk has of the directory, as this process found it and has written since.</summary>
    public DirectoryCopy Directory { get; } = new(found);

    /// <summary>The latest epoch that was written; 0 where the disk is empty.</summary>
    public ulong Epoch => Math.Max(Directory.Epoch, Directory.Founding);

    /// <summary>Which disks this one belongs to; 0 where it knows nothing of the cluster, or has failed: then it counts for nothing.</summary>
    public ulong Origin => journal.Failure is null && Directory.Epoch > 0 ? Directory.Origin : 0;

    /// <summary>Whether nothing comes to it any more.</summary>
    public bool HasFailed => journal.Failure is not null;

    /// <summary>This process is about to be a founder of a formation. Answers the number of the record.</summary>
    public ulong Write(GroupId formation, ulong epoch)
    {
        journal.Retention.HoldFounding();
        ulong record = FoundingRecords.Write(journal, Governance.RootGroup.Name, formation, epoch);
        Directory.TakeFounding(epoch);
        return record;
    }

    /// <summary>Whether a record is on the disk.</summary>
    public bool Has(ulong record) => journal.Synced >= record;
}
