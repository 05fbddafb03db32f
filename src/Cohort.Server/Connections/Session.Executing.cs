using Cohort.Server.Commands;
using Cohort.Server.Connections.Local;
using Cohort.Server.Resp;

namespace Cohort.Server.Connections;

/// <summary>How commands are executed: one run of reads or of writes after the other, and each that is something else for itself.</summary>
internal sealed partial class Session
{
    private readonly CommandReader _reader = new();
    private readonly CommandBatch _rewritten = new();

    // Why the command that was looked at last is not executed.
    private string? _refusal;

    private enum StepKind
    {
        Done,
        Reads,
        Writes,
        Exec,
        Watch,
        Wait,
    }

    /// <summary>Commands that go together, and where they lie.</summary>
    private readonly record struct Step(StepKind Kind, int From, int To, int Count);

    private async ValueTask ExecuteAsync()
    {
        Server.Statistics.Executed(_batch.Count);
        ReadOnlyMemory<byte> commands = _batch.WrittenMemory;
        int at = 0;
        while (at < commands.Length && !IsClosing)
        {
            int before = Reply.Length;
            ReplyMode mode = ReplyMode;
            Step step = Next(commands.Span, ref at);
            if (step.Kind != StepKind.Done)
                await ExecuteAsync(step, commands[step.From..step.To]).ConfigureAwait(false);
            Silence(mode, before);
        }
        _batch.ClearComplete();
    }

    private void Silence(ReplyMode mode, int before)
    {
        if (mode == ReplyMode.On && ReplyMode == ReplyMode.On)
            return;
        if (mode == ReplyMode.Off && ReplyMode == ReplyMode.On)
            return;
        Reply.CutTo(before);
        if (mode == ReplyMode.SkipNext && ReplyMode == ReplyMode.SkipNext)
            ReplyMode = ReplyMode.On;
    }

    private async ValueTask ExecuteAsync(Step step, ReadOnlyMemory<byte> commands)
    {
        int before = Reply.Length;
        try
        {
            if (Server.Availability.IsGivenUp && !(step.Kind == StepKind.Reads && ReadsLocally))
            {
                Refuse(step, Server.Availability.Reason);
                return;
            }
            switch (step.Kind)
            {
                case StepKind.Reads:
                    await Server
                        .Access.ReadAsync(commands, Database, Reply, ReadsLocally, Server.Availability.Token)
                        .ConfigureAwait(false);
                    break;
                case StepKind.Writes:
                    Reply.Raw(await WriteAsync(commands).ConfigureAwait(false));
                    break;
                case StepKind.Exec:
                    await ExecAsync().ConfigureAwait(false);
                    break;
                case StepKind.Watch:
                    await WatchAsync(commands).ConfigureAwait(false);
                    break;
                default:
                    await WaitAsync(commands).ConfigureAwait(false);
                    break;
            }
        }
        catch (OperationCanceledException e) when (!_connection.ConnectionClosed.IsCancellationRequested)
        {
            Reply.CutTo(before);
            Refuse(step, $"{Server.Availability.Reason} {e.Message}");
        }
        catch (MembershipOverException e)
        {
            Reply.CutTo(before);
            Refuse(step, $"CLUSTERDOWN {e.Message}");
        }
        catch (UpdateFailedException e)
        {
            Reply.CutTo(before);
            Refuse(step, $"ERR {e.ExceptionType}: {e.ExceptionMessage}");
        }
    }

    private void Refuse(Step step, string why)
    {
        for (int command = 0; command < step.Count; command++)
            Reply.Error(why);
    }

    private ValueTask<byte[]> WriteAsync(ReadOnlyMemory<byte> commands)
    {
        ReadOnlySpan<byte> bytes = commands.Span;
        if (_rewritten.Count > 0)
            bytes = _rewritten.Written;
        return Server.Access.ExecuteAsync(Reply.Version, Database, bytes, Server.Availability.Token);
    }

