using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Strings;

/// <summary>Parts of strings.</summary>
internal static class StringParts
{
    /// <summary>The most bytes of a string: more does not go into a message of the group.</summary>
    public const int LongestString = (16 << 20) - (64 << 10);

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            Command.Write("APPEND", 3, Append),
            Command.Read("STRLEN", 2, Length),
            Command.Read("GETRANGE", 4, GetRange),
            Command.Read("SUBSTR", 4, GetRange),
            Command.Write("SETRANGE", 4, SetRange),
        ];

    /// <summary>Writes the error that a string would become too long, if it would.</summary>
    public static bool IsTooLong(long length, Execution execution)
    {
        if (length <= LongestString)
            return false;
        execution.Reply.Error("ERR string exceeds maximum allowed size (proto-max-bulk-len)"u8);
        return true;
    }

    private static void Append(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out Entry? entry, out StringValue? value))
            return;
        if (entry is null || value is null)
        {
            execution.Database.Set(arguments[1], new StringValue(arguments[2]));
            execution.Reply.Integer(arguments[2].Length);
            return;
        }
        if (IsTooLong((long)value.Bytes.Length + arguments[2].Length, execution))
            return;
        value.Append(arguments[2]);
        execution.Changed(entry);
        execution.Reply.Integer(value.Bytes.Length);
    }

    private static void Length(in Arguments arguments, Execution execution)
    {
        if (execution.TryFind(arguments[1], out StringValue? value))
            execution.Reply.Integer(value?.Bytes.Length ?? 0);
    }

    private static void GetRange(in Arguments arguments, Execution execution)
    {
        if (
            !execution.TryReadInteger(arguments[2], out long first)
            || !execution.TryReadInteger(arguments[3], out long last)
            || !execution.TryFind(arguments[1], out StringValue? value)
        )
            return;
        ReadOnlySpan<byte> bytes = value is null ? [] : value.Bytes;
        if (first < 0 && last < 0 && first > last)
        {
            execution.Reply.Bulk([]);
            return;
        }
        first = Math.Max(0, first < 0 ? first + bytes.Length : first);
        last = Math.Max(0, last < 0 ? last + bytes.Length : last);
        last = Math.Min(last, bytes.Length - 1);
        execution.Reply.Bulk(first > last ? [] : bytes[(int)first..(int)(last + 1)]);
    }

    private static void SetRange(in Arguments arguments, Execution execution)
    {
        if (!execution.TryReadInteger(arguments[2], out long offset))
            return;
        if (offset < 0)
        {
            execution.Reply.Error("ERR offset is out of range"u8);
            return;
        }
        if (!execution.TryFind(arguments[1], out Entry? entry, out StringValue? value))
            return;
        ReadOnlySpan<byte> part = arguments[3];
        if (part.IsEmpty)
        {
            execution.Reply.Integer(value?.Bytes.Length ?? 0);
            return;
        }
        if (IsTooLong(Math.Min(offset, LongestString) + part.Length, execution))
            return;
        if (entry is null || value is null)
        {
            value = new StringValue([]);
            entry = execution.Database.Set(arguments[1], value);
        }
        value.Resize(Math.Max(value.Bytes.Length, (int)offset + part.Length));
        part.CopyTo(value.Bytes[(int)offset..]);
        execution.Changed(entry);
        execution.Reply.Integer(value.Bytes.Length);
    }
}
