using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Hashes;

/// <summary>Fields that are asked for by name.</summary>
internal static class FieldReading
{
    /// <summary>HGET key field</summary>
    public static void Get(in Arguments arguments, Execution execution)
    {
        if (execution.TryFind(arguments[1], out HashValue? hash))
            WriteOrNull(execution, hash, arguments[2]);
    }

    /// <summary>HMGET key field [field …]</summary>
    public static void GetMany(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out HashValue? hash))
            return;
        execution.Reply.Array(arguments.Count - 2);
        for (int index = 2; index < arguments.Count; index++)
            WriteOrNull(execution, hash, arguments[index]);
    }

    /// <summary>HEXISTS key field</summary>
    public static void Exists(in Arguments arguments, Execution execution)
    {
        if (execution.TryFind(arguments[1], out HashValue? hash))
            execution.Reply.OneOrZero(hash is not null && hash.Contains(arguments[2]));
    }

    /// <summary>HLEN key</summary>
    public static void Length(in Arguments arguments, Execution execution)
    {
        if (execution.TryFind(arguments[1], out HashValue? hash))
            execution.Reply.Integer(hash?.Count ?? 0);
    }

    /// <summary>HSTRLEN key field</summary>
    public static void LengthOfValue(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out HashValue? hash))
            return;
        if (hash is null)
        {
            execution.Reply.Integer(0);
            return;
        }
        bool isThere = hash.TryFind(arguments[2], out HashField? field);
        execution.Reply.Integer(isThere ? field!.Value.Length : 0);
    }

    private static void WriteOrNull(Execution execution, HashValue? hash, ReadOnlySpan<byte> name)
    {
        if (hash is not null && hash.TryFind(name, out HashField? field))
            execution.Reply.Bulk(field.Value);
        else
            execution.Reply.Null();
    }
}
