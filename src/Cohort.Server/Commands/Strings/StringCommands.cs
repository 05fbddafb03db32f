using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Strings;

/// <summary>Strings as wholes.</summary>
internal static class StringCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            Command.Read("GET", 2, Get),
            Command.Write("SET", -3, SetOptions.Set),
            Command.Write("SETNX", 3, SetIfAbsent),
            Command.Write("SETEX", 4, SetOptions.SetWithSeconds),
            Command.Write("PSETEX", 4, SetOptions.SetWithMilliseconds),
            Command.Write("GETSET", 3, GetAndSet),
            Command.Write("GETDEL", 2, GetAndDelete),
            Command.Write("GETEX", -2, SetOptions.GetAndExpire),
            Command.Read("MGET", -2, GetMany, 1, -1),
            Command.Write("MSET", -3, SetMany, 1, -1, 2),
            Command.Write("MSETNX", -3, SetManyIfAbsent, 1, -1, 2),
        ];

    private static void Get(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out StringValue? value))
            return;
        if (value is null)
            execution.Reply.Null();
        else
            execution.Reply.Bulk(value.Bytes);
    }

    private static void SetIfAbsent(in Arguments arguments, Execution execution)
    {
        bool isAbsent = execution.Find(arguments[1]) is null;
        if (isAbsent)
            execution.Database.Set(arguments[1], new StringValue(arguments[2]));
        execution.Reply.OneOrZero(isAbsent);
    }

    private static void GetAndSet(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out StringValue? value))
            return;
        WriteOrNull(execution, value);
        execution.Database.Set(arguments[1], new StringValue(arguments[2]));
    }

    private static void GetAndDelete(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out StringValue? value))
            return;
        WriteOrNull(execution, value);
        execution.Database.Remove(arguments[1]);
    }

    private static void GetMany(in Arguments arguments, Execution execution)
    {
        execution.Reply.Array(arguments.Count - 1);
        for (int index = 1; index < arguments.Count; index++)
            WriteOrNull(execution, execution.Find(arguments[index])?.Value as StringValue);
    }

    private static void SetMany(in Arguments arguments, Execution execution)
    {
        if (arguments.Count % 2 == 0)
        {
            execution.Reply.Error(Errors.WrongArity("MSET"));
            return;
        }
        for (int index = 1; index < arguments.Count; index += 2)
            execution.Database.Set(arguments[index], new StringValue(arguments[index + 1]));
        execution.Reply.Ok();
    }

    private static void SetManyIfAbsent(in Arguments arguments, Execution execution)
    {
        if (arguments.Count % 2 == 0)
        {
            execution.Reply.Error(Errors.WrongArity("MSETNX"));
            return;
        }
        for (int index = 1; index < arguments.Count; index += 2)
        {
            if (execution.Find(arguments[index]) is null)
                continue;
            execution.Reply.Integer(0);
            return;
        }
        for (int index = 1; index < arguments.Count; index += 2)
            execution.Database.Set(arguments[index], new StringValue(arguments[index + 1]));
        execution.Reply.Integer(1);
    }

    private static void WriteOrNull(Execution execution, StringValue? value)
    {
        if (value is null)
            execution.Reply.Null();
        else
            execution.Reply.Bulk(value.Bytes);
    }
}
