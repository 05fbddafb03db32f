using System.Globalization;
using System.Text;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands;

/// <summary>HSCAN, SSCAN and ZSCAN: a part of a table's items at a time.</summary>
internal static class TableScan
{
    /// <summary>Writes what belongs to an item into a reply.</summary>
    public delegate void ItemWriter<in TItem, in TValue>(Execution execution, TValue value, TItem item);

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
        if (!ScanOptions.TryReadCursor(arguments[2], execution, out ulong cursor))
            return;
        if (!execution.TryFind(arguments[1], out TValue? value))
            return;
        if (value is null)
        {
            Begin(execution, 0, 0);
            return;
        }
        if (!ScanOptions.TryRead(arguments, 3, execution, takesType: false, out ScanOptions options))
            return;
        (int from, int to, ulong next) = value.Scan(cursor, options.Count);
        var met = new List<TItem>();
        for (int place = from; place >= to; place--)
            if (options.Wants(value[place].Key))
                met.Add(value[place]);
        Begin(execution, next, each * met.Count);
        foreach (TItem item in met)
            write(execution, value, item);
    }

    private static void Begin(Execution execution, ulong next, int replies)
    {
        execution.Reply.Array(2);
        execution.Reply.Bulk(Encoding.ASCII.GetBytes(next.ToString(CultureInfo.InvariantCulture)));
        execution.Reply.Array(replies);
    }
}
