using System.Diagnostics.CodeAnalysis;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Lists;

/// <summary>Items that are taken from an end.</summary>
internal static class Popping
{
    /// <summary>LPOP key [count]</summary>
    public static void Left(in Arguments arguments, Execution execution) =>
        Pop(arguments, execution, "LPOP", ListEnd.Left);

    /// <summary>RPOP key [count]</summary>
    public static void Right(in Arguments arguments, Execution execution) =>
        Pop(arguments, execution, "RPOP", ListEnd.Right);

    /// <summary>LMPOP numkeys key [key …] LEFT | RIGHT [COUNT count]</summary>
    public static void Many(in Arguments arguments, Execution execution)
    {
        if (!TryReadMany(arguments, execution, 1, out int keys, out ListEnd end, out long count))
            return;
        for (int index = 2; index < 2 + keys; index++)
        {
            if (!execution.TryFind(arguments[index], out ListValue? _))
                return;
            if (TryPopMany(execution, arguments[index], end, count))
                return;
        }
        execution.Reply.NullArray();
    }

    /// <summary>Reads what says from which of some keys how many items are to be taken: numkeys key [key …] LEFT |
    /// RIGHT [COUNT count]</summary>
    /// <param name="arguments">The command.</param>
    /// <param name="execution">Gets the reply where it makes no sense.</param>
    /// <param name="first">Where the number of keys stands; the keys stand behind it.</param>
    /// <param name="keys">How many keys.</param>
    /// <param name="end">The end.</param>
    /// <param name="count">How many items at most.</param>
    internal static bool TryReadMany(
        in Arguments arguments,
        Execution execution,
        int first,
        out int keys,
        out ListEnd end,
        out long count
    )
    {
        (end, count) = (ListEnd.Left, 1);
        if (!execution.TryReadKeys(arguments, first, 1, out keys))
            return false;
        int index = first + keys + 1;
        return execution.TryReadEnd(arguments, index, out end)
            && execution.TryReadOnlyCount(arguments, index + 1, out count);
    }

    /// <summary>Takes the item at an end of a key's list.</summary>
    /// <returns>False where the key has no list.</returns>
    internal static bool TryPop(
        Execution execution,
        ReadOnlySpan<byte> key,
        ListEnd end,
        [MaybeNullWhen(false)] out byte[] item
    )
    {
        item = null;
        if (execution.Find(key) is not { Value: ListValue list } entry)
            return false;
        item = list.Pop(end);
        execution.Changed(entry);
        return true;
    }

    /// <summary>Takes items at an end of a key's list, and replies with the key and with them.</summary>
    /// <returns>False where the key has no list: no reply is written then.</returns>
    internal static bool TryPopMany(Execution execution, ReadOnlySpan<byte> key, ListEnd end, long count)
    {
        if (execution.Find(key) is not { Value: ListValue list } entry)
            return false;
        execution.Reply.Array(2);
        execution.Reply.Bulk(key);
        Pop(execution, entry, list, end, count);
        return true;
    }

    private static void Pop(in Arguments arguments, Execution execution, string command, ListEnd end)
    {
        if (arguments.Count > 3)
        {
            execution.Reply.Error(Errors.WrongArity(command));
            return;
        }
        long count = 0;
        if (arguments.Count == 3 && !execution.TryReadCount(arguments[2], out count))
            return;
        if (!execution.TryFind(arguments[1], out Entry? entry, out ListValue? list))
            return;
        if (arguments.Count == 2)
        {
            if (TryPop(execution, arguments[1], end, out byte[]? item))
                execution.Reply.Bulk(item);
            else
                execution.Reply.Null();
        }
        else if (entry is null || list is null)
        {
            execution.Reply.NullArray();
        }
        else
        {
            Pop(execution, entry, list, end, count);
        }
    }

    private static void Pop(Execution execution, Entry entry, ListValue list, ListEnd end, long most)
    {
        int count = (int)Math.Min(most, list.Count);
        execution.Reply.Array(count);
        if (count == 0)
            return;
        for (int left = count; left > 0; left--)
            execution.Reply.Bulk(list.Pop(end));
        execution.Changed(entry);
    }
}
