namespace Cohort.Serialization;

/// <content>Lists and maps, and values that nobody here knows.</content>
public ref partial struct PackReader
{
    private const int NullableFlag = 8;

    /// <summary>Begins a list: its elements follow, then <see cref="EndList"/>.</summary>
    /// <param name="kind">The kind that its elements must have, where there are any.</param>
    /// <param name="nullable">Whether <see cref="ReadPresence"/> comes before each element.</param>
    /// <returns>How many there are: no more than the bytes that are left could hold.</returns>
    /// <exception cref="PackException">It is another list, or more than the bytes could hold.</exception>
    public int BeginList(PackKind kind, out bool nullable)
    {
        Enter();
        PackKind found = ReadElementForm(out nullable);
        if (found != kind)
            throw Malformed($"a list of {found} where one of {kind} must be,");
        return ReadCount(LeastSize(found, nullable));
    }

    /// <summary>Ends a list or a map.</summary>
    public void EndList() => _depth--;

    /// <summary>Begins a map: pairs of key and value follow, then <see cref="EndList"/>.</summary>
    /// <param name="key">The kind that its keys must have.</param>
    /// <param name="value">The kind that its values must have.</param>
    /// <param name="nullable">Whether <see cref="ReadPresence"/> comes before each value.</param>
    /// <returns>How many there are: no more than the bytes that are left could hold.</returns>
    /// <exception cref="PackException">It is another map, or more than the bytes could hold.</exception>
    public int BeginMap(PackKind key, PackKind value, out bool nullable)
    {
        Enter();
        PackKind foundKey = ReadElementForm(out bool nullableKey);
        PackKind foundValue = ReadElementForm(out nullable);
        if (nullableKey)
            throw Malformed("a map whose keys may be null");
        if (foundKey != key || foundValue != value)
            throw Malformed($"a map of {foundKey} and {foundValue} where one of {key} and {value} must be,");
        return ReadCount(LeastSize(foundKey, false) + LeastSize(foundValue, nullable));
    }

    /// <summary>Reads whether an element is there (true) or null.</summary>
    /// <exception cref="PackException">It is neither.</exception>
    public bool ReadPresence() =>
        ReadByte() switch
        {
            0 => false,
            1 => true,
            byte other => throw Malformed($"{other} where 0 or 1 says whether an element is null,"),
        };

    /// <summary>Skips the value of a field that nobody here knows.</summary>
    /// <exception cref="PackException">It is malformed, or lies too deep.</exception>
    public void SkipField(uint tag) => Skip((PackKind)(tag & 7));

    /// <summary>Skips what is left of a record, and ends it.</summary>
    internal void SkipToEnd(uint tag)
    {
        for (; tag != 0; tag = ReadTag(tag))
            SkipField(tag);
        EndRecord();
    }

    private PackKind ReadElementForm(out bool nullable)
    {
        byte form = ReadByte();
        if (form >= 2 * NullableFlag)
            throw Malformed($"{form} where the kind of an element must be,");
        nullable = (form & NullableFlag) != 0;
        return (PackKind)(form & 7);
    }

    // What is claimed is held against the bytes that are there before anything is allocated.
    private int ReadCount(int leastSize)
    {
        ulong count = ReadVarint();
        if (count > (ulong)(Remaining / leastSize))
            throw Malformed($"a count of {count} elements, and {Remaining} bytes are left");
        return (int)count;
    }

    private static int LeastSize(PackKind kind, bool nullable) => nullable ? 1 : Math.Max(1, FixedSize(kind));

    private static int FixedSize(PackKind kind) =>
        kind switch
        {
            PackKind.Fixed4 => 4,
            PackKind.Fixed8 => 8,
            PackKind.Fixed16 => 16,
            _ => 0,
        };

    private void Skip(PackKind kind)
    {
        switch (kind)
        {
            case PackKind.Varint:
                ReadVarint();
                break;
            case PackKind.Bytes:
                ReadBytes();
                break;
            case PackKind.Record:
                SkipRecord();
                break;
            case PackKind.List:
                SkipList();
                break;
            case PackKind.Map:
                SkipMap();
                break;
            default:
                Take(FixedSize(kind));
                break;
        }
    }

    private void SkipRecord()
    {
        Enter();
        for (uint tag = ReadTag(0); tag != 0; tag = ReadTag(tag))
            SkipField(tag);
        _depth--;
    }

    private void SkipList()
    {
        Enter();
        PackKind kind = ReadElementForm(out bool nullable);
        for (int left = ReadCount(LeastSize(kind, nullable)); left > 0; left--)
            SkipElement(kind, nullable);
        _depth--;
    }

    private void SkipMap()
    {
        Enter();
        PackKind key = ReadElementForm(out bool nullableKey);
        PackKind value = ReadElementForm(out bool nullable);
        for (int left = ReadCount(LeastSize(key, nullableKey) + LeastSize(value, nullable)); left > 0; left--)
        {
            SkipElement(key, nullableKey);
            SkipElement(value, nullable);
        }
        _depth--;
    }

    private void SkipElement(PackKind kind, bool nullable)
    {
        if (!nullable || ReadPresence())
            Skip(kind);
    }
}
