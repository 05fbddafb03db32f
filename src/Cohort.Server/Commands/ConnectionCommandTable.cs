namespace Cohort.Server.Commands;

/// <summary>The commands that are executed by connections, as others see them.</summary>
internal static class ConnectionCommandTable
{
    private const CommandTraits Subscribing = CommandTraits.PubSub | CommandTraits.Subscribes | CommandTraits.NoMulti;
    private const CommandTraits AtOnce = CommandTraits.EndsMulti | CommandTraits.Fast;

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            Command.Local("PING", -1, CommandTraits.Fast) with
            {
                Handler = Ping,
            },
            Command.Local("ECHO", 2, CommandTraits.Fast) with
            {
                Handler = Echo,
            },
            Command.Local("SELECT", 2, CommandTraits.Fast) with
            {
                Handler = Select,
            },
            Command.Local("AUTH", -2, CommandTraits.NoAuth | CommandTraits.Fast | CommandTraits.NoMulti),
            Command.Local("HELLO", -1, CommandTraits.NoAuth | CommandTraits.Fast | CommandTraits.NoMulti),
            Command.Local("QUIT", -1, AtOnce | CommandTraits.NoAuth),
            Command.Local("RESET", 1, AtOnce | CommandTraits.NoAuth),
            Command.Local("READONLY", 1, CommandTraits.Fast),
            Command.Local("READWRITE", 1, CommandTraits.Fast),
            Command.Local("CLIENT", -2),
            Command.Local("COMMAND", -1),
            Command.Local("CONFIG", -2, CommandTraits.Admin),
            Command.Local("INFO", -1),
            Command.Local("TIME", 1, CommandTraits.Fast),
            Command.Local("WAIT", 3),
            Command.Local("ROLE", 1, CommandTraits.Admin | CommandTraits.Fast),
            Command.Local("LASTSAVE", 1, CommandTraits.Admin | CommandTraits.Fast),
            Command.Local("SAVE", 1, CommandTraits.Admin),
            Command.Local("BGSAVE", -1, CommandTraits.Admin),
            Command.Local("BGREWRITEAOF", 1, CommandTraits.Admin),
            Command.Local("SLOWLOG", -2, CommandTraits.Admin),
            Command.Local("LATENCY", -2, CommandTraits.Admin),
            Command.Local("CLUSTER", -2, CommandTraits.Admin),
            Command.Local("PUBSUB", -2, CommandTraits.PubSub),
            Command.Local("MULTI", 1, AtOnce),
            Command.Local("EXEC", 1, AtOnce),
            Command.Local("DISCARD", 1, AtOnce),
            Command.Local("WATCH", -2, AtOnce) with
            {
                FirstKey = 1,
                LastKey = -1,
                KeyStep = 1,
            },
            Command.Local("UNWATCH", 1, CommandTraits.Fast),
            Command.Local("SUBSCRIBE", -2, Subscribing),
            Command.Local("UNSUBSCRIBE", -1, Subscribing),
            Command.Local("PSUBSCRIBE", -2, Subscribing),
            Command.Local("PUNSUBSCRIBE", -1, Subscribing),
        ];

    private static void Ping(in Arguments arguments, Execution execution)
    {
        if (arguments.Count > 2)
            execution.Reply.Error(Errors.WrongArity("PING"));
        else if (arguments.Count == 2)
            execution.Reply.Bulk(arguments[1]);
        else
            execution.Reply.Simple("PONG"u8);
    }

    private static void Echo(in Arguments arguments, Execution execution) => execution.Reply.Bulk(arguments[1]);

    private static void Select(in Arguments arguments, Execution execution)
    {
        if (!execution.TryReadInteger(arguments[1], out long database))
            return;
        if (database is < 0 or >= Data.Keyspace.Databases)
        {
            execution.Reply.Error("ERR DB index is out of range"u8);
            return;
        }
        execution.Database = execution.Keyspace[(int)database];
        execution.Reply.Ok();
    }
}
