using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Durability;

/// <summary>Puts into the log of a process that it is to be a founder of a formation, before it is one.</summary>
internal static class FoundingRecords
{
    /// <summary>Writes the record. Answers its number.</summary>
    /// <param name="journal">Where it goes.</param>
    /// <param name="group">The group's name.</param>
    /// <param name="formation">The formation.</param>
    /// <param name="epoch">Of the root group, the formation's epoch; 0 for others.</param>
    public static ulong Write(Journal journal, string group, GroupId formation, ulong epoch)
    {
        FrameWriter record = journal.Begin(RecordKind.Founding, formation, new ViewNumber(0));
        record.Text(group);
        record.Number(epoch);
        return journal.End();
    }
}
