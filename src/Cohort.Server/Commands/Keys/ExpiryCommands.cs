using Cohort.Server.Data;

namespace Cohort.Server.Commands.Keys;

/// <summary>How long keys stay.</summary>
internal static class ExpiryCommands
{
    private const int Second = 1000;

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            Command.Write("EXPIRE", -3, static (in a, e) => Expire(a, e, "expire", Second, isRelative: true)),
            Command.Write("PEXPIRE", -3, static (in a, e) => Expire(a, e, "pexpire", 1, isRelative: true)),
            Command.Write("EXPIREAT", -3, static (in a, e) => Expire(a, e, "expireat", Second, isRelative: false)),
            Command.Write("PEXPIREAT", -3, static (in a, e) => Expire(a, e, "pexpireat", 1, isRelative: false)),
            Command.Write("PERSIST", 2, Persist),
            Command.Read("TTL", 2, static (in a, e) => Tell(a, e, (at, now) => Rounded(Math.Max(0, at - now)))),
            Command.Read("PTTL", 2, static (in a, e) => Tell(a, e, (at, now) => Math.Max(0, at - now))),
            Command.Read("EXPIRETIME", 2, static (in a, e) => Tell(a, e, (at, _) => Rounded(at))),
            Command.Read("PEXPIRETIME", 2, static (in a, e) => Tell(a, e, (at, _) => at)),
        ];

    [Flags]
    private enum Condition
    {
        None = 0,
        HasNone = 1,
        HasOne = 2,
        Later = 4,
        Earlier = 8,
    }

    private static void Expire(in Arguments arguments, Execution execution, string command, int unit, bool isRelative)
    {
        if (!execution.TryReadInteger(arguments[2], out long time))
            return;
        long start = isRelative ? execution.Now : 0;
        if (time > (long.MaxValue - start) / unit || time < long.MinValue / unit)
        {
            execution.Reply.Error($"ERR invalid expire time in '{command}' command");
            return;
        }
        if (!TryReadConditions(arguments, execution, out Condition condition))
            return;
        Entry? entry = execution.Find(arguments[1]);
        long at = time * unit + start;
        if (entry is null || !Holds(condition, entry.ExpiresAt, at))
        {
            execution.Reply.Integer(0);
            return;
        }
        if (at <= execution.Now)
        {
            execution.Database.Remove(entry.Key);
        }
        else
        {
            execution.Database.Expire(entry, at);
            execution.Database.Touch(entry);
        }
        execution.Reply.Integer(1);
    }

    // What never expires does so later than anything else.
    private static bool Holds(Condition condition, long before, long at) =>
        ((condition & Condition.HasNone) == 0 || before == Entry.Never)
        && ((condition & Condition.HasOne) == 0 || before != Entry.Never)
        && ((condition & Condition.Later) == 0 || (before != Entry.Never && at > before))
        && ((condition & Condition.Earlier) == 0 || before == Entry.Never || at < before);

    private static bool TryReadConditions(in Arguments arguments, Execution execution, out Condition condition)
    {
        condition = Condition.None;
        for (int index = 3; index < arguments.Count; index++)
        {
            Condition next =
                arguments.Is(index, "NX"u8) ? Condition.HasNone
                : arguments.Is(index, "XX"u8) ? Condition.HasOne
                : arguments.Is(index, "GT"u8) ? Condition.Later
                : arguments.Is(index, "LT"u8) ? Condition.Earlier
                : Condition.None;
            if (next == Condition.None)
            {
                execution.Reply.Error(
                    $"ERR Unsupported option {System.Text.Encoding.Latin1.GetString(arguments[index])}"
                );
                return false;
            }
            condition |= next;
        }
        if ((condition & Condition.HasNone) != 0 && condition != Condition.HasNone)
        {
            execution.Reply.Error("ERR NX and XX, GT or LT options at the same time are not compatible"u8);
            return false;
        }
        if ((condition & Condition.Later) != 0 && (condition & Condition.Earlier) != 0)
        {
            execution.Reply.Error("ERR GT and LT options at the same time are not compatible"u8);
            return false;
        }
        return true;
    }

    private static void Persist(in Arguments arguments, Execution execution)
    {
        Entry? entry = execution.Find(arguments[1]);
        bool wasVolatile = entry is not null && execution.Database.Persist(entry);
        if (wasVolatile)
            execution.Database.Touch(entry!);
        execution.Reply.OneOrZero(wasVolatile);
    }

    private static void Tell(in Arguments arguments, Execution execution, Func<long, long, long> tell)
    {
        Entry? entry = execution.Find(arguments[1]);
        execution.Reply.Integer(
            entry is null ? -2
            : entry.ExpiresAt == Entry.Never ? -1
            : tell(entry.ExpiresAt, execution.Now)
        );
    }

    private static long Rounded(long milliseconds) => (milliseconds + Second / 2) / Second;
}
