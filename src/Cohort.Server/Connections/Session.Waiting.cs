using Cohort.Server.Commands;
using Cohort.Server.Commands.Blocking;

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
        {
            // What is wrong with it is found where it is executed without waiting.
            Reply.Raw(await WriteAsync(command).ConfigureAwait(false));
            return;
        }
        _unblocked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<bool> unblocked = _unblocked.Task;
        try
        {
            OwnWait wait = await Server
                .Waits.AskAsync(Reply.Version, Database, command.ToArray(), Server.Availability.Token)
                .ConfigureAwait(false);
            if (!wait.Given.IsCompleted)
            {
                Send();
                await AwaitAsync(wait, unblocked, timeout).ConfigureAwait(false);
            }
            if (await Server.Waits.EndAsync(wait).ConfigureAwait(false) is { } reply)
                Reply.Raw(reply);
            else if (unblocked.IsCompletedSuccessfully && await unblocked.ConfigureAwait(false))
                Reply.Error("UNBLOCKED client unblocked via CLIENT UNBLOCK"u8);
            else if (isArray)
                Reply.NullArray();
            else
                Reply.Null();
        }
        finally
        {
            _unblocked = null;
        }
    }

    private async Task AwaitAsync(OwnWait wait, Task unblocked, TimeSpan timeout)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_connection.ConnectionClosed);
        await Task.WhenAny(wait.Given, unblocked, Task.Delay(timeout, Server.Time, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
    }

    private bool TryReadWait(ReadOnlySpan<byte> command, out TimeSpan timeout, out bool isArray)
    {
        Arguments arguments = _reader.Take(ref command);
        isArray = !BlockingCommands.IsMove(arguments);
        return BlockingCommands.TryReadTimeout(arguments, out timeout, out _);
    }
}
