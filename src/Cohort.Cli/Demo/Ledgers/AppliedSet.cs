namespace Cohort.Cli.Demo.Ledgers;

/// <summary>Which calls of one client have been applied: a bit for each.</summary>
internal sealed class AppliedSet
{
    private readonly List<ulong> _bits = [];

    /// <summary>Marks a call; false where it was marked already.</summary>
    public bool Add(int sequence)
    {
        int word = sequence / 64;
        while (_bits.Count <= word)
            _bits.Add(0);
        ulong bit = 1UL << (sequence % 64);
        bool isNew = (_bits[word] & bit) == 0;
        _bits[word] |= bit;
        return isNew;
    }

    /// <summary>Whether a call is marked.</summary>
    public bool Contains(int sequence) =>
        sequence / 64 < _bits.Count && (_bits[sequence / 64] & (1UL << (sequence % 64))) != 0;

    /// <summary>Writes it.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_bits.Count);
        foreach (ulong word in _bits)
            writer.Write(word);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static AppliedSet Load(BinaryReader reader)
    {
        var set = new AppliedSet();
        for (int left = reader.ReadInt32(); left > 0; left--)
            set._bits.Add(reader.ReadUInt64());
        return set;
    }
}
