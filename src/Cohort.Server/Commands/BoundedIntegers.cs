using Cohort.Server.Data;

namespace Cohort.Server.Commands;

/// <summary>Arguments that have to be whole numbers within bounds. Where one is not, the reply is written.</summary>
internal static class BoundedIntegers
{
    /// <summary>Reads one that says how many: not below zero.</summary>
    public static bool TryReadCount(this Execution execution, ReadOnlySpan<byte> argument, out long value) =>
        execution.TryReadAtLeast(argument, 0, Errors.NotPositive, out value);

    /// <summary>Reads one that is not below a bound; what is none, and what is below it, gets the same
    /// answer.</summary>
    public static bool TryReadAtLeast(
        this Execution execution,
        ReadOnlySpan<byte> argument,
        long least,
        ReadOnlySpan<byte> error,
        out long value
    )
    {
        bool isOne = Numbers.TryParse(argument, out value) && value >= least;
        if (!isOne)
            execution.Reply.Error(error);
        return isOne;
    }

    /// <summary>Reads one of 32 bits.</summary>
    public static bool TryReadInt(this Execution execution, ReadOnlySpan<byte> argument, out int value)
    {
        value = 0;
        if (!execution.TryReadInteger(argument, out long wide))
            return false;
        value = (int)Math.Clamp(wide, int.MinValue, int.MaxValue);
        if (value == wide)
            return true;
        execution.Reply.Error($"ERR value is out of range, value must between {int.MinValue} and {int.MaxValue}");
        return false;
    }

    /// <summary>Reads one that has an opposite: only the very lowest has none.</summary>
    public static bool TryReadWithOpposite(this Execution execution, ReadOnlySpan<byte> argument, out long value)
    {
        if (!execution.TryReadInteger(argument, out value))
            return false;
        if (value != long.MinValue)
            return true;
        execution.Reply.Error($"ERR value is out of range, value must between {-long.MaxValue} and {long.MaxValue}");
        return false;
    }

    /// <summary>Reads how many keys follow, and checks that they and as many arguments behind them are there.</summary>
    /// <param name="execution">Gets the reply where it is not so.</param>
    /// <param name="arguments">The command.</param>
    /// <param name="index">Where the number stands; the keys stand behind it.</param>
    /// <param name="behind">How many arguments have to follow the keys.</param>
    /// <param name="keys">How many keys.</param>
    public static bool TryReadKeys(
        this Execution execution,
        in Arguments arguments,
        int index,
        int behind,
        out int keys
    )
    {
        keys = 0;
        if (!execution.TryReadAtLeast(arguments[index], 1, Errors.NoKeys, out long wanted))
            return false;
        if (wanted > arguments.Count - index - 1 - behind)
        {
            execution.Reply.Error(behind > 0 ? Errors.Syntax : Errors.MoreKeysThanArguments);
            return false;
        }
        keys = (int)wanted;
        return true;
    }

    /// <summary>Reads what may stand at the end of a command: [COUNT count]. Without it, one is wanted.</summary>
    public static bool TryReadOnlyCount(this Execution execution, in Arguments arguments, int index, out long count)
    {
        count = 1;
        if (index == arguments.Count)
            return true;
        if (index + 1 < arguments.Count && arguments.Is(index, "COUNT"u8))
        {
            if (!execution.TryReadAtLeast(arguments[index + 1], 1, Errors.NoneWanted, out count))
                return false;
            if (index + 2 == arguments.Count)
                return true;
        }
        execution.Reply.Error(Errors.Syntax);
        return false;
    }

    /// <summary>Reads what may stand at the end of a command: [LIMIT limit]. Without it, or where it is 0, there is
    /// none.</summary>
    public static bool TryReadOnlyLimit(this Execution execution, in Arguments arguments, int index, out long limit)
    {
        limit = 0;
        for (; index < arguments.Count; index += 2)
        {
            if (index + 1 == arguments.Count || !arguments.Is(index, "LIMIT"u8))
            {
                execution.Reply.Error(Errors.Syntax);
                return false;
            }
            if (!execution.TryReadAtLeast(arguments[index + 1], 0, Errors.NegativeLimit, out limit))
                return false;
        }
        limit = limit == 0 ? long.MaxValue : limit;
        return true;
    }

    /// <summary>The places that Redis means by two of its own, which count from the end where they are
    /// negative.</summary>
    /// <param name="first">The first.</param>
    /// <param name="last">The last, also meant.</param>
    /// <param name="count">How many places there are.</param>
    public static (int From, int Count) PlacesOf(long first, long last, int count)
    {
        long from = Math.Max(0, first < 0 ? count + first : first);
        long to = Math.Min(count - 1, last < 0 ? count + last : last);
        return from > to ? (0, 0) : ((int)from, (int)(to - from + 1));
    }
}
