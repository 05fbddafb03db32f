using System.Globalization;
using System.Text;
using Cohort.Server.Commands;
using Cohort.Server.Data;

namespace Cohort.Server.Connections.Local;

/// <summary>CONFIG: how the server is set, by the names that Redis has for it. Nothing can be set while it runs.</summary>
internal static class ServerConfig
{
    /// <summary>Executes it.</summary>
    public static void Config(in Arguments arguments, Session session)
    {
        if (arguments.Is(1, "GET"u8) && arguments.Count > 2)
            Get(arguments, session);
        else if (arguments.Is(1, "SET"u8) && arguments.Count > 3)
            session.Reply.Error(
                $"ERR CONFIG SET failed - '{Encoding.Latin1.GetString(arguments[2])}' is set when the server starts: see cohort serve --help"
            );
        else if (arguments.Is(1, "RESETSTAT"u8) && arguments.Count == 2)
            session.Reply.Ok();
        else if (arguments.Is(1, "REWRITE"u8) && arguments.Count == 2)
            session.Reply.Error("ERR The server is running without a config file"u8);
        else if (arguments.Is(1, "HELP"u8) && arguments.Count == 2)
            Subcommands.Help(arguments, session.Reply, "GET <pattern> ...: how the server is set.");
        else
            Subcommands.Unknown(arguments, session.Reply);
    }

    private static void Get(in Arguments arguments, Session session)
    {
        var patterns = new List<byte[]>();
        for (int index = 2; index < arguments.Count; index++)
            patterns.Add(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(arguments[index]).ToLowerInvariant()));
        List<(string Name, string Value)> matching =
        [
            .. Settings(session)
                .Where(setting =>
                    patterns.Exists(pattern => GlobPattern.Matches(pattern, Encoding.ASCII.GetBytes(setting.Name)))
                ),
        ];
        session.Reply.Map(matching.Count);
        foreach ((string name, string value) in matching)
        {
            session.Reply.Bulk(name);
            session.Reply.Bulk(value);
        }
    }

    private static IEnumerable<(string Name, string Value)> Settings(Session session)
    {
        RespOptions options = session.Server.Options;
        return
        [
            ("appendfsync", session.Server.IsDurable ? "always" : "no"),
            ("appendonly", session.Server.IsDurable ? "yes" : "no"),
            ("databases", Number(Keyspace.Databases)),
            ("maxclients", Number(options.MaxClients)),
            ("maxmemory", "0"),
            ("maxmemory-policy", "noeviction"),
            ("notify-keyspace-events", ""),
            ("port", Number(options.Port)),
            ("proto-max-bulk-len", Number(options.MaxCommandBytes)),
            ("requirepass", ""),
            ("save", ""),
            ("timeout", "0"),
        ];
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
