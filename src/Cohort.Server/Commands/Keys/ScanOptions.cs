using System.Buffers.Text;
using Cohort.Server.Data;

namespace Cohort.Server.Commands.Keys;

/// <summary>cursor [MATCH pattern] [COUNT count] [TYPE type], as SCAN and its kin take it.</summary>
internal ref struct ScanOptions
{
    private const int DefaultCount = 10;

    /// <summary>Where to go on; 0: from the beginning.</summary>
    public ulong Cursor;

    /// <summary>How many items to look at.</summary>
    public int Count;

    /// <summary>What names must be like; empty: anything.</summary>
    public ReadOnlySpan<byte> Pattern;

    /// <summary>Of which type; empty: any.</summary>
    public ReadOnlySpan<byte> Type;

    /// <summary>Reads them.</summary>
    /// <param name="arguments">The command.</param>
    /// <param name="at">Where the cursor stands.</param>
    /// <param name="execution">Where the reply goes.</param>
    /// <param name="takesType">Whether a type can be given.</param>
    /// <param name="options">What was given.</param>
    /// <returns>False where something is wrong: the reply is written then.</returns>
    public static bool TryRead(
        in Arguments arguments,
        int at,
        Execution execution,
        bool takesType,
        out ScanOptions options
    )
    {
        options = new ScanOptions { Count = DefaultCount };
        ReadOnlySpan<byte> cursor = arguments[at];
        if (!Utf8Parser.TryParse(cursor, out options.Cursor, out int used) || used != cursor.Length)
        {
            execution.Reply.Error(Errors.InvalidCursor);
            return false;
        }
        for (int index = at + 1; index < arguments.Count; index += 2)
        {
            bool hasValue = index + 1 < arguments.Count;
            if (hasValue && arguments.Is(index, "COUNT"u8))
            {
                if (!execution.TryReadInteger(arguments[index + 1], out long count))
                    return false;
                if (count < 1)
                    return Fail(execution);
                options.Count = (int)Math.Min(count, int.MaxValue);
            }
            else if (hasValue && arguments.Is(index, "MATCH"u8))
            {
                options.Pattern = arguments[index + 1];
            }
            else if (hasValue && takesType && arguments.Is(index, "TYPE"u8))
            {
                options.Type = arguments[index + 1];
            }
            else
            {
                return Fail(execution);
            }
        }
        // Everything is like this one, and looking would only take time.
        if (options.Pattern.SequenceEqual("*"u8))
            options.Pattern = default;
        return true;
    }

    private static bool Fail(Execution execution)
    {
        execution.Reply.Error(Errors.Syntax);
        return false;
    }
}
