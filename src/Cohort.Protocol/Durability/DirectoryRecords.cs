using System.Collections.Immutable;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Durability;

/// <summary>Puts what the cluster's directory says of groups that keep a log into the log of a listed node.</summary>
internal static class DirectoryRecords
{
    /// <summary>Writes entries. Answers the number of the record.</summary>
    /// <param name="journal">Where they go.</param>
    /// <param name="epoch">Of which cluster that was formed with these disks.</param>
    /// <param name="origin">Which disks these are.</param>
    /// <param name="isWhole">Whether these are all there are; else what has changed.</param>
    /// <param name="entries">The entries.</param>
    public static ulong Write(
        Journal journal,
        ulong epoch,
        ulong origin,
        bool isWhole,
        ImmutableArray<KeptEntry> entries
    )
    {
        FrameWriter record = journal.Begin(RecordKind.Directory, default, new ViewNumber(0));
        record.Number(epoch);
        record.Fixed(origin);
        record.Flag(isWhole);
        record.Kept(entries);
        return journal.End();
    }
}