    /// <summary>Executes what needs nobody else, and finds what has to be waited for next.</summary>
    private Step Next(ReadOnlySpan<byte> commands, ref int at)
    {
        Step run = default;
        _rewritten.Clear();
        while (at < commands.Length)
        {
            ReadOnlySpan<byte> rest = commands[at..];
            Arguments arguments = _reader.Take(ref rest);
            int end = commands.Length - rest.Length;
            StepKind kind = Classify(arguments, out Command? command, out LocalHandler? local);
            bool goesOn = run.Count > 0;
            if (goesOn && (kind != run.Kind || end - run.From > MostBytes || ReplyMode != ReplyMode.On))
                return run;
            if (kind == StepKind.Done)
            {
                at = end;
                if (_refusal is { } why)
                    Reply.Error(why);
                else
                    local?.Invoke(arguments, this);
                return default;
            }
            run = goesOn ? run with { To = end, Count = run.Count + 1 } : new Step(kind, at, end, 1);
            at = end;
            if (kind is not (StepKind.Reads or StepKind.Writes))
                return run;
            if (kind == StepKind.Writes)
                Rewrite(commands, run, end, command!, arguments);
        }
        return run;
    }

    // How many are told here is known here alone.
    private void Rewrite(ReadOnlySpan<byte> commands, Step run, int end, Command command, in Arguments arguments)
    {
        bool isPublish = command.Name == "PUBLISH";
        if (!isPublish && _rewritten.Count == 0)
            return;
        if (_rewritten.Count == 0)
        {
            ReadOnlySpan<byte> before = commands[run.From..end];
            for (int left = run.Count - 1; left > 0; left--)
                _rewritten.Add(_reader.Take(ref before));
            // The arguments refer to the reader.
            Arguments again = _reader.Take(ref before);
            PublishCommands.AddWithReceivers(again, this, _rewritten);
        }
        else if (isPublish)
        {
            PublishCommands.AddWithReceivers(arguments, this, _rewritten);
        }
        else
        {
            _rewritten.Add(arguments);
        }
    }

    /// <summary>Says what a command is. Where it is queued, that is done at once: nothing is pending then.</summary>
    private StepKind Classify(in Arguments arguments, out Command? command, out LocalHandler? local)
    {
        (_refusal, local) = (null, null);
        if (!CommandTable.TryFind(arguments[0], out command) || (command.Traits & CommandTraits.Internal) != 0)
            return Refuse(Dispatch.Unknown(arguments));
        LastCommand = command.Name;
        if (!command.Takes(arguments.Count))
            return Refuse(Errors.WrongArity(command.Name));
        if (!IsAuthenticated && (command.Traits & CommandTraits.NoAuth) == 0)
            return Refuse("NOAUTH Authentication required.");
        if (SubscriptionCount > 0 && Reply.Version == RespVersion.Two && !IsAllowedWhileSubscribed(command))
            return Refuse(
                $"ERR Can't execute '{command.Name.ToLowerInvariant()}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT "
                    + "/ RESET are allowed in this context"
            );
        bool isLocal = LocalCommands.TryFind(command.Name, out local);
        if (Transaction.IsOpen && (command.Traits & CommandTraits.EndsMulti) == 0)
            return Queue(command, arguments, ref local);
        return command.Name switch
        {
            "EXEC" => ClassifyExec(),
            "WATCH" => Transaction.IsOpen
                ? Refuse("ERR WATCH inside MULTI is not allowed", breaks: false)
                : StepKind.Watch,
            _ when command.Attempt is not null => StepKind.Wait,
            _ when isLocal => StepKind.Done,
            _ => command.IsWrite ? StepKind.Writes : StepKind.Reads,
        };
    }

    private StepKind Refuse(string why, bool breaks = true)
    {
        if (Transaction.IsOpen && breaks)
            Transaction.Break();
        _refusal = why;
        return StepKind.Done;
    }

    private static bool IsAllowedWhileSubscribed(Command command) =>
        (command.Traits & CommandTraits.Subscribes) != 0 || command.Name is "PING" or "QUIT" or "RESET";
}
