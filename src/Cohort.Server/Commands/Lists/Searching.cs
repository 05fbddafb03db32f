using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Lists;

/// <summary>Items that are looked for by what they are.</summary>
internal static class Searching
{
    private ref struct Options
    {
        // Which of those that are found is wanted first, from the right where it is negative.
        public long Rank;

        // How many are wanted; 0: all; null: one, which is not put into an array.
        public long? Count;

        // How many items are looked at; 0: all.
        public long Most;
    }

    /// <summary>LPOS key item [RANK rank] [COUNT count] [MAXLEN length]</summary>
    public static void Positions(in Arguments arguments, Execution execution)
    {
        if (!TryRead(arguments, execution, out Options options))
            return;
        if (!execution.TryFind(arguments[1], out ListValue? list))
            return;
        List<int> found = list is null ? [] : Find(list, arguments[2], options);
        if (options.Count is not null)
        {
            execution.Reply.Array(found.Count);
            foreach (int place in found)
                execution.Reply.Integer(place);
        }
        else if (found.Count > 0)
        {
            execution.Reply.Integer(found[0]);
        }
        else
        {
            execution.Reply.Null();
        }
    }

    /// <summary>Where the first item stands that is equal to one; −1: nowhere.</summary>
    internal static int First(ListValue list, ReadOnlySpan<byte> item)
    {
        ReadOnlySpan<byte[]> items = list.Items;
        for (int place = 0; place < items.Length; place++)
            if (items[place].AsSpan().SequenceEqual(item))
                return place;
        return -1;
    }

    private static List<int> Find(ListValue list, ReadOnlySpan<byte> item, in Options options)
    {
        var found = new List<int>();
        ReadOnlySpan<byte[]> items = list.Items;
        bool isFromRight = options.Rank < 0;
        long skipped = isFromRight ? -(options.Rank + 1) : options.Rank - 1;
        long wanted = options.Count == 0 ? long.MaxValue : options.Count ?? 1;
        int most = (int)(options.Most == 0 ? items.Length : Math.Min(options.Most, items.Length));
        for (int looked = 0; looked < most && found.Count < wanted; looked++)
        {
            int place = isFromRight ? items.Length - 1 - looked : looked;
            if (items[place].AsSpan().SequenceEqual(item) && skipped-- <= 0)
                found.Add(place);
        }
        return found;
    }

    private static bool TryRead(in Arguments arguments, Execution execution, out Options options)
    {
        options = new Options { Rank = 1 };
        for (int index = 3; index < arguments.Count; index += 2)
        {
            if (index + 1 == arguments.Count)
            {
                execution.Reply.Error(Errors.Syntax);
                return false;
            }
            if (!TryRead(arguments, index, execution, ref options))
                return false;
        }
        return true;
    }

    private static bool TryRead(in Arguments arguments, int index, Execution execution, ref Options options)
    {
        ReadOnlySpan<byte> argument = arguments[index + 1];
        if (arguments.Is(index, "RANK"u8))
        {
            if (!execution.TryReadInteger(argument, out options.Rank))
                return false;
            if (options.Rank == 0)
                execution.Reply.Error(Errors.NoRank);
            return options.Rank != 0;
        }
        if (arguments.Is(index, "COUNT"u8))
        {
            bool isCount = execution.TryReadAtLeast(argument, 0, "ERR COUNT can't be negative"u8, out long count);
            options.Count = count;
            return isCount;
        }
        if (arguments.Is(index, "MAXLEN"u8))
            return execution.TryReadAtLeast(argument, 0, "ERR MAXLEN can't be negative"u8, out options.Most);
        execution.Reply.Error(Errors.Syntax);
        return false;
    }
}
