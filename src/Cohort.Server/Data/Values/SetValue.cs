using Cohort.Serialization;

namespace Cohort.Server.Data.Values;

/// <summary>A member of a set.</summary>
internal sealed class SetMember(byte[] name) : IndexedItem(name);

/// <summary>Members, each once.</summary>
internal sealed class SetValue : TableValue<SetMember>
{
    private const int MostCompact = 512;
    private const int Overhead = 96;
    private const int MemberOverhead = 88;

    private long _bytes;

    public override ValueKind Kind => ValueKind.Set;

    public override string TypeName => "set";

    public override string Encoding => IsCompact ? "intset" : "hashtable";

    public override long Size => Overhead + MemberOverhead * (long)Count + _bytes;

    /// <summary>Adds a member.</summary>
    /// <returns>Whether it was not there.</returns>
    public bool Add(ReadOnlySpan<byte> member)
    {
        if (Contains(member))
            return false;
        Table.Add(new SetMember(member.ToArray()));
        _bytes += member.Length;
        if (IsCompact && (Count > MostCompact || !Numbers.TryParse(member, out long _)))
            IsCompact = false;
        return true;
    }

    /// <summary>Takes a member out.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(ReadOnlySpan<byte> member)
    {
        if (!Table.Remove(member, out _))
            return false;
        _bytes -= member.Length;
        return true;
    }

    public override Value Copy()
    {
        var copy = new SetValue { IsCompact = IsCompact };
        foreach (SetMember member in Table)
            copy.Add(member.Key);
        return copy;
    }

    public override void Save(ref PackWriter writer)
    {
        writer.WriteByte(IsCompact ? (byte)1 : (byte)0);
        writer.WriteVarint((uint)Count);
        foreach (SetMember member in Table)
            writer.WriteBytes(member.Key);
    }

    public static SetValue Load(ref PackReader reader)
    {
        var set = new SetValue { IsCompact = reader.ReadByte() != 0 };
        for (ulong left = reader.ReadVarint(); left > 0; left--)
            if (!set.Add(reader.ReadBytes()))
                throw new InvalidDataException("a member stands twice in a set of this state");
        return set;
    }
}
