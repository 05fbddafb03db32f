using Cohort.Protocol.StateTransfer;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Durability;

/// <summary>Puts a state that a joiner was given into its log: it counts for nothing there before it has that on the disk.</summary>
internal static class StateRecords
{
    private const int PartSize = 1 << 20;

    /// <summary>Writes a state, in parts. Answers the number of the last record.</summary>
    public static ulong Write(Journal journal, GroupId group, StateLabel label, ReadOnlySpan<byte> state)
    {
        ulong last = 0;
        int at = 0;
        do
        {
            ReadOnlySpan<byte> part = state[at..Math.Min(at + PartSize, state.Length)];
            last = WritePart(journal, group, label, state.Length, at, part);
            at += part.Length;
        } while (at < state.Length);
        return last;
    }

    /// <summary>Writes a part of a state of so many bytes, which stands behind the one before. Answers the number of the record.</summary>
    public static ulong WritePart(
        Journal journal,
        GroupId group,
        StateLabel label,
        long size,
        long at,
        ReadOnlySpan<byte> part
    )
    {
        FrameWriter record = journal.Begin(RecordKind.State, group, label.View);
        record.Numbers(label.Delivered);
        record.Number(label.Position);
        record.Number((ulong)size);
        record.Number((ulong)at);
        record.Raw(part);
        return journal.End();
    }
}
