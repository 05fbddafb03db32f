using System.Text;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Keys;

/// <summary>Databases as wholes, and what is known of a key.</summary>
internal static class DatabaseCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            Command.Read("KEYS", 2, Keys, 0, 0, 0),
            Command.Read("RANDOMKEY", 1, RandomKey, 0, 0, 0),
            Command.Read("DBSIZE", 1, Size, 0, 0, 0),
            Command.Read("SCAN", -2, Scan, 0, 0, 0),
            Command.Write("FLUSHDB", -1, static (in a, e) => Flush(a, e, all: false), 0, 0, 0),
            Command.Write("FLUSHALL", -1, static (in a, e) => Flush(a, e, all: true), 0, 0, 0),
            Command.Write("SWAPDB", 3, Swap, 0, 0, 0),
            Command.Read("OBJECT", -2, Object, 2, 2),
            Command.Read("MEMORY", -2, Memory, 2, 2),
        ];

    private static void Keys(in Arguments arguments, Execution execution)
    {
        ReadOnlySpan<byte> pattern = arguments[1];
        var matching = new List<byte[]>();
        for (int place = 0; place < execution.Database.Count; place++)
        {
            Entry entry = execution.Database.At(place);
            if (GlobPattern.Matches(pattern, entry.Key) && execution.IsLive(entry))
                matching.Add(entry.Key);
        }
        execution.Reply.Array(matching.Count);
        foreach (byte[] key in matching)
            execution.Reply.Bulk(key);
    }

    private static void RandomKey(in Arguments arguments, Execution execution)
    {
        Database database = execution.Database;
        int start = database.Count > 0 ? execution.Random.Next(database.Count) : 0;
        // Those that have expired lie anywhere.
        for (int step = 0; step < database.Count; step++)
        {
            Entry entry = database.At((start + step) % database.Count);
            if (!execution.IsLive(entry))
                continue;
            execution.Reply.Bulk(entry.Key);
            return;
        }
        execution.Reply.Null();
    }

    // Redis counts those, too, that have expired and are not taken out yet.
    private static void Size(in Arguments arguments, Execution execution) =>
        execution.Reply.Integer(execution.Database.Count);

    /// <summary>SCAN cursor [MATCH pattern] [COUNT count] [TYPE type]</summary>
    private static void Scan(in Arguments arguments, Execution execution)
    {
        if (
            !ScanOptions.TryReadCursor(arguments[1], execution, out ulong cursor)
            || !ScanOptions.TryRead(arguments, 2, execution, takesType: true, out ScanOptions options)
        )
            return;
        Database database = execution.Database;
        (int from, int to, ulong next) = database.Scan(cursor, options.Count);
        var found = new List<byte[]>();
        for (int place = from; place >= to; place--)
        {
            Entry entry = database.At(place);
            if (
                options.Wants(entry.Key)
                && (options.Type.IsEmpty || Ascii.EqualsIgnoreCase(options.Type, entry.Value.TypeName))
                && execution.IsLive(entry)
            )
                found.Add(entry.Key);
        }
        execution.Reply.Array(2);
        execution.Reply.BulkInteger((long)next);
        execution.Reply.Array(found.Count);
        foreach (byte[] key in found)
            execution.Reply.Bulk(key);
    }

    private static void Flush(in Arguments arguments, Execution execution, bool all)
    {
        if (arguments.Count > 2 || (arguments.Count == 2 && !arguments.Is(1, "ASYNC"u8) && !arguments.Is(1, "SYNC"u8)))
        {
            execution.Reply.Error(Errors.Syntax);
            return;
        }
        if (all)
            foreach (Database database in execution.Keyspace.Selectable)
                database.Clear();
        else
            execution.Database.Clear();
        execution.Reply.Ok();
    }

    private static void Swap(in Arguments arguments, Execution execution)
    {
        if (!Numbers.TryParse(arguments[1], out int first))
        {
            execution.Reply.Error("ERR invalid first DB index"u8);
            return;
        }
        if (!Numbers.TryParse(arguments[2], out int second))
        {
            execution.Reply.Error("ERR invalid second DB index"u8);
            return;
        }
        if (first is < 0 or >= Keyspace.Databases || second is < 0 or >= Keyspace.Databases)
        {
            execution.Reply.Error("ERR DB index is out of range"u8);
            return;
        }
        execution.Keyspace.Swap(first, second);
        execution.Reply.Ok();
    }

    private static void Object(in Arguments arguments, Execution execution)
    {
        if (!IsObjectWord(arguments))
        {
            execution.Reply.Error(
                $"ERR unknown subcommand '{Encoding.Latin1.GetString(arguments[1])}'. Try OBJECT HELP."
            );
            return;
        }
        if (arguments.Count != 3)
        {
            execution.Reply.Error(
                $"ERR wrong number of arguments for 'object|{Encoding.Latin1.GetString(arguments[1]).ToLowerInvariant()}' command"
            );
            return;
        }
        Entry? entry = execution.Find(arguments[2]);
        if (arguments.Is(1, "FREQ"u8))
            execution.Reply.Error(
                "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between "u8
            );
        else if (entry is null)
            execution.Reply.Null();
        else if (arguments.Is(1, "ENCODING"u8))
            execution.Reply.Bulk(entry.Value.Encoding);
        else if (arguments.Is(1, "REFCOUNT"u8))
            execution.Reply.Integer(IsShared(entry.Value) ? int.MaxValue : 1);
        else
            // Who has only read it is known to one replica and to no other.
            execution.Reply.Integer(0);
    }

    // Small numbers are the same object for all keys of Redis.
    private static bool IsShared(Value value) =>
        value is StringValue { Encoding: "int" } text
        && Numbers.TryParse(text.Bytes, out long number)
        && number is >= 0 and < 10_000;

    private static bool IsObjectWord(in Arguments arguments) =>
        arguments.Is(1, "ENCODING"u8)
        || arguments.Is(1, "REFCOUNT"u8)
        || arguments.Is(1, "IDLETIME"u8)
        || arguments.Is(1, "FREQ"u8);

    private static void Memory(in Arguments arguments, Execution execution)
    {
        if (!arguments.Is(1, "USAGE"u8))
            execution.Reply.Error(
                $"ERR unknown subcommand '{Encoding.Latin1.GetString(arguments[1])}'. Only MEMORY USAGE <key> is there."
            );
        else if (arguments.Count != 3 && !(arguments.Count == 5 && arguments.Is(3, "SAMPLES"u8)))
            execution.Reply.Error(Errors.Syntax);
        else if (execution.Find(arguments[2]) is { } entry)
            execution.Reply.Integer(entry.Key.Length + entry.Value.Size);
        else
            execution.Reply.Null();
    }
}
