using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Strings;

/// <summary>Commands that give a key a value, or only look at it, and say how long it stays.</summary>
internal static class SetOptions
{
    private enum Kept
    {
        Never,
        AsBefore,
        Until,
        Persist,
    }

    private ref struct Options
    {
        public bool OnlyNew;
        public bool OnlyPresent;
        public bool ReturnOld;
        public Kept Kept;
        public int TimeAt;
        public int Unit;
        public bool IsRelative;
    }

    /// <summary>SET key value [NX | XX] [GET] [EX … | PX … | EXAT … | PXAT … | KEEPTTL]</summary>
    public static void Set(in Arguments arguments, Execution execution)
    {
        if (
            !TryRead(arguments, 3, execution, isSet: true, out Options options)
            || !TryReadTime(arguments, options, "set", execution, out long until)
        )
            return;
        Entry? present;
        if (options.ReturnOld)
        {
            if (!execution.TryFind(arguments[1], out present, out StringValue? old))
                return;
            if (old is null)
                execution.Reply.Null();
            else
                execution.Reply.Bulk(old.Bytes);
        }
        else
        {
            present = execution.Find(arguments[1]);
        }
        if (options.OnlyNew ? present is not null : options.OnlyPresent && present is null)
        {
            if (!options.ReturnOld)
                execution.Reply.Null();
            return;
        }
        Store(arguments[1], arguments[2], present, options.Kept, until, execution);
        if (!options.ReturnOld)
            execution.Reply.Ok();
    }

    /// <summary>SETEX key seconds value</summary>
    public static void SetWithSeconds(in Arguments arguments, Execution execution) =>
        SetWithTime(arguments, execution, "setex", 1000);

    /// <summary>PSETEX key milliseconds value</summary>
    public static void SetWithMilliseconds(in Arguments arguments, Execution execution) =>
        SetWithTime(arguments, execution, "psetex", 1);

    /// <summary>GETEX key [EX … | PX … | EXAT … | PXAT … | PERSIST]</summary>
    public static void GetAndExpire(in Arguments arguments, Execution execution)
    {
        if (
            !TryRead(arguments, 2, execution, isSet: false, out Options options)
            || !execution.TryFind(arguments[1], out Entry? entry, out StringValue? value)
        )
            return;
        if (entry is null || value is null)
        {
            execution.Reply.Null();
            return;
        }
        if (!TryReadTime(arguments, options, "getex", execution, out long until))
            return;
        execution.Reply.Bulk(value.Bytes);
        if (options.Kept == Kept.Persist && execution.Database.Persist(entry))
            execution.Database.Touch(entry);
        if (options.Kept == Kept.Until)
            Keep(entry, until, execution);
    }

    private static void SetWithTime(in Arguments arguments, Execution execution, string command, int milliseconds)
    {
        if (!TryReadTime(arguments[2], milliseconds, isRelative: true, command, execution, out long until))
            return;
        Keep(execution.Database.Set(arguments[1], new StringValue(arguments[3])), until, execution);
        execution.Reply.Ok();
    }

    private static void Store(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> value,
        Entry? present,
        Kept kept,
        long until,
        Execution execution
    )
    {
        long before = present?.ExpiresAt ?? Entry.Never;
        Entry entry = execution.Database.Set(key, new StringValue(value));
        if (kept == Kept.AsBefore && before != Entry.Never)
            execution.Database.Expire(entry, before);
        // Redis takes one out whose time is over when it meets it, and counts it until then.
        if (kept == Kept.Until)
            execution.Database.Expire(entry, until);
    }

    // One whose time is over is not there any more.
    private static void Keep(Entry entry, long until, Execution execution)
    {
        if (until <= execution.Now)
        {
            execution.Database.Remove(entry.Key);
            return;
        }
        execution.Database.Expire(entry, until);
        execution.Database.Touch(entry);
    }

    private static bool TryRead(in Arguments arguments, int first, Execution execution, bool isSet, out Options options)
    {
        options = new Options();
        for (int index = first; index < arguments.Count; index++)
        {
            bool hasNext = index + 1 < arguments.Count;
            if (isSet && arguments.Is(index, "NX"u8) && !options.OnlyPresent)
                options.OnlyNew = true;
            else if (isSet && arguments.Is(index, "XX"u8) && !options.OnlyNew)
                options.OnlyPresent = true;
            else if (isSet && arguments.Is(index, "GET"u8))
                options.ReturnOld = true;
            else if (options.Kept == Kept.Never && isSet && arguments.Is(index, "KEEPTTL"u8))
                options.Kept = Kept.AsBefore;
            else if (options.Kept == Kept.Never && !isSet && arguments.Is(index, "PERSIST"u8))
                options.Kept = Kept.Persist;
            else if (options.Kept == Kept.Never && hasNext && UnitOf(arguments, index) is var (unit, isRelative))
            {
                (options.Kept, options.TimeAt) = (Kept.Until, ++index);
                (options.Unit, options.IsRelative) = (unit, isRelative);
            }
            else
            {
                execution.Reply.Error(Errors.Syntax);
                return false;
            }
        }
        return true;
    }

    private static (int Milliseconds, bool IsRelative)? UnitOf(in Arguments arguments, int index) =>
        arguments.Is(index, "EX"u8) ? (1000, true)
        : arguments.Is(index, "PX"u8) ? (1, true)
        : arguments.Is(index, "EXAT"u8) ? (1000, false)
        : arguments.Is(index, "PXAT"u8) ? (1, false)
        : null;

    // What was said is understood first, and only then looked at.
    private static bool TryReadTime(
        in Arguments arguments,
        in Options options,
        string command,
        Execution execution,
        out long until
    )
    {
        until = 0;
        return options.Kept != Kept.Until
            || TryReadTime(arguments[options.TimeAt], options.Unit, options.IsRelative, command, execution, out until);
    }

    private static bool TryReadTime(
        ReadOnlySpan<byte> argument,
        int milliseconds,
        bool isRelative,
        string command,
        Execution execution,
        out long until
    )
    {
        until = 0;
        if (!execution.TryReadInteger(argument, out long time))
            return false;
        long start = isRelative ? execution.Now : 0;
        if (time <= 0 || time > (long.MaxValue - start) / milliseconds)
        {
            execution.Reply.Error($"ERR invalid expire time in '{command}' command");
            return false;
        }
        until = time * milliseconds + start;
        return true;
    }
}
