using Cohort.Server.Commands;
using Cohort.Server.Connections.Local;
using Cohort.Server.Data;
using Cohort.Server.Store;

namespace Cohort.Server.Connections;

/// <summary>MULTI to EXEC, and what is watched.</summary>
internal sealed partial class Session
{
    private StepKind Queue(Command command, in Arguments arguments, ref LocalHandler? local)
    {
        if ((command.Traits & CommandTraits.NoMulti) != 0)
            return Refuse($"ERR {command.Name} is not allowed in transactions");
        if (Transaction.Queued.Length + Transaction.Locals.Length > Server.Options.MaxCommandBytes)
            return Refuse($"ERR a transaction has at most {Server.Options.MaxCommandBytes} bytes");
        // What both can do, as PING, the replicas do.
        if (command.Name == "PUBLISH")
            PublishCommands.AddWithReceivers(arguments, this, Transaction.AddForReplicas());
        else if (command.Handler is not null)
            Transaction.AddForReplicas().Add(arguments);
        else
            Transaction.AddLocal(local!, arguments);
        local = static (in _, session) => session.Reply.Simple("QUEUED"u8);
        return StepKind.Done;
    }

    private StepKind ClassifyExec()
    {
        if (!Transaction.IsOpen)
            return Refuse("ERR EXEC without MULTI");
        if (!Transaction.IsBroken)
            return StepKind.Exec;
        Transaction.Close();
        return Refuse("EXECABORT Transaction discarded because of previous errors.");
    }

    private async ValueTask WatchAsync(ReadOnlyMemory<byte> command)
    {
        List<byte[]> keys = KeysOf(command.Span);
        ulong[] versions = await Server
            .Access.VersionsAsync(Database, keys, Server.Availability.Token)
            .ConfigureAwait(false);
        for (int index = 0; index < keys.Count; index++)
        {
            byte[] key = keys[index];
            // What was watched first counts: it may have changed since.
            if (
                !Transaction.Watched.Exists(watched =>
                    watched.Database == Database && watched.Key.AsSpan().SequenceEqual(key)
                )
            )
                Transaction.Watched.Add(new WatchedKey(Database, key, versions[index]));
        }
        Reply.Ok();
    }

    private async ValueTask ExecAsync()
    {
        try
        {
            List<byte[]>? replies = await Server
                .Access.TransactAsync(
                    Reply.Version,
                    Database,
                    Transaction.Watched,
                    Transaction.Queued.Written,
                    Server.Availability.Token
                )
                .ConfigureAwait(false);
            if (replies is null)
                Reply.NullArray();
            else
                Assemble(replies);
        }
        finally
        {
            Transaction.Close();
        }
    }

    private void Assemble(List<byte[]> replies)
    {
        Reply.Array(Transaction.Handlers.Count);
        ReadOnlySpan<byte> locals = Transaction.Locals.Written;
        ReadOnlySpan<byte> queued = Transaction.Queued.Written;
        int next = 0;
        foreach (LocalHandler? local in Transaction.Handlers)
        {
            if (local is not null)
            {
                local(_reader.Take(ref locals), this);
                continue;
            }
            Reply.Raw(replies[next++]);
            Arguments command = _reader.Take(ref queued);
            if (
                command.Is(0, "SELECT"u8)
                && Numbers.TryParse(command[1], out int database)
                && database < Keyspace.Databases
            )
                Database = Math.Max(0, database);
        }
    }

    private List<byte[]> KeysOf(ReadOnlySpan<byte> command)
    {
        Arguments arguments = _reader.Take(ref command);
        return CommandTable.TryFind(arguments[0], out Command? known) ? KeyPositions.Of(known, arguments) : [];
    }
}
