using System.Text;
using Cohort.Server.Data;

namespace Cohort.Server.Commands.Keys;

/// <summary>Keys, whatever they have.</summary>
internal static class KeyCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            Command.Write("DEL", -2, Delete, 1, -1),
            Command.Write("UNLINK", -2, Delete, 1, -1),
            Command.Read("EXISTS", -2, Exists, 1, -1),
            Command.Read("TOUCH", -2, Exists, 1, -1),
            Command.Read("TYPE", 2, Type),
            Command.Write("RENAME", 3, Rename, 1, 2),
            Command.Write("RENAMENX", 3, RenameIfAbsent, 1, 2),
            Command.Write("COPY", -3, Copy, 1, 2),
            Command.Write("MOVE", 3, Move),
        ];

    private static void Delete(in Arguments arguments, Execution execution)
    {
        int deleted = 0;
        for (int index = 1; index < arguments.Count; index++)
            if (execution.Database.Remove(arguments[index]))
                deleted++;
        execution.Reply.Integer(deleted);
    }

    private static void Exists(in Arguments arguments, Execution execution)
    {
        int present = 0;
        for (int index = 1; index < arguments.Count; index++)
            if (execution.Find(arguments[index]) is not null)
                present++;
        execution.Reply.Integer(present);
    }

    private static void Type(in Arguments arguments, Execution execution) =>
        execution.Reply.Simple(Encoding.ASCII.GetBytes(execution.Find(arguments[1])?.Value.TypeName ?? "none"));

    private static void Rename(in Arguments arguments, Execution execution)
    {
        if (execution.Find(arguments[1]) is not { } entry)
        {
            execution.Reply.Error(Errors.NoSuchKey);
            return;
        }
        if (!arguments[1].SequenceEqual(arguments[2]))
            Transfer(entry, execution.Database, arguments[2], execution);
        execution.Reply.Ok();
    }

    private static void RenameIfAbsent(in Arguments arguments, Execution execution)
    {
        if (execution.Find(arguments[1]) is not { } entry)
        {
            execution.Reply.Error(Errors.NoSuchKey);
            return;
        }
        bool isAbsent = execution.Find(arguments[2]) is null;
        if (isAbsent)
            Transfer(entry, execution.Database, arguments[2], execution);
        execution.Reply.OneOrZero(isAbsent);
    }

    private static void Transfer(Entry entry, Database to, ReadOnlySpan<byte> key, Execution execution)
    {
        execution.Database.Remove(entry.Key);
        Entry moved = to.Set(key, entry.Value);
        if (entry.ExpiresAt != Entry.Never)
            to.Expire(moved, entry.ExpiresAt);
    }

    private static void Move(in Arguments arguments, Execution execution)
    {
        if (!execution.TryReadInt(arguments[2], out int index))
            return;
        if (index is < 0 or >= Keyspace.Databases)
        {
            execution.Reply.Error("ERR DB index is out of range"u8);
            return;
        }
        if (index == execution.Database.Index)
        {
            execution.Reply.Error("ERR source and destination objects are the same"u8);
            return;
        }
        Database to = execution.Keyspace[index];
        bool moves = execution.Find(arguments[1]) is not null && to.Find(arguments[1]) is null;
        if (moves)
            Transfer(execution.Find(arguments[1])!, to, arguments[1], execution);
        execution.Reply.OneOrZero(moves);
    }

    /// <summary>COPY source destination [DB number] [REPLACE]</summary>
    private static void Copy(in Arguments arguments, Execution execution)
    {
        Database to = execution.Database;
        bool replaces = false;
        for (int index = 3; index < arguments.Count; index++)
        {
            if (arguments.Is(index, "REPLACE"u8))
            {
                replaces = true;
            }
            else if (arguments.Is(index, "DB"u8) && index + 1 < arguments.Count)
            {
                if (!execution.TryReadInt(arguments[++index], out int number))
                    return;
                if (number is < 0 or >= Keyspace.Databases)
                {
                    execution.Reply.Error("ERR DB index is out of range"u8);
                    return;
                }
                to = execution.Keyspace[number];
            }
            else
            {
                execution.Reply.Error(Errors.Syntax);
                return;
            }
        }
        if (to == execution.Database && arguments[1].SequenceEqual(arguments[2]))
        {
            execution.Reply.Error("ERR source and destination objects are the same"u8);
            return;
        }
        Entry? entry = execution.Find(arguments[1]);
        bool copies = entry is not null && (replaces || to.Find(arguments[2]) is null);
        if (copies)
        {
            Entry copy = to.Set(arguments[2], entry!.Value.Copy());
            if (entry.ExpiresAt != Entry.Never)
                to.Expire(copy, entry.ExpiresAt);
        }
        execution.Reply.OneOrZero(copies);
    }
}
