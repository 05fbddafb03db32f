using Cohort.Server.Commands;
using Cohort.Server.Data;
using Cohort.Server.Resp;

namespace Cohort.Server.Connections.Local;

/// <summary>Subscribing to channels and patterns, and who has.</summary>
internal static class SubscribeCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<KeyValuePair<string, LocalHandler>> All =>
        [
            new("SUBSCRIBE", static (in arguments, session) => Subscribe(arguments, session, isPattern: false)),
            new("PSUBSCRIBE", static (in arguments, session) => Subscribe(arguments, session, isPattern: true)),
            new("UNSUBSCRIBE", static (in arguments, session) => Unsubscribe(arguments, session, isPattern: false)),
            new("PUNSUBSCRIBE", static (in arguments, session) => Unsubscribe(arguments, session, isPattern: true)),
            new("PUBSUB", Tell),
        ];

    private static void Subscribe(in Arguments arguments, Session session, bool isPattern)
    {
        HashSet<byte[]> names = isPattern ? session.Patterns : session.Channels;
        for (int index = 1; index < arguments.Count; index++)
        {
            byte[] name = arguments[index].ToArray();
            bool isNew = names.Add(name);
            Confirm(session, isPattern ? "psubscribe"u8 : "subscribe"u8, name);
            // What is published from now on comes behind the confirmation.
            session.Send();
            if (isNew)
                session.Server.Subscriptions.Add(name, isPattern, session);
        }
    }

    private static void Unsubscribe(in Arguments arguments, Session session, bool isPattern)
    {
        HashSet<byte[]> names = isPattern ? session.Patterns : session.Channels;
        ReadOnlySpan<byte> word = isPattern ? "punsubscribe"u8 : "unsubscribe"u8;
        if (arguments.Count == 1)
        {
            if (names.Count == 0)
                Confirm(session, word, null);
            foreach (byte[] name in names.ToArray())
                Remove(session, name, isPattern, names, word);
            return;
        }
        for (int index = 1; index < arguments.Count; index++)
            Remove(session, arguments[index].ToArray(), isPattern, names, word);
    }

    private static void Remove(
        Session session,
        byte[] name,
        bool isPattern,
        HashSet<byte[]> names,
        ReadOnlySpan<byte> word
    )
    {
        if (names.Remove(name))
            session.Server.Subscriptions.Remove(name, isPattern, session);
        Confirm(session, word, name);
    }

    private static void Confirm(Session session, ReadOnlySpan<byte> word, byte[]? name)
    {
        session.Reply.Push(3);
        session.Reply.Bulk(word);
        if (name is null)
            session.Reply.Null();
        else
            session.Reply.Bulk(name);
        session.Reply.Integer(session.SubscriptionCount);
    }

    private static void Tell(in Arguments arguments, Session session)
    {
        ReplyWriter reply = session.Reply;
        if (arguments.Is(1, "CHANNELS"u8) && arguments.Count <= 3)
            TellChannels(arguments, session);
        else if (arguments.Is(1, "NUMSUB"u8))
            TellCounts(arguments, session);
        else if (arguments.Is(1, "NUMPAT"u8) && arguments.Count == 2)
            reply.Integer(session.Server.Subscriptions.PatternCount);
        else if (arguments.Is(1, "SHARDCHANNELS"u8) || arguments.Is(1, "SHARDNUMSUB"u8))
            reply.Array(0);
        else
            Subcommands.Unknown(arguments, reply);
    }

    private static void TellChannels(in Arguments arguments, Session session)
    {
        IReadOnlyList<byte[]> channels = session.Server.Subscriptions.Channels;
        if (arguments.Count == 3)
        {
            byte[] pattern = arguments[2].ToArray();
            channels = [.. channels.Where(channel => GlobPattern.Matches(pattern, channel))];
        }
        session.Reply.Array(channels.Count);
        foreach (byte[] channel in channels)
            session.Reply.Bulk(channel);
    }

    private static void TellCounts(in Arguments arguments, Session session)
    {
        session.Reply.Map(arguments.Count - 2);
        for (int index = 2; index < arguments.Count; index++)
        {
            session.Reply.Bulk(arguments[index]);
            session.Reply.Integer(session.Server.Subscriptions.CountOf(arguments[index]));
        }
    }
}
