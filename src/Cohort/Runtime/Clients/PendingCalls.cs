using System.Diagnostics;
using Cohort.Protocol;
using Cohort.Protocol.Clients;

namespace Cohort.Runtime.Clients;

/// <summary>The calls of a client's application that have no answer yet.</summary>
/// <param name="post">Leaves an input for the machine; false where it has stopped.</param>
internal sealed class PendingCalls(Func<Input, bool> post)
{
    private sealed class Pending(string group, CancellationToken cancellationToken)
    {
        public string Group { get; } = group;

        public CancellationToken CancellationToken { get; } = cancellationToken;

        public TaskCompletionSource<ReadOnlyMemory<byte>> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Pending> _pending = [];
    private long _lastTicket;
    private string? _ending;

    /// <summary>Calls, and waits for the answer.</summary>
    public async Task<ReadOnlyMemory<byte>> CallAsync(
        string group,
        ReadOnlyMemory<byte> payload,
        CancellationToken cancellationToken
    )
    {
        if (cancellationToken.IsCancellationRequested)
            throw new OperationCanceledException(
                $"The call of group '{group}' was cancelled before it had begun.",
                cancellationToken
            );
        var call = new Pending(group, cancellationToken);
        long ticket;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_ending is not null, typeof(CohortClient));
            _pending.Add(ticket = ++_lastTicket, call);
        }
        // Where the machine has stopped, the end of the client answers.
        post(Input.Call(ticket, group, payload.ToArray()));
        using CancellationTokenRegistration _ = cancellationToken.Register(() => post(Input.CancelCall(ticket)));
        return await call.Answer.Task.ConfigureAwait(false);
    }

    /// <summary>A call has ended; on the driver's thread.</summary>
    public void Ended(in Output output)
    {
        Pending? call;
        lock (_lock)
            if (!_pending.Remove(output.Ticket, out call))
                return;
        if (output.Outcome == CallOutcome.Answered)
            call.Answer.SetResult(output.Bytes.ToArray());
        else
            call.Answer.SetException(Explain(call, output.Outcome, output.Text));
    }

    /// <summary>There is no machine any more.</summary>
    public void End(string why)
    {
        Pending[] unanswered;
        lock (_lock)
        {
            _ending ??= why;
            unanswered = [.. _pending.Values];
            _pending.Clear();
        }
        foreach (Pending call in unanswered)
            call.Answer.TrySetException(new CallOutcomeUnknownException(call.Group, why));
    }

    private static Exception Explain(Pending call, CallOutcome outcome, string text)
    {
        string group = call.Group;
        // Where the caller has given up, and only then, a call ends that might have gone on.
        bool isCancelled = outcome is CallOutcome.NotSent or CallOutcome.Unknown;
        if (isCancelled && call.CancellationToken.IsCancellationRequested)
            return new OperationCanceledException(
                $"The call of group '{group}' was cancelled: {text}.",
                call.CancellationToken
            );
        return outcome switch
        {
            CallOutcome.Failed => new CallFailedException(group, text),
            CallOutcome.Unknown => new CallOutcomeUnknownException(group, text),
            CallOutcome.NoSuchGroup => new CallRefusedException(
                group,
                CallRefusal.NoSuchGroup,
                $"There is no group '{group}' to call: {text}. Check the name, or join it at a node first."
            ),
            CallOutcome.TakesNoCalls => new CallRefusedException(
                group,
                CallRefusal.TakesNoCalls,
                $"Group '{group}' takes no calls: {text}. Set {nameof(GroupOptions.OnCall)} at all its members."
            ),
            CallOutcome.TooLarge => new CallRefusedException(
                group,
                CallRefusal.TooLarge,
                $"A call of group '{group}' is too large: {text}. Make it smaller."
            ),
            CallOutcome.Busy => new CallRefusedException(
                group,
                CallRefusal.Busy,
                $"Too many calls wait for group '{group}': {text}. Wait for some of them before you call again."
            ),
            _ => throw new UnreachableException($"A call ended with {outcome}."),
        };
    }
}
