using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Sets;

/// <summary>Members that are drawn at random.</summary>
internal static class SetDraws
{
    /// <summary>SPOP key [count]</summary>
    public static void Pop(in Arguments arguments, Execution execution)
    {
        if (arguments.Count > 3)
        {
            execution.Reply.Error(Errors.Syntax);
            return;
        }
        bool isCounted = arguments.Count == 3;
        long wanted = 1;
        if (isCounted && !execution.TryReadCount(arguments[2], out wanted))
            return;
        if (!execution.TryFind(arguments[1], out Entry? entry, out SetValue? set))
            return;
        int count = (int)Math.Min(wanted, set?.Count ?? 0);
        if (isCounted)
            execution.Reply.Set(count);
        else if (count == 0)
            execution.Reply.Null();
        if (entry is null || set is null || count == 0)
            return;
        for (int left = count; left > 0; left--)
        {
            byte[] member = RandomDraws.Any(execution, set).Key;
            set.Remove(member);
            execution.Reply.Bulk(member);
        }
        execution.Changed(entry);
    }

    /// <summary>SRANDMEMBER key [count]</summary>
    public static void Draw(in Arguments arguments, Execution execution)
    {
        if (arguments.Count > 3)
        {
            execution.Reply.Error(Errors.Syntax);
            return;
        }
        bool isCounted = arguments.Count == 3;
        long wanted = 1;
        if (isCounted && !execution.TryReadDraws(arguments[2], out wanted))
            return;
        if (!execution.TryFind(arguments[1], out SetValue? set))
            return;
        List<SetMember> drawn = set is null ? [] : RandomDraws.Some(execution, set, wanted);
        if (isCounted)
            execution.Reply.Array(drawn.Count);
        else if (drawn.Count == 0)
            execution.Reply.Null();
        foreach (SetMember member in drawn)
            execution.Reply.Bulk(member.Key);
    }
}
