using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Lists;

/// <summary>Items that are added at an end.</summary>
internal static class Pushing
{
    /// <summary>LPUSH key item [item …]</summary>
    public static void Left(in Arguments arguments, Execution execution) => Push(arguments, execution, ListEnd.Left);

    /// <summary>RPUSH key item [item …]</summary>
    public static void Right(in Arguments arguments, Execution execution) => Push(arguments, execution, ListEnd.Right);

    /// <summary>LPUSHX key item [item …]</summary>
    public static void LeftIfPresent(in Arguments arguments, Execution execution) =>
        PushIfPresent(arguments, execution, ListEnd.Left);

    /// <summary>RPUSHX key item [item …]</summary>
    public static void RightIfPresent(in Arguments arguments, Execution execution) =>
        PushIfPresent(arguments, execution, ListEnd.Right);

    private static void Push(in Arguments arguments, Execution execution, ListEnd end)
    {
        if (execution.TryFindOrAdd(arguments[1], out Entry entry, out ListValue list))
            Push(arguments, execution, end, entry, list);
    }

    private static void PushIfPresent(in Arguments arguments, Execution execution, ListEnd end)
    {
        if (!execution.TryFind(arguments[1], out Entry? entry, out ListValue? list))
            return;
        if (entry is null || list is null)
            execution.Reply.Integer(0);
        else
            Push(arguments, execution, end, entry, list);
    }

    private static void Push(in Arguments arguments, Execution execution, ListEnd end, Entry entry, ListValue list)
    {
        for (int index = 2; index < arguments.Count; index++)
            list.Push(end, arguments[index]);
        execution.Changed(entry);
        execution.Reply.Integer(list.Count);
    }
}
