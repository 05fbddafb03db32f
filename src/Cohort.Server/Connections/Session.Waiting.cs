using Cohort.Server.Commands;
using Cohort.Server.Commands.Blocking;
using Cohort.Server.Store;

namespace Cohort.Server.Connections;

/// <summary>Commands that wait to be given something.</summary>
internal sealed partial class Session
{
    private TaskCompletionSource<bool>? _unblocked;

    /// <summary>Whether it waits to be given something.</summary>
    public bool IsWaiting => _unblocked is not null;

    /// <summary>Ends the waiting, from another connection.</summary>
    /// <param name="isError">Whether it is told with an error, and not as if its time were over.</param>
    /// <returns>Whether it waited.</returns>
    public bool Unblock(bool isError) => _unblocked?.TrySetResult(isError) == true;

    private async ValueTask WaitAsync(ReadOnlyMemory<byte> command)
    {
        if (!TryReadWait(command.Span, out TimeSpan timeout, out bool isArray))
            return;
        OwnWait wait = Server.Waits.Add(Reply.Version, Database, command.ToArray());
        _unblocked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            int resets = Server.Waits.Resets;
            WaitOutcome outcome = await Server
                .Access.WaitAsync(wait.Id, Reply.Version, Database, command.Span, Server.Availability.Token)
                .ConfigureAwait(false);
            if (outcome.IsAnswered)
            {
                Reply.Raw(outcome.Reply);
                return;
            }
            wait.IsKnown = true;
            // What was given before the replicas' answer came may have been forgotten with a membership.
            if (Server.Waits.Resets != resets)
                _ = Server.Waits.AskAgainAsync(wait);
            Send();
            await AwaitAsync(wait, timeout, isArray).ConfigureAwait(false);
        }
        finally
        {
            _unblocked = null;
            Server.Waits.Remove(wait);
        }
    }

    private async Task AwaitAsync(OwnWait wait, TimeSpan timeout, bool isArray)
    {
        Task<bool> unblocked = _unblocked!.Task;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_connection.ConnectionClosed);
        Task time = Task.Delay(timeout, Server.Time, over.Token);
        await Task.WhenAny(wait.Given, unblocked, time).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        if (!wait.Given.IsCompleted && await Server.Access.GiveUpAsync(wait.Id).ConfigureAwait(false))
        {
            if (unblocked.IsCompletedSuccessfully && await unblocked.ConfigureAwait(false))
                Reply.Error("UNBLOCKED client unblocked via CLIENT UNBLOCK"u8);
            else if (isArray)
                Reply.NullArray();
            else
                Reply.Null();
            return;
        }
        // It was given something while it gave up.
        Reply.Raw(await wait.Given.ConfigureAwait(false));
    }

    private bool TryReadWait(ReadOnlySpan<byte> command, out TimeSpan timeout, out bool isArray)
    {
        Arguments arguments = _reader.Take(ref command);
        isArray = !BlockingCommands.IsMove(arguments);
        return BlockingCommands.TryReadTimeout(arguments, Reply, out timeout);
    }
}
