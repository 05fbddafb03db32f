using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Hashes;

/// <summary>Fields of which nobody knows the names.</summary>
internal static class FieldListing
{
    /// <summary>HKEYS key</summary>
    public static void Names(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out HashValue? hash))
            return;
        execution.Reply.Array(hash?.Count ?? 0);
        foreach (HashField field in hash ?? new HashValue())
            execution.Reply.Bulk(field.Key);
    }

    /// <summary>HVALS key</summary>
    public static void Values(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out HashValue? hash))
            return;
        execution.Reply.Array(hash?.Count ?? 0);
        foreach (HashField field in hash ?? new HashValue())
            execution.Reply.Bulk(field.Value);
    }

    /// <summary>HGETALL key</summary>
    public static void All(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out HashValue? hash))
            return;
        execution.Reply.Map(hash?.Count ?? 0);
        foreach (HashField field in hash ?? new HashValue())
            Write(execution, field);
    }

    /// <summary>HRANDFIELD key [count [WITHVALUES]]</summary>
    public static void Draw(in Arguments arguments, Execution execution)
    {
        if (arguments.Count > 2)
        {
            DrawMany(arguments, execution);
            return;
        }
        if (!execution.TryFind(arguments[1], out HashValue? hash))
            return;
        if (hash is null)
            execution.Reply.Null();
        else
            execution.Reply.Bulk(RandomDraws.Any(execution, hash).Key);
    }

    /// <summary>HSCAN key cursor [MATCH pattern] [COUNT count]</summary>
    public static void Scan(in Arguments arguments, Execution execution) =>
        TableScan.Run<HashValue, HashField>(
            arguments,
            execution,
            2,
            static (execution, _, field) => Write(execution, field)
        );

    private static void DrawMany(in Arguments arguments, Execution execution)
    {
        if (!execution.TryReadDraws(arguments, "WITHVALUES"u8, out long wanted, out bool withValues))
            return;
        if (!execution.TryFind(arguments[1], out HashValue? hash))
            return;
        List<HashField> drawn = hash is null ? [] : RandomDraws.Some(execution, hash, wanted);
        bool isNested = withValues && execution.Reply.Version == Resp.RespVersion.Three;
        execution.Reply.Array(withValues && !isNested ? 2 * drawn.Count : drawn.Count);
        foreach (HashField field in drawn)
        {
            if (isNested)
                execution.Reply.Array(2);
            execution.Reply.Bulk(field.Key);
            if (withValues)
                execution.Reply.Bulk(field.Value);
        }
    }

    private static void Write(Execution execution, HashField field)
    {
        execution.Reply.Bulk(field.Key);
        execution.Reply.Bulk(field.Value);
    }
}
