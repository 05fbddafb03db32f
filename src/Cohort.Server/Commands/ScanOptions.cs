using System.Globalization;
using Cohort.Server.Data;

namespace Cohort.Server.Commands;

/// <summary>[MATCH pattern] [COUNT count] [TYPE type], as SCAN and its kin take it behind the cursor.</summary>
internal ref struct ScanOptions
{
    private const int UsualCount = 10;

    /// <summary>How many items to look at.</summary>
    public int Count;

    /// <summary>Whether names must be like a pattern.</summary>
    public bool HasPattern;

    /// <summary>What names must be like.</summary>
    public ReadOnlySpan<byte> Pattern;

    /// <summary>Of which type; empty: any.</summary>
    public ReadOnlySpan<byte> Type;

    /// <summary>Whether a name is wanted.</summary>
    public readonly bool Wants(ReadOnlySpan<byte> name) => !HasPattern || GlobPattern.Matches(Pattern, name);

    /// <summary>Reads a cursor as C's strtoul does: what is no number at all is the beginning.</summary>
    /// <returns>False where it is none: the reply is written then.</returns>
    public static bool TryReadCursor(ReadOnlySpan<byte> argument, Execution execution, out ulong cursor)
    {
        cursor = 0;
        if (argument.IsEmpty)
            return true;
        bool isNegated = argument[0] == '-';
        ReadOnlySpan<byte> digits = isNegated || argument[0] == '+' ? argument[1..] : argument;
        bool isCursor = ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out cursor);
        cursor = isNegated ? 0 - cursor : cursor;
        if (!isCursor)
            execution.Reply.Error(Errors.InvalidCursor);
        return isCursor;
    }

    /// <summary>Reads the options.</summary>
    /// <param name="arguments">The command.</param>
    /// <param name="first">Where the first of them stands.</param>
    /// <param name="execution">Gets the reply where something is wrong.</param>
    /// <param name="takesType">Whether a type can be given.</param>
    /// <param name="options">What was given.</param>
    /// <returns>False where something is wrong: the reply is written then.</returns>
    public static bool TryRead(
        in Arguments arguments,
        int first,
        Execution execution,
        bool takesType,
        out ScanOptions options
    )
    {
        options = new ScanOptions { Count = UsualCount };
        for (int index = first; index < arguments.Count; index += 2)
        {
            bool hasNext = index + 1 < arguments.Count;
            if (hasNext && arguments.Is(index, "COUNT"u8))
            {
                if (!execution.TryReadInteger(arguments[index + 1], out long count))
                    return false;
                if (count >= 1)
                {
                    options.Count = (int)Math.Min(count, int.MaxValue);
                    continue;
                }
            }
            else if (hasNext && arguments.Is(index, "MATCH"u8))
            {
                options.Pattern = arguments[index + 1];
                options.HasPattern = !options.Pattern.SequenceEqual("*"u8);
                continue;
            }
            else if (hasNext && takesType && arguments.Is(index, "TYPE"u8))
            {
                options.Type = arguments[index + 1];
                continue;
            }
            execution.Reply.Error(Errors.Syntax);
            return false;
        }
        return true;
    }
}
