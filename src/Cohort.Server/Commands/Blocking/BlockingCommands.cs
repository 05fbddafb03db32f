using Cohort.Server.Commands.Lists;
using Cohort.Server.Commands.SortedSets;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Blocking;

/// <summary>
/// Commands that wait to be given something: who came first is given first. Where they stand in a transaction they take what is there, and do
/// not wait.
/// </summary>
internal static class BlockingCommands
{
    private const CommandTraits Traits = CommandTraits.Write | CommandTraits.Blocking;

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            Waiting("BLPOP", -3, 1, -2, static (in a, e) => TryPop(a, e, ListEnd.Left)),
            Waiting("BRPOP", -3, 1, -2, static (in a, e) => TryPop(a, e, ListEnd.Right)),
            Waiting("BLMOVE", 6, 1, 2, TryMove),
            Waiting("BRPOPLPUSH", 4, 1, 2, static (in a, e) => TryMove(a, e, ListEnd.Right, ListEnd.Left)),
            Waiting("BLMPOP", -5, 0, 0, TryPopMany).WithKeysCountedAt(2),
            Waiting("BZPOPMIN", -3, 1, -2, static (in a, e) => TryPopScored(a, e, ScoreEnd.Lowest)),
            Waiting("BZPOPMAX", -3, 1, -2, static (in a, e) => TryPopScored(a, e, ScoreEnd.Highest)),
            Waiting("BZMPOP", -5, 0, 0, TryPopManyScored).WithKeysCountedAt(2),
        ];

    /// <summary>Whether a command moves something, so that one that finds nothing is told so by a null and not by a null array.</summary>
    public static bool IsMove(in Arguments arguments) => arguments.Is(0, "BLMOVE"u8) || arguments.Is(0, "BRPOPLPUSH"u8);

    /// <summary>The keys that a command waits for: not the one to which it moves something.</summary>
    public static List<byte[]> KeysOf(Command command, in Arguments arguments) =>
        IsMove(arguments) ? [arguments[1].ToArray()] : KeyPositions.Of(command, arguments);

    /// <summary>Reads how long a command waits.</summary>
    /// <param name="arguments">The command.</param>
    /// <param name="timeout">How long.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryReadTimeout(in Arguments arguments, out TimeSpan timeout, out ReadOnlySpan<byte> problem)
    {
        timeout = Timeout.InfiniteTimeSpan;
        problem = "ERR timeout is not a float or out of range"u8;
        if (!LongDouble.TryParse(arguments[CountsKeys(arguments) ? 1 : arguments.Count - 1], out LongDouble exact))
            return false;
        double milliseconds = Math.Ceiling(exact.ToDouble() * 1000);
        // Redis takes what is too large for negative, too.
        problem = "ERR timeout is negative"u8;
        if (milliseconds is < 0 or > long.MaxValue)
            return false;
        // More than a timer can wait for is for ever.
        if (milliseconds is > 0 and < uint.MaxValue - 1)
            timeout = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    private static bool CountsKeys(in Arguments arguments) =>
        arguments.Is(0, "BLMPOP"u8) || arguments.Is(0, "BZMPOP"u8);

    private static Command Waiting(string name, int arity, int first, int last, Attempt attempt) =>
        new(
            name,
            arity,
            Traits,
            first,
            last,
            first == 0 ? 0 : 1,
            (in arguments, execution) => TakeOrNothing(arguments, execution, attempt)
        )
        {
            Attempt = attempt,
        };

    private static void TakeOrNothing(in Arguments arguments, Execution execution, Attempt attempt)
    {
        // Redis looks at what is to be taken first, and then at the time.
        if (!CanBeRead(arguments, execution))
            return;
        if (!TryReadTimeout(arguments, out _, out ReadOnlySpan<byte> problem))
            execution.Reply.Error(problem);
        else if (attempt(arguments, execution))
            return;
        else if (IsMove(arguments))
            execution.Reply.Null();
        else
            execution.Reply.NullArray();
    }

    private static bool CanBeRead(in Arguments arguments, Execution execution) =>
        arguments.Is(0, "BLMPOP"u8) ? Popping.TryReadMany(arguments, execution, 2, out _, out _, out _)
        : arguments.Is(0, "BZMPOP"u8) ? ScoredPopping.TryReadMany(arguments, execution, 2, out _, out _, out _)
        : !arguments.Is(0, "BLMOVE"u8)
            || (execution.TryReadEnd(arguments, 3, out _) && execution.TryReadEnd(arguments, 4, out _));

    private static bool TryPop(in Arguments arguments, Execution execution, ListEnd end)
    {
        for (int index = 1; index < arguments.Count - 1; index++)
        {
            if (!execution.TryFind(arguments[index], out ListValue? _))
                return true;
            if (!Popping.TryPop(execution, arguments[index], end, out byte[]? item))
                continue;
            execution.Reply.Array(2);
            execution.Reply.Bulk(arguments[index]);
            execution.Reply.Bulk(item);
            return true;
        }
        return false;
    }

    private static bool TryMove(in Arguments arguments, Execution execution) =>
        !execution.TryReadEnd(arguments, 3, out ListEnd from)
        || !execution.TryReadEnd(arguments, 4, out ListEnd to)
        || TryMove(arguments, execution, from, to);

    private static bool TryMove(in Arguments arguments, Execution execution, ListEnd from, ListEnd to)
    {
        if (!execution.TryFind(arguments[1], out ListValue? source))
            return true;
        if (source is null)
            return false;
        if (!execution.TryFind(arguments[2], out ListValue? _))
            return true;
        if (Moving.TryMove(execution, arguments[1], arguments[2], from, to, out byte[]? item))
            execution.Reply.Bulk(item);
        return true;
    }

    private static bool TryPopMany(in Arguments arguments, Execution execution)
    {
        if (!Popping.TryReadMany(arguments, execution, 2, out int keys, out ListEnd end, out long count))
            return true;
        for (int index = 3; index < 3 + keys; index++)
        {
            if (!execution.TryFind(arguments[index], out ListValue? _))
                return true;
            if (Popping.TryPopMany(execution, arguments[index], end, count))
                return true;
        }
        return false;
    }

    private static bool TryPopScored(in Arguments arguments, Execution execution, ScoreEnd end)
    {
        for (int index = 1; index < arguments.Count - 1; index++)
        {
            if (!execution.TryFind(arguments[index], out SortedSetValue? _))
                return true;
            if (!ScoredPopping.TryPop(execution, arguments[index], end, out ScoredMember? member))
                continue;
            execution.Reply.Array(3);
            execution.Reply.Bulk(arguments[index]);
            execution.Reply.Bulk(member.Key);
            execution.Reply.Double(member.Score);
            return true;
        }
        return false;
    }

    private static bool TryPopManyScored(in Arguments arguments, Execution execution)
    {
        if (!ScoredPopping.TryReadMany(arguments, execution, 2, out int keys, out ScoreEnd end, out long count))
            return true;
        for (int index = 3; index < 3 + keys; index++)
        {
            if (!execution.TryFind(arguments[index], out SortedSetValue? _))
                return true;
            if (ScoredPopping.TryPopMany(execution, arguments[index], end, count))
                return true;
        }
        return false;
    }
}
