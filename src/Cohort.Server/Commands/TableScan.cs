using System.Globalization;
using System.Text;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands;

/// <summary>HSCAN, SSCAN and ZSCAN: a part of a table's items at a time.</summary>
internal static class TableScan
{
    private const int UsualCount = 10;

    /// <summary>Writes what belongs to an item into a reply.</summary>
    public delegate void ItemWriter<in TItem, in TValue>(Execution execution, TValue value, TItem item);

    private ref struct Options
    {
        public int Count;
        public bool HasPattern;
        public ReadOnlySpan<byte> Pattern;
    }

    /// <summary>…SCAN key cursor [MATCH pattern] [COUNT count]</summary>
    /// <param name="arguments">The command.</param>
    /// <param name="execution">What it is executed with.</param>
    /// <param name="each">How many replies are written for an item.</param>
    /// <param name="write">Writes them.</param>
    public static void Run<TValue, TItem>(
        in Arguments arguments,
        Execution execution,
        int each,
        ItemWriter<TItem, TValue> write
    )
        where TValue : TableValue<TItem>
        where TItem : IndexedItem
    {
        if (!TryReadCursor(arguments[2], execution, out ulong cursor))
            return;
        if (!execution.TryFind(arguments[1], out TValue? value))
            return;
        if (value is null)
        {
            Begin(execution, 0, 0);
            return;
        }
        if (!TryRead(arguments, execution, out Options options))
            return;
        (int from, int to, ulong next) = value.Scan(cursor, options.Count);
        var met = new List<TItem>();
        for (int place = from; place >= to; place--)
            if (!options.HasPattern || GlobPattern.Matches(options.Pattern, value[place].Key))
                met.Add(value[place]);
        Begin(execution, next, each * met.Count);
        foreach (TItem item in met)
            write(execution, value, item);
    }

    /// <summary>Reads a cursor as C's strtoul does: what is no number at all is the beginning.</summary>
    private static bool TryReadCursor(ReadOnlySpan<byte> argument, Execution execution, out ulong cursor)
    {
        cursor = 0;
        if (argument.IsEmpty)
            return true;
        const NumberStyles Style = NumberStyles.None;
        ReadOnlySpan<byte> digits = argument[0] is (byte)'+' ? argument[1..] : argument;
        bool isCursor = ulong.TryParse(digits, Style, CultureInfo.InvariantCulture, out cursor);
        if (!isCursor)
            execution.Reply.Error(Errors.InvalidCursor);
        return isCursor;
    }

    private static bool TryRead(in Arguments arguments, Execution execution, out Options options)
    {
        options = new Options { Count = UsualCount };
        for (int index = 3; index < arguments.Count; index += 2)
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
                options.HasPattern = true;
                continue;
            }
            execution.Reply.Error(Errors.Syntax);
            return false;
        }
        return true;
    }

    private static void Begin(Execution execution, ulong next, int replies)
    {
        execution.Reply.Array(2);
        execution.Reply.Bulk(Encoding.ASCII.GetBytes(next.ToString(CultureInfo.InvariantCulture)));
        execution.Reply.Array(replies);
    }
}
