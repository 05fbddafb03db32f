using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Lists;

/// <summary>Items that are asked for by their places.</summary>
internal static class ListReading
{
    /// <summary>LLEN key</summary>
    public static void Length(in Arguments arguments, Execution execution)
    {
        if (execution.TryFind(arguments[1], out ListValue? list))
            execution.Reply.Integer(list?.Count ?? 0);
    }

    /// <summary>LRANGE key first last</summary>
    public static void Range(in Arguments arguments, Execution execution)
    {
        if (!execution.TryReadInteger(arguments[2], out long first))
            return;
        if (!execution.TryReadInteger(arguments[3], out long last))
            return;
        if (!execution.TryFind(arguments[1], out ListValue? list))
            return;
        (int from, int count) = BoundedIntegers.PlacesOf(first, last, list?.Count ?? 0);
        execution.Reply.Array(count);
        if (list is null)
            return;
        foreach (byte[] item in list.Items.Slice(from, count))
            execution.Reply.Bulk(item);
    }

    /// <summary>LINDEX key index</summary>
    public static void At(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out ListValue? list))
            return;
        if (list is null)
        {
            execution.Reply.Null();
            return;
        }
        if (!execution.TryReadInteger(arguments[2], out long place))
            return;
        place += place < 0 ? list.Count : 0;
        if (place >= 0 && place < list.Count)
            execution.Reply.Bulk(list.Items[(int)place]);
        else
            execution.Reply.Null();
    }
}
