using System.Diagnostics;
using Cohort.Cli.Demo.Ledgers;

namespace Cohort.Cli.Demo.Members;

/// <summary>
/// Clients of the ledgers in one process: each calls its next operation, at the next group, as soon as the one before is
/// acknowledged.
/// </summary>
internal sealed class LedgerClients(MemberRequest request, AcknowledgementQueue acknowledgements)
{
    private static readonly TimeSpan s_pauseWhenExpelled = TimeSpan.FromMilliseconds(20);

    private readonly Call?[] _calls = new Call?[request.Clients];
    private readonly Delivery _delivery = request.DataFolder is null ? Delivery.Stable : Delivery.Durable;
    private ulong[] _inDoubt = [];
    private volatile bool _stopping;

    private sealed record Call(OperationId Id, long Started)
    {
        public TaskCompletionSource<bool> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The clients go on where all processes have died: each first asks again for the operation of which it was not told.
    /// Empty where they begin.</summary>
    public void GoOnAt(ulong[] sequences) => _inDoubt = sequences;

    /// <summary>Runs all clients until <see cref="Stop"/>, and until the last operation of each has been answered.</summary>
    public Task RunAsync(IReadOnlyList<Group> groups, CancellationToken cancellationToken) =>
        Task.WhenAll(
            Enumerable
                .Range(0, request.Clients)
                .Select(slot => Task.Run(() => RunClientAsync(slot, groups, cancellationToken), cancellationToken))
        );

    /// <summary>No client calls another operation.</summary>
    public void Stop() => _stopping = true;

    /// <summary>A transfer was delivered here: if one of these clients waits for it, it is acknowledged.</summary>
    public void OnDelivered(OperationId id)
    {
        int slot = id.Client - request.FirstClient;
        if (slot < 0 || slot >= _calls.Length || Volatile.Read(ref _calls[slot]) is not { } call || call.Id != id)
            return;
        Volatile.Write(ref _calls[slot], null);
        var elapsed = (uint)Stopwatch.GetElapsedTime(call.Started).TotalMicroseconds;
        acknowledgements.Add(new Acknowledgement(id, elapsed), call.Answer);
    }

    /// <summary>The membership in a group ended: what is under way there is never acknowledged.</summary>
    public void OnExpelled(int group)
    {
        for (int slot = 0; slot < _calls.Length; slot++)
            if (
                Volatile.Read(ref _calls[slot]) is { } call
                && LedgerGroups.Of(call.Id, request.Groups) == group
                && Interlocked.CompareExchange(ref _calls[slot], null, call) == call
            )
                call.Answer.TrySetResult(false);
    }

    private async Task RunClientAsync(int slot, IReadOnlyList<Group> groups, CancellationToken cancellationToken)
    {
        int client = request.FirstClient + slot;
        int inDoubt = _inDoubt.Length > 0 ? (int)_inDoubt[slot] : -1;
        var random = new Random(unchecked(request.Seed * 31 + client));
        for (int sequence = 0; !_stopping; sequence++)
        {
            Transfer transfer = Ledger.Draw(new OperationId(client, sequence), random);
            // What was acknowledged before is drawn again too, so that each operation is the same whoever asks for it.
            if (sequence >= inDoubt)
                await CallAsync(slot, transfer with { IsAskedAgain = sequence == inDoubt }, groups, cancellationToken);
        }
    }

    // In a group in memory, what was under way when its member was expelled is left alone: it was never acknowledged. In one that
    // keeps a log clients ask until they are answered.
    private async Task CallAsync(
        int slot,
        Transfer transfer,
        IReadOnlyList<Group> groups,
        CancellationToken cancellationToken
    )
    {
        bool mayAskAgain = _delivery == Delivery.Durable;
        long started = Stopwatch.GetTimestamp();
        while (!await AskAsync(slot, transfer, started, groups, cancellationToken) && mayAskAgain)
            transfer = transfer with { IsAskedAgain = true };
    }

    private async Task<bool> AskAsync(
        int slot,
        Transfer transfer,
        long started,
        IReadOnlyList<Group> groups,
        CancellationToken cancellationToken
    )
    {
        var payload = new byte[Transfer.Size];
        transfer.Encode(payload);
        var call = new Call(transfer.Id, started);
        Volatile.Write(ref _calls[slot], call);
        Group group = groups[LedgerGroups.Of(call.Id, groups.Count)];
        try
        {
            await group.SendAsync(payload, Order.Total, _delivery, cancellationToken);
        }
        catch (GroupException) when (!group.Completion.IsCompleted)
        {
            // Expelled: the member is on its way back.
            call.Answer.TrySetResult(false);
            await Task.Delay(s_pauseWhenExpelled, cancellationToken);
        }
        return await call.Answer.Task;
    }
}
