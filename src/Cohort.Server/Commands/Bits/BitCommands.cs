using System.Numerics;
using Cohort.Server.Commands.Strings;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Bits;

/// <summary>Strings as bits, the highest bit of the first byte first.</summary>
internal static class BitCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            Command.Write("SETBIT", 4, SetBit),
            Command.Read("GETBIT", 3, GetBit),
            Command.Read("BITCOUNT", -2, Count),
            Command.Read("BITPOS", -3, Position),
            Command.Write("BITOP", -4, Combine, 2, -1),
            Command.Write("BITFIELD", -2, BitFields.Execute),
            Command.Read("BITFIELD_RO", -2, BitFields.ExecuteReadOnly),
        ];

    /// <summary>Reads where a bit is.</summary>
    /// <returns>False where no string has one there: the reply is written then.</returns>
    public static bool TryReadOffset(
        ReadOnlySpan<byte> argument,
        int bits,
        bool isMultiple,
        Execution execution,
        out long offset
    )
    {
        bool isCounted = isMultiple && !argument.IsEmpty && argument[0] == '#';
        bool isNumber = Numbers.TryParse(isCounted ? argument[1..] : argument, out offset);
        if (isCounted)
            offset = unchecked(offset * bits);
        if (isNumber && offset >= 0 && offset >> 3 < StringParts.LongestString)
            return true;
        execution.Reply.Error("ERR bit offset is not an integer or out of range"u8);
        return false;
    }

    /// <summary>The string of a key, made so long that it has a bit; a new one where there is none.</summary>
    public static StringValue Extend(
        ReadOnlySpan<byte> key,
        ref Entry? entry,
        StringValue? value,
        long lastBit,
        Execution execution
    )
    {
        int length = (int)(lastBit >> 3) + 1;
        if (entry is null || value is null)
        {
            value = new StringValue([]);
            entry = execution.Database.Set(key, value);
        }
        value.Resize(Math.Max(length, value.Bytes.Length));
        return value;
    }

    private static void SetBit(in Arguments arguments, Execution execution)
    {
        if (!TryReadOffset(arguments[2], 0, isMultiple: false, execution, out long offset))
            return;
        if (!Numbers.TryParse(arguments[3], out long bit) || bit is not (0 or 1))
        {
            execution.Reply.Error("ERR bit is not an integer or out of range"u8);
            return;
        }
        if (!execution.TryFind(arguments[1], out Entry? entry, out StringValue? value))
            return;
        Span<byte> bytes = Extend(arguments[1], ref entry, value, offset, execution).Bytes;
        ref byte changed = ref bytes[(int)(offset >> 3)];
        int mask = 0x80 >> (int)(offset & 7);
        execution.Reply.OneOrZero((changed & mask) != 0);
        changed = (byte)(bit == 1 ? changed | mask : changed & ~mask);
        execution.Changed(entry!);
    }

    private static void GetBit(in Arguments arguments, Execution execution)
    {
        if (
            !TryReadOffset(arguments[2], 0, isMultiple: false, execution, out long offset)
            || !execution.TryFind(arguments[1], out StringValue? value)
        )
            return;
        ReadOnlySpan<byte> bytes = value is null ? [] : value.Bytes;
        long place = offset >> 3;
        execution.Reply.OneOrZero(place < bytes.Length && (bytes[(int)place] & (0x80 >> (int)(offset & 7))) != 0);
    }

    private static void Count(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out StringValue? value))
            return;
        // Where there is nothing, Redis does not look at what else was said.
        if (value is null)
        {
            execution.Reply.Integer(0);
            return;
        }
        if (arguments.Count is 3 or > 5)
        {
            execution.Reply.Error(Errors.Syntax);
            return;
        }
        ReadOnlySpan<byte> bytes = value.Bytes;
        if (!BitRange.TryRead(arguments, 2, bytes.Length, isEmptyWhereReversed: true, execution, out BitRange range))
            return;
        long count = 0;
        if (!range.IsEmpty)
            for (int place = range.FirstByte; place <= range.LastByte; place++)
                count += BitOperations.PopCount((uint)(bytes[place] & range.MaskOf(place)));
        execution.Reply.Integer(count);
    }

    private static void Position(in Arguments arguments, Execution execution)
    {
        if (!execution.TryReadInteger(arguments[2], out long bit))
            return;
        if (bit is not (0 or 1))
        {
            execution.Reply.Error("ERR The bit argument must be 1 or 0."u8);
            return;
        }
        if (!execution.TryFind(arguments[1], out StringValue? value))
            return;
        if (value is null)
        {
            execution.Reply.Integer(bit == 1 ? -1 : 0);
            return;
        }
        if (arguments.Count > 6)
        {
            execution.Reply.Error(Errors.Syntax);
            return;
        }
        ReadOnlySpan<byte> bytes = value.Bytes;
        if (!BitRange.TryRead(arguments, 3, bytes.Length, isEmptyWhereReversed: false, execution, out BitRange range))
            return;
        execution.Reply.Integer(Find(bytes, range, bit == 1, hasEnd: arguments.Count > 4));
    }

    // Where no end was given, zeros follow what there is.
    private static long Find(ReadOnlySpan<byte> bytes, BitRange range, bool isSet, bool hasEnd)
    {
        if (range.IsEmpty)
            return -1;
        for (int place = range.FirstByte; place <= range.LastByte; place++)
        {
            int mask = range.MaskOf(place);
            int wanted = (isSet ? bytes[place] : ~bytes[place]) & mask;
            if (wanted != 0)
                return place * 8L + BitOperations.LeadingZeroCount((uint)wanted) - 24;
        }
        return isSet || hasEnd ? -1 : (range.LastByte + 1) * 8L;
    }

    private static void Combine(in Arguments arguments, Execution execution)
    {
        bool isNot = arguments.Is(1, "NOT"u8);
        bool isAnd = arguments.Is(1, "AND"u8);
        bool isOr = arguments.Is(1, "OR"u8);
        if (!isNot && !isAnd && !isOr && !arguments.Is(1, "XOR"u8))
        {
            execution.Reply.Error(Errors.Syntax);
            return;
        }
        if (isNot && arguments.Count != 4)
        {
            execution.Reply.Error("ERR BITOP NOT must be called with a single source key."u8);
            return;
        }
        var sources = new List<StringValue?>();
        for (int index = 3; index < arguments.Count; index++)
        {
            if (!execution.TryFind(arguments[index], out StringValue? source))
                return;
            sources.Add(source);
        }
        var result = new byte[sources.Max(source => source?.Bytes.Length ?? 0)];
        for (int place = 0; place < result.Length; place++)
        {
            int combined = ByteOf(sources[0], place);
            for (int source = 1; source < sources.Count; source++)
                combined =
                    isAnd ? combined & ByteOf(sources[source], place)
                    : isOr ? combined | ByteOf(sources[source], place)
                    : combined ^ ByteOf(sources[source], place);
            result[place] = (byte)(isNot ? ~combined : combined);
        }
        if (result.Length == 0)
            execution.Database.Remove(arguments[2]);
        else
            execution.Database.Set(arguments[2], StringValue.Raw(result));
        execution.Reply.Integer(result.Length);
    }

    private static byte ByteOf(StringValue? source, int place) =>
        source is not null && place < source.Bytes.Length ? source.Bytes[place] : (byte)0;
}
