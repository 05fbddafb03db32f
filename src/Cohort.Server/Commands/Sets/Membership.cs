using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Sets;

/// <summary>Who is in a set.</summary>
internal static class Membership
{
    /// <summary>SADD key member [member …]</summary>
    public static void Add(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFindOrAdd(arguments[1], out Entry entry, out SetValue set))
            return;
        int added = 0;
        for (int index = 2; index < arguments.Count; index++)
            if (set.Add(arguments[index]))
                added++;
        if (added > 0)
            execution.Changed(entry);
        execution.Reply.Integer(added);
    }

    /// <summary>SREM key member [member …]</summary>
    public static void Remove(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out Entry? entry, out SetValue? set))
            return;
        int removed = 0;
        if (entry is not null && set is not null)
        {
            for (int index = 2; index < arguments.Count; index++)
                if (set.Remove(arguments[index]))
                    removed++;
            if (removed > 0)
                execution.Changed(entry);
        }
        execution.Reply.Integer(removed);
    }

    /// <summary>SMOVE source destination member</summary>
    public static void Move(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out Entry? entry, out SetValue? source))
            return;
        if (entry is null || source is null)
        {
            execution.Reply.Integer(0);
            return;
        }
        if (!execution.TryFind(arguments[2], out Entry? other, out SetValue? _))
            return;
        bool isMember = entry == other ? source.Contains(arguments[3]) : source.Remove(arguments[3]);
        if (isMember && entry != other)
        {
            execution.Changed(entry);
            if (!execution.TryFindOrAdd(arguments[2], out other, out SetValue destination))
                throw new System.Diagnostics.UnreachableException("a set was found and is none");
            if (destination.Add(arguments[3]))
                execution.Changed(other);
        }
        execution.Reply.OneOrZero(isMember);
    }

    /// <summary>SCARD key</summary>
    public static void Count(in Arguments arguments, Execution execution)
    {
        if (execution.TryFind(arguments[1], out SetValue? set))
            execution.Reply.Integer(set?.Count ?? 0);
    }

    /// <summary>SISMEMBER key member</summary>
    public static void Contains(in Arguments arguments, Execution execution)
    {
        if (execution.TryFind(arguments[1], out SetValue? set))
            execution.Reply.OneOrZero(set is not null && set.Contains(arguments[2]));
    }

    /// <summary>SMISMEMBER key member [member …]</summary>
    public static void ContainsEach(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out SetValue? set))
            return;
        execution.Reply.Array(arguments.Count - 2);
        for (int index = 2; index < arguments.Count; index++)
            execution.Reply.OneOrZero(set is not null && set.Contains(arguments[index]));
    }

    /// <summary>SMEMBERS key</summary>
    public static void List(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out SetValue? set))
            return;
        execution.Reply.Set(set?.Count ?? 0);
        foreach (SetMember member in set ?? new SetValue())
            execution.Reply.Bulk(member.Key);
    }

    /// <summary>SSCAN key cursor [MATCH pattern] [COUNT count]</summary>
    public static void Scan(in Arguments arguments, Execution execution) =>
        TableScan.Run<SetValue, SetMember>(
            arguments,
            execution,
            1,
            static (execution, _, member) => execution.Reply.Bulk(member.Key)
        );
}
