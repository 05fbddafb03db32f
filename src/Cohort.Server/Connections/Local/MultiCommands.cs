namespace Cohort.Server.Connections.Local;

/// <summary>How transactions begin and end without being executed.</summary>
internal static class MultiCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<KeyValuePair<string, LocalHandler>> All =>
        [
            new("MULTI", static (in _, session) => Open(session)),
            new("DISCARD", static (in _, session) => Discard(session)),
            new("UNWATCH", static (in _, session) => Unwatch(session)),
        ];

    private static void Open(Session session)
    {
        if (session.Transaction.IsOpen)
        {
            session.Reply.Error("ERR MULTI calls can not be nested"u8);
            return;
        }
        session.Transaction.Open();
        session.Reply.Ok();
    }

    private static void Discard(Session session)
    {
        if (!session.Transaction.IsOpen)
        {
            session.Reply.Error("ERR DISCARD without MULTI"u8);
            return;
        }
        session.Transaction.Close();
        session.Reply.Ok();
    }

    private static void Unwatch(Session session)
    {
        session.Transaction.Watched.Clear();
        session.Reply.Ok();
    }
}
