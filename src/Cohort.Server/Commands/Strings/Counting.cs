using System.Globalization;
using System.Text;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Strings;

/// <summary>Strings that are numbers.</summary>
internal static class Counting
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            Command.Write("INCR", 2, static (in arguments, execution) => Add(arguments[1], 1, execution)),
            Command.Write("DECR", 2, static (in arguments, execution) => Add(arguments[1], -1, execution)),
            Command.Write("INCRBY", 3, IncreaseBy),
            Command.Write("DECRBY", 3, DecreaseBy),
            Command.Write("INCRBYFLOAT", 3, IncreaseByFraction),
        ];

    private static void IncreaseBy(in Arguments arguments, Execution execution)
    {
        if (execution.TryReadInteger(arguments[2], out long change))
            Add(arguments[1], change, execution);
    }

    private static void DecreaseBy(in Arguments arguments, Execution execution)
    {
        if (!execution.TryReadInteger(arguments[2], out long change))
            return;
        if (change == long.MinValue)
            execution.Reply.Error("ERR decrement would overflow"u8);
        else
            Add(arguments[1], -change, execution);
    }

    private static void Add(ReadOnlySpan<byte> key, long change, Execution execution)
    {
        long before = 0;
        if (
            !execution.TryFind(key, out Entry? entry, out StringValue? value)
            || (value is not null && !execution.TryReadInteger(value.Bytes, out before))
        )
            return;
        long after = unchecked(before + change);
        // The sum of two numbers with the same sign has that sign, or does not fit.
        if (((before ^ after) & (change ^ after)) < 0)
        {
            execution.Reply.Error(Errors.WouldOverflow);
            return;
        }
        byte[] text = Encoding.ASCII.GetBytes(after.ToString(CultureInfo.InvariantCulture));
        Store(key, entry, new StringValue(text), execution);
        execution.Reply.Integer(after);
    }

    private static void IncreaseByFraction(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out Entry? entry, out StringValue? value))
            return;
        LongDouble before = default;
        if (
            (value is not null && !LongDouble.TryParse(value.Bytes, out before))
            || !LongDouble.TryParse(arguments[2], out LongDouble change)
        )
        {
            execution.Reply.Error(Errors.NotAFloat);
            return;
        }
        LongDouble sum = before + change;
        if (!sum.IsFinite)
        {
            execution.Reply.Error("ERR increment would produce NaN or Infinity"u8);
            return;
        }
        byte[] after = Encoding.ASCII.GetBytes(sum.ToString());
        Store(arguments[1], entry, StringValue.Text(after), execution);
        execution.Reply.Bulk(after);
    }

    // It keeps the time after which it expires.
    private static void Store(ReadOnlySpan<byte> key, Entry? entry, StringValue value, Execution execution)
    {
        if (entry is null)
        {
            execution.Database.Set(key, value);
            return;
        }
        entry.Value = value;
        execution.Changed(entry);
    }
}
