namespace Cohort.Server.Data;

/// <summary>
/// The slot that a key falls into: CRC-16 (XMODEM) of the key, or of what stands in it between the first '{' and the '}' behind, by 16,384.
/// Source: the Redis Cluster specification, "Key distribution model".
/// </summary>
internal static class KeySlot
{
    private const ushort Polynomial = 0x1021;
    private static readonly ushort[] s_table = MakeTable();

    /// <summary>The slot of a key.</summary>
    public static int Of(ReadOnlySpan<byte> key)
    {
        ushort crc = 0;
        foreach (byte next in Hashed(key))
            crc = (ushort)((crc << 8) ^ s_table[(crc >> 8) ^ next]);
        return crc % Keyspace.Slots;
    }

    private static ReadOnlySpan<byte> Hashed(ReadOnlySpan<byte> key)
    {
        int open = key.IndexOf((byte)'{');
        if (open < 0)
            return key;
        int length = key[(open + 1)..].IndexOf((byte)'}');
        return length > 0 ? key.Slice(open + 1, length) : key;
    }

    private static ushort[] MakeTable()
    {
        var table = new ushort[256];
        for (int value = 0; value < table.Length; value++)
        {
            int crc = value << 8;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ Polynomial : crc << 1;
            table[value] = (ushort)crc;
        }
        return table;
    }
}
