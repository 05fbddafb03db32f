using System.Globalization;
using System.Text;
using Cohort.Server.Commands;
using Cohort.Server.Data;
using Cohort.Server.Resp;

namespace Cohort.Server.Connections.Local;

/// <summary>What the server says of itself, and what administrators ask of Redis.</summary>
internal static class ServerCommands
{
    /// <summary>The version of Redis whose commands, replies and errors these are.</summary>
    public const string CompatibleVersion = "7.0.15";

    /// <summary>All of them.</summary>
    public static IEnumerable<KeyValuePair<string, LocalHandler>> All =>
        [
            new("INFO", ServerInfo.Tell),
            new("CONFIG", ServerConfig.Config),
            new("TIME", Time),
            new("WAIT", Wait),
            new("ROLE", Role),
            new("LASTSAVE", static (in _, session) => session.Reply.Integer(session.Server.Access.Now / 1000)),
            new("SAVE", static (in _, session) => session.Reply.Ok()),
            new("BGSAVE", static (in _, session) => session.Reply.Simple("Background saving started"u8)),
            new(
                "BGREWRITEAOF",
                static (in _, session) => session.Reply.Simple("Background append only file rewriting started"u8)
            ),
            new("SLOWLOG", SlowLog),
            new("LATENCY", Latency),
            new("CLUSTER", Cluster),
        ];

    private static void Time(in Arguments arguments, Session session)
    {
        long microseconds =
            (session.Server.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        session.Reply.Array(2);
        session.Reply.BulkInteger(microseconds / 1_000_000);
        session.Reply.BulkInteger(microseconds % 1_000_000);
    }

    // What was answered is at all members already.
    private static void Wait(in Arguments arguments, Session session)
    {
        if (!Numbers.TryParse(arguments[1], out long _))
            session.Reply.Error(Errors.NotAnInteger);
        else if (!Numbers.TryParse(arguments[2], out long timeout))
            session.Reply.Error("ERR timeout is not an integer or out of range"u8);
        else if (timeout < 0)
            session.Reply.Error("ERR timeout is negative"u8);
        else
            session.Reply.Integer(ServerInfo.OtherMembers(session.Server));
    }

    private static void Role(in Arguments arguments, Session session)
    {
        session.Reply.Array(3);
        session.Reply.Bulk("master"u8);
        session.Reply.Integer((long)session.Server.Access.Replica.Position);
        session.Reply.Array(0);
    }

    private static void SlowLog(in Arguments arguments, Session session)
    {
        if (arguments.Is(1, "GET"u8))
            session.Reply.Array(0);
        else if (arguments.Is(1, "LEN"u8))
            session.Reply.Integer(0);
        else if (arguments.Is(1, "RESET"u8))
            session.Reply.Ok();
        else
            Subcommands.Unknown(arguments, session.Reply);
    }

    private static void Latency(in Arguments arguments, Session session)
    {
        if (arguments.Is(1, "LATEST"u8) || arguments.Is(1, "HISTORY"u8))
            session.Reply.Array(0);
        else if (arguments.Is(1, "RESET"u8))
            session.Reply.Integer(0);
        else
            Subcommands.Unknown(arguments, session.Reply);
    }

    private static void Cluster(in Arguments arguments, Session session)
    {
        if (arguments.Is(1, "KEYSLOT"u8) && arguments.Count == 3)
            session.Reply.Integer(KeySlot.Of(arguments[2]));
        else
            session.Reply.Error("ERR This instance has cluster support disabled"u8);
    }
}
