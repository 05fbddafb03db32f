using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Hashes;

/// <summary>Fields that come and go.</summary>
internal static class FieldWriting
{
    /// <summary>HSET key field value [field value …]</summary>
    public static void Set(in Arguments arguments, Execution execution)
    {
        if (TrySet(arguments, execution, "HSET", out int added))
            execution.Reply.Integer(added);
    }

    /// <summary>HMSET key field value [field value …]</summary>
    public static void SetMany(in Arguments arguments, Execution execution)
    {
        if (TrySet(arguments, execution, "HMSET", out _))
            execution.Reply.Ok();
    }

    /// <summary>HSETNX key field value</summary>
    public static void SetIfAbsent(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFindOrAdd(arguments[1], out Entry entry, out HashValue hash))
            return;
        bool isAbsent = !hash.Contains(arguments[2]);
        if (isAbsent)
        {
            hash.Set(arguments[2], arguments[3]);
            execution.Changed(entry);
        }
        execution.Reply.OneOrZero(isAbsent);
    }

    /// <summary>HDEL key field [field …]</summary>
    public static void Delete(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out Entry? entry, out HashValue? hash))
            return;
        int deleted = 0;
        if (entry is not null && hash is not null)
        {
            for (int index = 2; index < arguments.Count; index++)
                if (hash.Remove(arguments[index]))
                    deleted++;
            if (deleted > 0)
                execution.Changed(entry);
        }
        execution.Reply.Integer(deleted);
    }

    private static bool TrySet(in Arguments arguments, Execution execution, string command, out int added)
    {
        added = 0;
        if (arguments.Count % 2 != 0)
        {
            execution.Reply.Error(Errors.WrongArity(command));
            return false;
        }
        if (!execution.TryFindOrAdd(arguments[1], out Entry entry, out HashValue hash))
            return false;
        for (int index = 2; index < arguments.Count; index += 2)
            if (hash.Set(arguments[index], arguments[index + 1]))
                added++;
        execution.Changed(entry);
        return true;
    }
}
