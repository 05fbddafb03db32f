namespace Cohort.Server.Commands.Bits;

/// <summary>A range of the bits of a string, given by bytes or by bits, from its beginning or from its end.</summary>
/// <param name="First">The first bit.</param>
/// <param name="Last">The last bit; less than the first where there is none.</param>
internal readonly record struct BitRange(long First, long Last)
{
    /// <summary>Whether no bit is in it.</summary>
    public bool IsEmpty => First > Last;

    /// <summary>The byte of its first bit.</summary>
    public int FirstByte => (int)(First >> 3);

    /// <summary>The byte of its last bit.</summary>
    public int LastByte => (int)(Last >> 3);

    /// <summary>The bits of a byte that are in it.</summary>
    public int MaskOf(int place)
    {
        int mask = 0xFF;
        if (place == FirstByte)
            mask &= 0xFF >> (int)(First & 7);
        if (place == LastByte)
            mask &= 0xFF << (7 - (int)(Last & 7));
        return mask;
    }

    /// <summary>Reads [start [end [BYTE | BIT]]].</summary>
    /// <param name="arguments">The command.</param>
    /// <param name="at">Where the start stands, if there is one.</param>
    /// <param name="length">How many bytes the string has.</param>
    /// <param name="isEmptyWhereReversed">Whether two places counted from the end, of which the second is before the first, are no range, and what
    /// follows is not looked at.</param>
    /// <param name="execution">Where the reply goes.</param>
    /// <param name="range">The range.</param>
    /// <returns>False where that is none: the reply is written then.</returns>
    public static bool TryRead(
        in Arguments arguments,
        int at,
        long length,
        bool isEmptyWhereReversed,
        Execution execution,
        out BitRange range
    )
    {
        range = new BitRange(0, length * 8 - 1);
        if (arguments.Count <= at)
            return true;
        if (!execution.TryReadInteger(arguments[at], out long start))
            return false;
        // BITPOS looks at the unit before the end, and BITCOUNT behind it.
        bool isBits = false;
        if (!isEmptyWhereReversed && !TryReadUnit(arguments, at + 2, execution, out isBits))
            return false;
        long end = -1;
        if (arguments.Count > at + 1 && !execution.TryReadInteger(arguments[at + 1], out end))
            return false;
        if (isEmptyWhereReversed && start < 0 && end < 0 && start > end)
        {
            range = new BitRange(0, -1);
            return true;
        }
        if (isEmptyWhereReversed && !TryReadUnit(arguments, at + 2, execution, out isBits))
            return false;
        long total = isBits ? length * 8 : length;
        start = Math.Max(0, start < 0 ? start + total : start);
        end = Math.Max(0, end < 0 ? end + total : end);
        end = Math.Min(end, total - 1);
        range =
            start > end ? new BitRange(0, -1)
            : isBits ? new BitRange(start, end)
            : new BitRange(start * 8, end * 8 + 7);
        return true;
    }

    private static bool TryReadUnit(in Arguments arguments, int at, Execution execution, out bool isBits)
    {
        isBits = arguments.Count > at && arguments.Is(at, "BIT"u8);
        if (arguments.Count <= at || isBits || arguments.Is(at, "BYTE"u8))
            return true;
        execution.Reply.Error(Errors.Syntax);
        return false;
    }
}
