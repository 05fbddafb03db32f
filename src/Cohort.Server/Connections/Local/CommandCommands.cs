using System.Text;
using Cohort.Server.Commands;
using Cohort.Server.Data;
using Cohort.Server.Resp;

namespace Cohort.Server.Connections.Local;

/// <summary>COMMAND: what the server says of its commands.</summary>
internal static class CommandCommands
{
    private static readonly (CommandTraits Trait, string Flag)[] s_flags =
    [
        (CommandTraits.Write, "write"),
        (CommandTraits.Read, "readonly"),
        (CommandTraits.Blocking, "blocking"),
        (CommandTraits.Fast, "fast"),
        (CommandTraits.Admin, "admin"),
        (CommandTraits.PubSub, "pubsub"),
        (CommandTraits.NoMulti, "no_multi"),
        (CommandTraits.NoAuth, "no_auth"),
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<KeyValuePair<string, LocalHandler>> All => [new("COMMAND", Tell)];

    private static IReadOnlyList<Command> Known { get; } =
    [.. CommandTable.Commands.Where(command => (command.Traits & CommandTraits.Internal) == 0)];

    private static void Tell(in Arguments arguments, Session session)
    {
        ReplyWriter reply = session.Reply;
        if (arguments.Count == 1)
            TellAll(reply);
        else if (arguments.Is(1, "COUNT"u8) && arguments.Count == 2)
            reply.Integer(Known.Count);
        else if (arguments.Is(1, "LIST"u8) && arguments.Count == 2)
            TellNames(reply);
        else if (arguments.Is(1, "INFO"u8))
            TellSome(arguments, reply);
        else if (arguments.Is(1, "DOCS"u8))
            reply.Map(0);
        else if (arguments.Is(1, "GETKEYS"u8) && arguments.Count > 2)
            TellKeys(arguments, reply);
        else if (arguments.Is(1, "HELP"u8) && arguments.Count == 2)
            Subcommands.Help(
                arguments,
                reply,
                "(no subcommand), INFO [<name> ...], LIST, COUNT, DOCS, GETKEYS <full-command>"
            );
        else
            Subcommands.Unknown(arguments, reply);
    }

    private static void TellAll(ReplyWriter reply)
    {
        reply.Array(Known.Count);
        foreach (Command command in Known)
            Tell(command, reply);
    }

    private static void TellNames(ReplyWriter reply)
    {
        reply.Array(Known.Count);
        foreach (Command command in Known)
            reply.Bulk(command.Name.ToLowerInvariant());
    }

    private static void TellSome(in Arguments arguments, ReplyWriter reply)
    {
        if (arguments.Count == 2)
        {
            TellAll(reply);
            return;
        }
        reply.Array(arguments.Count - 2);
        for (int index = 2; index < arguments.Count; index++)
            if (TryFind(arguments[index], out Command? command))
                Tell(command!, reply);
            else
                reply.NullArray();
    }

    private static void TellKeys(in Arguments arguments, ReplyWriter reply)
    {
        if (!TryFind(arguments[2], out Command? command))
        {
            reply.Error("ERR Invalid command specified"u8);
            return;
        }
        if (!command!.Takes(arguments.Count - 2))
        {
            reply.Error("ERR Invalid number of arguments specified for command"u8);
            return;
        }
        List<byte[]> keys = KeyPositions.Of(command, arguments.From(2));
        if (keys.Count == 0)
        {
            reply.Error("ERR The command has no key arguments"u8);
            return;
        }
        reply.Array(keys.Count);
        foreach (byte[] key in keys)
            reply.Bulk(key);
    }

    private static bool TryFind(ReadOnlySpan<byte> name, out Command? command) =>
        CommandTable.TryFind(name, out command) && (command.Traits & CommandTraits.Internal) == 0;

    private static void Tell(Command command, ReplyWriter reply)
    {
        List<string> flags = [.. s_flags.Where(flag => (command.Traits & flag.Trait) != 0).Select(flag => flag.Flag)];
        if (command.CountAt > 0)
            flags.Add("movablekeys");
        reply.Array(10);
        reply.Bulk(command.Name.ToLowerInvariant());
        reply.Integer(command.Arity);
        reply.Set(flags.Count);
        foreach (string flag in flags)
            reply.Simple(Encoding.ASCII.GetBytes(flag));
        reply.Integer(command.FirstKey);
        reply.Integer(command.LastKey);
        reply.Integer(command.KeyStep);
        reply.Set(1);
        reply.Simple(
            command.IsWrite ? "@write"u8
            : command.IsRead ? "@read"u8
            : "@connection"u8
        );
        // Hints, where the keys are, and subcommands: nothing is said of them.
        reply.Array(0);
        reply.Array(0);
        reply.Array(0);
    }
}
