using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Cohort.Server.Commands;
using Cohort.Server.Data;
using Cohort.Server.Resp;

namespace Cohort.Server.Connections.Local;

/// <summary>CLIENT: what the server knows of connections.</summary>
internal static class ClientCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<KeyValuePair<string, LocalHandler>> All => [new("CLIENT", Client)];

    /// <summary>Reads a name, which must have no blanks and nothing that is not printed.</summary>
    public static bool TryReadName(ReadOnlySpan<byte> argument, ReplyWriter reply, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (argument.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            reply.Error("ERR Client names cannot contain spaces, newlines or special characters."u8);
            return false;
        }
        name = Encoding.ASCII.GetString(argument);
        return true;
    }

    private static void Client(in Arguments arguments, Session session)
    {
        ReplyWriter reply = session.Reply;
        switch (Encoding.Latin1.GetString(arguments[1]).ToUpperInvariant(), arguments.Count)
        {
            case ("ID", 2):
                reply.Integer(session.Id);
                break;
            case ("GETNAME", 2):
                if (session.Name.Length == 0)
                    reply.Null();
                else
                    reply.Bulk(session.Name);
                break;
            case ("SETNAME", 3):
                if (TryReadName(arguments[2], reply, out string? name))
                {
                    session.Name = name;
                    reply.Ok();
                }
                break;
            case ("SETINFO", 4):
                SetInfo(arguments, session);
                break;
            case ("INFO", 2):
                reply.Verbatim(Describe(session) + "\n");
                break;
            case ("LIST", >= 2):
                List(arguments, session);
                break;
            case ("KILL", >= 3):
                Kill(arguments, session);
                break;
            case ("UNBLOCK", 3 or 4):
                Unblock(arguments, session);
                break;
            case ("REPLY", 3):
                SetReply(arguments, session);
                break;
            case ("NO-EVICT" or "NO-TOUCH", 3):
                reply.Ok();
                break;
            case ("GETREDIR", 2):
                reply.Integer(-1);
                break;
            case ("HELP", 2):
                Subcommands.Help(
                    arguments,
                    reply,
                    "GETNAME, SETNAME <name>, ID, INFO: of this connection.",
                    "LIST [ID <id> ...]: of all connections of this node.",
                    "KILL <ip:port> | ID <id> ...: end connections of this node.",
                    "UNBLOCK <id> [TIMEOUT|ERROR]: end the waiting of a connection of this node.",
                    "REPLY (ON|OFF|SKIP): which replies this connection wants."
                );
                break;
            default:
                Subcommands.Unknown(arguments, reply);
                break;
        }
    }

    private static void SetInfo(in Arguments arguments, Session session)
    {
        if (!TryReadName(arguments[3], session.Reply, out string? value))
            return;
        if (arguments.Is(2, "LIB-NAME"u8))
        {
            session.Library = (value, session.Library.Version);
        }
        else if (arguments.Is(2, "LIB-VER"u8))
        {
            session.Library = (session.Library.Name, value);
        }
        else
        {
            session.Reply.Error($"ERR Unrecognized option '{Encoding.Latin1.GetString(arguments[2])}'");
            return;
        }
        session.Reply.Ok();
    }

    private static void List(in Arguments arguments, Session session)
    {
        IEnumerable<Session> sessions = session.Server.Sessions.All;
        if (arguments.Count > 3 && arguments.Is(2, "ID"u8))
        {
            var ids = new HashSet<long>();
            for (int index = 3; index < arguments.Count; index++)
            {
                if (!Numbers.TryParse(arguments[index], out long id))
                {
                    session.Reply.Error("ERR Invalid client ID"u8);
                    return;
                }
                ids.Add(id);
            }
            sessions = sessions.Where(each => ids.Contains(each.Id));
        }
        else if (arguments.Count == 4 && arguments.Is(2, "TYPE"u8))
        {
            bool isPubSub = arguments.Is(3, "PUBSUB"u8);
            bool isNormal = arguments.Is(3, "NORMAL"u8);
            sessions = sessions.Where(each => each.SubscriptionCount > 0 ? isPubSub : isNormal);
        }
        else if (arguments.Count != 2)
        {
            session.Reply.Error(Errors.Syntax);
            return;
        }
        session.Reply.Verbatim(string.Concat(sessions.Select(each => Describe(each) + "\n")));
    }

    private static void Kill(in Arguments arguments, Session session)
    {
        if (arguments.Count == 3)
        {
            string address = Encoding.Latin1.GetString(arguments[2]);
            Session? found = session.Server.Sessions.All.FirstOrDefault(each =>
                each.Addresses.Remote?.ToString() == address
            );
            if (found is null)
            {
                session.Reply.Error("ERR No such client"u8);
                return;
            }
            End(found, session);
            session.Reply.Ok();
            return;
        }
        IEnumerable<Session> chosen = session.Server.Sessions.All;
        bool sparesOwn = true;
        for (int index = 2; index < arguments.Count; index += 2)
        {
            if (index + 1 == arguments.Count)
            {
                session.Reply.Error(Errors.Syntax);
                return;
            }
            string value = Encoding.Latin1.GetString(arguments[index + 1]);
            if (arguments.Is(index, "ID"u8) && long.TryParse(value, CultureInfo.InvariantCulture, out long id))
                chosen = chosen.Where(each => each.Id == id);
            else if (arguments.Is(index, "ADDR"u8))
                chosen = chosen.Where(each => each.Addresses.Remote?.ToString() == value);
            else if (arguments.Is(index, "LADDR"u8))
                chosen = chosen.Where(each => each.Addresses.Local?.ToString() == value);
            else if (arguments.Is(index, "TYPE"u8))
                chosen = chosen.Where(each =>
                    each.SubscriptionCount > 0 == value.Equals("pubsub", StringComparison.OrdinalIgnoreCase)
                );
            else if (arguments.Is(index, "USER"u8))
                chosen = chosen.Where(_ => value == "default");
            else if (arguments.Is(index, "SKIPME"u8))
                sparesOwn = !value.Equals("no", StringComparison.OrdinalIgnoreCase);
            else
            {
                session.Reply.Error(Errors.Syntax);
                return;
            }
        }
        Session[] ended = [.. chosen.Where(each => !(sparesOwn && each == session))];
        foreach (Session each in ended)
            End(each, session);
        session.Reply.Integer(ended.Length);
    }

    private static void End(Session ended, Session by)
    {
        if (ended == by)
            by.IsClosing = true;
        else
            ended.Abort($"connection {by.Id} has asked for it");
    }

    private static void Unblock(in Arguments arguments, Session session)
    {
        bool isError = arguments.Count == 4 && arguments.Is(3, "ERROR"u8);
        if (arguments.Count == 4 && !isError && !arguments.Is(3, "TIMEOUT"u8))
            session.Reply.Error("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR"u8);
        else if (!Numbers.TryParse(arguments[2], out long id))
            session.Reply.Error(Errors.NotAnInteger);
        else
            session.Reply.OneOrZero(session.Server.Sessions.Find(id)?.Unblock(isError) == true);
    }

    private static void SetReply(in Arguments arguments, Session session)
    {
        if (arguments.Is(2, "ON"u8))
        {
            session.ReplyMode = ReplyMode.On;
            session.Reply.Ok();
        }
        else if (arguments.Is(2, "OFF"u8))
        {
            session.ReplyMode = ReplyMode.Off;
        }
        else if (arguments.Is(2, "SKIP"u8))
        {
            session.ReplyMode = session.ReplyMode == ReplyMode.Off ? ReplyMode.Off : ReplyMode.SkipNext;
        }
        else
        {
            session.Reply.Error(Errors.Syntax);
        }
    }

    private static string Describe(Session session)
    {
        TimeProvider time = session.Server.Time;
        long age = (long)time.GetElapsedTime(session.ConnectedAt).TotalSeconds;
        long idle = (long)time.GetElapsedTime(session.ActiveAt).TotalSeconds;
        string flags =
            session.SubscriptionCount > 0 ? "P"
            : session.IsWaiting ? "b"
            : session.Transaction.IsOpen ? "x"
            : "N";
        int queued = session.Transaction.IsOpen ? session.Transaction.Handlers.Count : -1;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"id={session.Id} addr={session.Addresses.Remote} laddr={session.Addresses.Local} fd=-1 name={session.Name} age={age} "
                + $"idle={idle} flags={flags} db={session.Database} sub={session.Channels.Count} psub={session.Patterns.Count} "
                + $"ssub=0 multi={queued} qbuf=0 qbuf-free=0 argv-mem=0 multi-mem={session.Transaction.Queued.Length} "
                + $"rbs=0 rbp=0 obl=0 oll=0 omem={session.WaitingBytes} tot-mem=0 events=r "
                + $"cmd={session.LastCommand.ToLowerInvariant()} user=default redir=-1 resp={(int)session.Reply.Version} "
                + $"lib-name={session.Library.Name} lib-ver={session.Library.Version}"
        );
    }
}
