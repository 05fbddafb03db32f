namespace Cohort.Protocol.Durability;

/// <summary>Puts together what lies in a log in several records, one of each group at a time.</summary>
internal sealed class RecordParts(Limits limits)
{
    private readonly SortedDictionary<GroupId, (byte[] Bytes, ulong Have)> _begun = [];

    /// <summary>Takes a part; false where it does not follow the one before.</summary>
    /// <param name="group">The group.</param>
    /// <param name="size">How large the whole is.</param>
    /// <param name="at">Where the part begins in it.</param>
    /// <param name="part">The part.</param>
    /// <param name="whole">The whole, when this was its last part.</param>
    public bool Take(GroupId group, ulong size, ulong at, ReadOnlySpan<byte> part, out byte[]? whole)
    {
        whole = null;
        if (at == 0 && size <= (ulong)Math.Min(limits.StateSize, Array.MaxLength))
            _begun[group] = (new byte[size], 0);
        if (!_begun.TryGetValue(group, out var begun) || (ulong)begun.Bytes.Length != size || begun.Have != at)
            return false;
        part.CopyTo(begun.Bytes.AsSpan((int)at));
        ulong have = at + (ulong)part.Length;
        _begun[group] = (begun.Bytes, have);
        if (have < size)
            return true;
        _begun.Remove(group);
        whole = begun.Bytes;
        return true;
    }
}
