namespace Cohort.Server.Commands.Lists;

/// <summary>Lists.</summary>
internal static class ListCommands
{
    /// <summary>All of them that never wait.</summary>
    public static IEnumerable<Command> All =>
        [
            Command.Write("LPUSH", -3, Pushing.Left),
            Command.Write("RPUSH", -3, Pushing.Right),
            Command.Write("LPUSHX", -3, Pushing.LeftIfPresent),
            Command.Write("RPUSHX", -3, Pushing.RightIfPresent),
            Command.Write("LPOP", -2, Popping.Left),
            Command.Write("RPOP", -2, Popping.Right),
            Command.Write("LMPOP", -4, Popping.Many, 0, 0, 0).WithKeysCountedAt(1),
            Command.Write("LMOVE", 5, Moving.Move, 1, 2),
            Command.Write("RPOPLPUSH", 3, Moving.RightToLeft, 1, 2),
            Command.Write("LSET", 4, Editing.Set),
            Command.Write("LINSERT", 5, Editing.Insert),
            Command.Write("LREM", 4, Editing.Remove),
            Command.Write("LTRIM", 4, Editing.Trim),
            Command.Read("LLEN", 2, ListReading.Length),
            Command.Read("LRANGE", 4, ListReading.Range),
            Command.Read("LINDEX", 3, ListReading.At),
            Command.Read("LPOS", -3, Searching.Positions),
        ];
}
