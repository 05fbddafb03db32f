using System.Diagnostics.CodeAnalysis;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Lists;

/// <summary>Items that go from one list to another, or from one end to the other.</summary>
internal static class Moving
{
    /// <summary>LMOVE source destination LEFT | RIGHT LEFT | RIGHT</summary>
    public static void Move(in Arguments arguments, Execution execution)
    {
        if (execution.TryReadEnd(arguments, 3, out ListEnd from) && execution.TryReadEnd(arguments, 4, out ListEnd to))
            Move(arguments, execution, from, to);
    }

    /// <summary>RPOPLPUSH source destination</summary>
    public static void RightToLeft(in Arguments arguments, Execution execution) =>
        Move(arguments, execution, ListEnd.Right, ListEnd.Left);

    /// <summary>Takes the item at an end of one key's list and adds it at an end of another's, which may be the
    /// same.</summary>
    /// <param name="execution">What it is executed with. Nothing is written into its reply.</param>
    /// <param name="source">Where the item is taken.</param>
    /// <param name="destination">Where it goes; a list is made where there is nothing.</param>
    /// <param name="from">The end of the source.</param>
    /// <param name="to">The end of the destination.</param>
    /// <param name="item">The item.</param>
    /// <returns>False where the source has no list, or the destination has something else: nothing is changed
    /// then.</returns>
    internal static bool TryMove(
        Execution execution,
        ReadOnlySpan<byte> source,
        ReadOnlySpan<byte> destination,
        ListEnd from,
        ListEnd to,
        [MaybeNullWhen(false)] out byte[] item
    )
    {
        item = null;
        if (execution.Find(source) is not { Value: ListValue list } entry)
            return false;
        if (execution.Find(destination) is { Value: not ListValue })
            return false;
        item = list.Pop(from);
        if (!execution.TryFindOrAdd(destination, out Entry moved, out ListValue other))
            throw new System.Diagnostics.UnreachableException("a list was found and is none");
        other.Push(to, item);
        execution.Changed(moved);
        // Where both are the same list, it is not empty, since the item is back.
        if (entry != moved)
            execution.Changed(entry);
        return true;
    }

    private static void Move(in Arguments arguments, Execution execution, ListEnd from, ListEnd to)
    {
        if (!execution.TryFind(arguments[1], out ListValue? list))
            return;
        if (list is null)
        {
            execution.Reply.Null();
            return;
        }
        if (!execution.TryFind(arguments[2], out ListValue? _))
            return;
        if (TryMove(execution, arguments[1], arguments[2], from, to, out byte[]? item))
            execution.Reply.Bulk(item);
        else
            throw new System.Diagnostics.UnreachableException("lists were found and are none");
    }
}
