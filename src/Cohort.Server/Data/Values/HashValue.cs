using Cohort.Serialization;

namespace Cohort.Server.Data.Values;

/// <summary>A field of a hash.</summary>
internal sealed class HashField(byte[] name, byte[] value) : IndexedItem(name)
{
    /// <summary>What it has; nobody changes it in place.</summary>
    public byte[] Value { get; internal set; } = value;
}

/// <summary>Fields with a value each.</summary>
internal sealed class HashValue : TableValue<HashField>
{
    private const int MostCompact = 512;
    private const int LongestCompact = 64;
    private const int Overhead = 96;
    private const int FieldOverhead = 112;

    private long _bytes;

    public override ValueKind Kind => ValueKind.Hash;

    public override string TypeName => "hash";

    public override string Encoding => IsCompact ? "listpack" : "hashtable";

    public override long Size => Overhead + FieldOverhead * (long)Count + _bytes;

    /// <summary>Gives a field a value.</summary>
    /// <returns>Whether the field is new.</returns>
    public bool Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        bool isNew = !Table.TryFind(name, out HashField? field);
        if (isNew)
            Table.Add(new HashField(name.ToArray(), value.ToArray()));
        else
            field!.Value = Replaced(field.Value, value);
        _bytes += value.Length + (isNew ? name.Length : 0);
        if (name.Length > LongestCompact || value.Length > LongestCompact || Count > MostCompact)
            IsCompact = false;
        return isNew;
    }

    /// <summary>Takes a field out.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(ReadOnlySpan<byte> name)
    {
        if (!Table.Remove(name, out HashField? removed))
            return false;
        _bytes -= removed.Key.Length + removed.Value.Length;
        return true;
    }

    public override Value Copy()
    {
        var copy = new HashValue { IsCompact = IsCompact };
        foreach (HashField field in Table)
            copy.Set(field.Key, field.Value);
        return copy;
    }

    public override void Save(ref PackWriter writer)
    {
        writer.WriteByte(IsCompact ? (byte)1 : (byte)0);
        writer.WriteVarint((uint)Count);
        foreach (HashField field in Table)
        {
            writer.WriteBytes(field.Key);
            writer.WriteBytes(field.Value);
        }
    }

    public static HashValue Load(ref PackReader reader)
    {
        var hash = new HashValue { IsCompact = reader.ReadByte() != 0 };
        for (ulong left = reader.ReadVarint(); left > 0; left--)
        {
            ReadOnlySpan<byte> name = reader.ReadBytes();
            if (!hash.Set(name, reader.ReadBytes()))
                throw new InvalidDataException("a field stands twice in a hash of this state");
        }
        return hash;
    }

    private byte[] Replaced(byte[] old, ReadOnlySpan<byte> value)
    {
        _bytes -= old.Length;
        return value.ToArray();
    }
}
