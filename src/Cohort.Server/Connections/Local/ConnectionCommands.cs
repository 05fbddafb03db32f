using System.Security.Cryptography;
using System.Text;
using Cohort.Server.Commands;
using Cohort.Server.Data;
using Cohort.Server.Resp;

namespace Cohort.Server.Connections.Local;

/// <summary>What a connection says of itself: who it is, in which form it wants replies, which database it uses.</summary>
internal static class ConnectionCommands
{
    private const string WrongPassword = "WRONGPASS invalid username-password pair or user is disabled.";

    /// <summary>All of them.</summary>
    public static IEnumerable<KeyValuePair<string, LocalHandler>> All =>
        [
            new("PING", Ping),
            new("ECHO", static (in arguments, session) => session.Reply.Bulk(arguments[1])),
            new("SELECT", Select),
            new("AUTH", Authenticate),
            new("HELLO", Hello),
            new("QUIT", Quit),
            new("RESET", Reset),
            new("READONLY", static (in _, session) => ReadLocally(session, true)),
            new("READWRITE", static (in _, session) => ReadLocally(session, false)),
        ];

    private static void Ping(in Arguments arguments, Session session)
    {
        if (arguments.Count > 2)
        {
            session.Reply.Error(Errors.WrongArity("PING"));
        }
        else if (session.SubscriptionCount > 0 && session.Reply.Version == RespVersion.Two)
        {
            session.Reply.Array(2);
            session.Reply.Bulk("pong"u8);
            session.Reply.Bulk(arguments.Count == 2 ? arguments[1] : []);
        }
        else if (arguments.Count == 2)
        {
            session.Reply.Bulk(arguments[1]);
        }
        else
        {
            session.Reply.Simple("PONG"u8);
        }
    }

    private static void Select(in Arguments arguments, Session session)
    {
        if (!Numbers.TryParse(arguments[1], out int database))
        {
            session.Reply.Error(Errors.NotAnInteger);
        }
        else if (database is < 0 or >= Keyspace.Databases)
        {
            session.Reply.Error("ERR DB index is out of range"u8);
        }
        else
        {
            session.Database = database;
            session.Reply.Ok();
        }
    }

    private static void Authenticate(in Arguments arguments, Session session)
    {
        if (arguments.Count > 3)
            session.Reply.Error(Errors.Syntax);
        else if (session.Server.Options.Password is null && arguments.Count == 2)
            session.Reply.Error(
                "ERR AUTH <password> called without any password configured for the default user. "
                    + "Are you sure your configuration is correct?"
            );
        else if (
            TryAuthenticate(session, arguments.Count == 3 ? arguments[1] : "default"u8, arguments[arguments.Count - 1])
        )
            session.Reply.Ok();
        else
            session.Reply.Error(WrongPassword);
    }

    private static bool TryAuthenticate(Session session, ReadOnlySpan<byte> user, ReadOnlySpan<byte> password)
    {
        if (!user.SequenceEqual("default"u8))
            return false;
        // How long it takes tells nothing of how much of it was right.
        bool isRight =
            session.Server.Options.Password is not { } expected
            || CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(password),
                SHA256.HashData(Encoding.UTF8.GetBytes(expected))
            );
        if (isRight)
            session.Authenticate();
        return isRight;
    }

    private static void Hello(in Arguments arguments, Session session)
    {
        RespVersion version = session.Reply.Version;
        if (arguments.Count > 1)
        {
            if (!Numbers.TryParse(arguments[1], out int wanted))
            {
                session.Reply.Error("ERR Protocol version is not an integer or out of range"u8);
                return;
            }
            if (wanted is not (2 or 3))
            {
                session.Reply.Error("NOPROTO unsupported protocol version"u8);
                return;
            }
            version = (RespVersion)wanted;
        }
        string? name = null;
        for (int index = 2; index < arguments.Count; index++)
        {
            if (arguments.Is(index, "AUTH"u8) && index + 2 < arguments.Count)
            {
                if (!TryAuthenticate(session, arguments[index + 1], arguments[index + 2]))
                {
                    session.Reply.Error(WrongPassword);
                    return;
                }
                index += 2;
            }
            else if (arguments.Is(index, "SETNAME"u8) && index + 1 < arguments.Count)
            {
                if (!ClientCommands.TryReadName(arguments[++index], session.Reply, out name))
                    return;
            }
            else
            {
                session.Reply.Error(
                    $"ERR Syntax error in HELLO option '{Encoding.Latin1.GetString(arguments[index])}'"
                );
                return;
            }
        }
        if (!session.IsAuthenticated)
        {
            session.Reply.Error(
                "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> "
                    + "<pass> option can be used to authenticate the client and select the RESP protocol version at the same time"
            );
            return;
        }
        session.Name = name ?? session.Name;
        session.Reply.Version = version;
        Introduce(session);
    }

    private static void Introduce(Session session)
    {
        ReplyWriter reply = session.Reply;
        reply.Map(7);
        reply.Bulk("server"u8);
        reply.Bulk("redis"u8);
        reply.Bulk("version"u8);
        reply.Bulk(ServerCommands.CompatibleVersion);
        reply.Bulk("proto"u8);
        reply.Integer((int)reply.Version);
        reply.Bulk("id"u8);
        reply.Integer(session.Id);
        reply.Bulk("mode"u8);
        reply.Bulk("standalone"u8);
        reply.Bulk("role"u8);
        reply.Bulk("master"u8);
        reply.Bulk("modules"u8);
        reply.Array(0);
    }

    private static void Quit(in Arguments arguments, Session session)
    {
        session.Reply.Ok();
        session.IsClosing = true;
    }

    private static void Reset(in Arguments arguments, Session session)
    {
        session.Reset();
        session.Reply.Simple("RESET"u8);
    }

    private static void ReadLocally(Session session, bool isLocal)
    {
        session.ReadsLocally = isLocal;
        session.Reply.Ok();
    }
}
