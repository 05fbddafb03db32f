using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Lists;

/// <summary>Items that are changed where they stand.</summary>
internal static class Editing
{
    /// <summary>LSET key index item</summary>
    public static void Set(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out Entry? entry, out ListValue? list))
            return;
        if (entry is null || list is null)
        {
            execution.Reply.Error(Errors.NoSuchKey);
            return;
        }
        if (!execution.TryReadInteger(arguments[2], out long place))
            return;
        place += place < 0 ? list.Count : 0;
        if (place < 0 || place >= list.Count)
        {
            execution.Reply.Error(Errors.OutOfRange);
            return;
        }
        list.Set((int)place, arguments[3]);
        execution.Changed(entry);
        execution.Reply.Ok();
    }

    /// <summary>LINSERT key BEFORE | AFTER pivot item</summary>
    public static void Insert(in Arguments arguments, Execution execution)
    {
        bool isBehind = arguments.Is(2, "AFTER"u8);
        if (!isBehind && !arguments.Is(2, "BEFORE"u8))
        {
            execution.Reply.Error(Errors.Syntax);
            return;
        }
        if (!execution.TryFind(arguments[1], out Entry? entry, out ListValue? list))
            return;
        if (entry is null || list is null)
        {
            execution.Reply.Integer(0);
            return;
        }
        int place = Searching.First(list, arguments[3]);
        if (place < 0)
        {
            execution.Reply.Integer(-1);
            return;
        }
        list.Insert(isBehind ? place + 1 : place, arguments[4]);
        execution.Changed(entry);
        execution.Reply.Integer(list.Count);
    }

    /// <summary>LREM key count item; from the right where the count is negative, all where it is 0.</summary>
    public static void Remove(in Arguments arguments, Execution execution)
    {
        if (!execution.TryReadInteger(arguments[2], out long count))
            return;
        if (!execution.TryFind(arguments[1], out Entry? entry, out ListValue? list))
            return;
        int removed = 0;
        if (entry is not null && list is not null)
        {
            long most = count == 0 ? long.MaxValue : Math.Abs(Math.Max(count, -long.MaxValue));
            removed = list.RemoveEqual(arguments[3], most, count < 0 ? ListEnd.Right : ListEnd.Left);
            if (removed > 0)
                execution.Changed(entry);
        }
        execution.Reply.Integer(removed);
    }

    /// <summary>LTRIM key first last</summary>
    public static void Trim(in Arguments arguments, Execution execution)
    {
        if (!execution.TryReadInteger(arguments[2], out long first))
            return;
        if (!execution.TryReadInteger(arguments[3], out long last))
            return;
        if (!execution.TryFind(arguments[1], out Entry? entry, out ListValue? list))
            return;
        if (entry is not null && list is not null)
        {
            (int from, int count) = BoundedIntegers.PlacesOf(first, last, list.Count);
            list.Remove(from + count, list.Count - from - count);
            list.Remove(0, from);
            execution.Changed(entry);
        }
        execution.Reply.Ok();
    }
}
