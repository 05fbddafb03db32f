namespace Cohort.Protocol.Durability;

/// <summary>A place in the log, from which on it is needed for the sake of something.</summary>
/// <param name="IsFormer">Whether it was there when the machine was made: such records have the numbers that the log gave them, the others
/// those that the machine did.</param>
/// <param name="Record">The record that is the first to be needed.</param>
/// <param name="Offset">How many bytes of records are before it, counted from where this process begins: less than 0 where it is former.</param>
internal readonly record struct LogPlace(bool IsFormer, ulong Record, long Offset) : IComparable<LogPlace>
{
    public int CompareTo(LogPlace other) =>
        IsFormer != other.IsFormer ? (IsFormer ? -1 : 1) : Record.CompareTo(other.Record);
}
