using Cohort.Protocol.StateTransfer;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Durability;

/// <summary>Puts a state into the log, in parts: one that a joiner was given, which counts for nothing before it has that on the disk, or
/// one that a member has taken so that what is before it is not needed any more. And what a joiner was given in the place of a state.</summary>
internal static class StateRecords
{
    private const int PartSize = 1 << 20;

    /// <summary>Writes a state. Answers the number of the last record.</summary>
    public static ulong Write(Journal journal, GroupId group, StateLabel label, ReadOnlySpan<byte> state)
    {
        int at = 0;
        do
        {
            at = WritePart(journal, group, label, state, at);
        } while (at < state.Length);
        return journal.Last;
    }

    /// <summary>Writes what a joiner had missed up to a view. Answers the number of the last record.</summary>
    public static ulong WriteDifference(Journal journal, GroupId group, ViewNumber until, ReadOnlySpan<byte> difference)
    {
        for (int at = 0; at < difference.Length; )
        {
            ReadOnlySpan<byte> part = difference[at..Math.Min(at + PartSize, difference.Length)];
            FrameWriter record = journal.Begin(RecordKind.Difference, group, until);
            record.Number((ulong)difference.Length);
            record.Number((ulong)at);
            record.Raw(part);
            journal.End();
            at += part.Length;
        }
        return journal.Last;
    }

    /// <summary>Writes a part of it, from a place on. Answers where the next begins.</summary>
    public static int WritePart(Journal journal, GroupId group, StateLabel label, ReadOnlySpan<byte> state, int at)
    {
        ReadOnlySpan<byte> part = state[at..Math.Min(at + PartSize, state.Length)];
        WritePart(journal, group, label, state.Length, at, part);
        return at + part.Length;
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
