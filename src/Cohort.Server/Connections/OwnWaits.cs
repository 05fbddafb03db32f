using System.Collections.Concurrent;
using System.Security.Cryptography;
using Cohort.Server.Resp;
using Cohort.Server.Store;
using Cohort.Server.Waiting;

namespace Cohort.Server.Connections;

/// <summary>A client of this process that waits to be given something.</summary>
internal sealed class OwnWait(WaitId id, RespVersion version, int database, ReadOnlyMemory<byte> command)
{
    private readonly TaskCompletionSource<byte[]> _given = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WaitId Id => id;

    public RespVersion Version => version;

    public int Database => database;

    /// <summary>What it has asked for.</summary>
    public ReadOnlyMemory<byte> Command => command;

    /// <summary>Completes with the reply.</summary>
    public Task<byte[]> Given => _given.Task;

    /// <summary>Whether the replicas know of it.</summary>
    public volatile bool IsKnown;

    public void Give(byte[] reply) => _given.TrySetResult(reply);

    public void Fail(Exception why) => _given.TrySetException(why);
}

/// <summary>The clients of this process that wait to be given something.</summary>
/// <param name="access">What the replicas are asked by.</param>
internal sealed class OwnWaits(StoreAccess access)
{
    private readonly ulong _process = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private readonly ConcurrentDictionary<ulong, OwnWait> _waits = new();
    private readonly ConcurrentQueue<WaitId> _confirmed = new();
    private ulong _last;
    private int _resets;

    /// <summary>How many wait.</summary>
    public int Count => _waits.Count;

    /// <summary>How often the replicas may have forgotten those that wait here.</summary>
    public int Resets => Volatile.Read(ref _resets);

    /// <summary>Asks for something that may have to be waited for. Where it has, <see cref="OwnWait.Given"/> completes when it has come;
    /// whoever has asked calls <see cref="EndAsync"/> in any case.</summary>
    public async ValueTask<OwnWait> AskAsync(
        RespVersion version,
        int database,
        byte[] command,
        CancellationToken cancellationToken
    )
    {
        var id = new WaitId(_process, Interlocked.Increment(ref _last));
        var wait = new OwnWait(id, version, database, command);
        _waits[id.Number] = wait;
        try
        {
            int resets = Resets;
            WaitOutcome outcome = await access
                .WaitAsync(id, version, database, command, cancellationToken)
                .ConfigureAwait(false);
            if (outcome.IsAnswered)
            {
                wait.Give(outcome.Reply);
                return wait;
            }
            wait.IsKnown = true;
            // The membership in which it was asked for may be over: then the others have forgotten it.
            if (Resets != resets)
                _ = AskAgainAsync(wait);
            return wait;
        }
        catch (OperationCanceledException)
        {
            Remove(wait);
            // It may have been sent: nobody is to be given something for a client that was told otherwise.
            _ = GiveUpAsync(wait);
            throw;
        }
        catch
        {
            Remove(wait);
            throw;
        }
    }

    private async Task GiveUpAsync(OwnWait wait)
    {
        try
        {
            await access.GiveUpAsync(wait.Id).ConfigureAwait(false);
        }
        catch (CohortException)
        {
            // The membership is over, and those who wait at it are forgotten with it.
        }
    }

    /// <summary>Ends the waiting.</summary>
    /// <returns>What was given; null where nothing was, and nothing will be.</returns>
    public async ValueTask<byte[]?> EndAsync(OwnWait wait)
    {
        try
        {
            if (!wait.Given.IsCompleted && await access.GiveUpAsync(wait.Id).ConfigureAwait(false))
                return null;
            return await wait.Given.ConfigureAwait(false);
        }
        finally
        {
            Remove(wait);
        }
    }

    private void Remove(OwnWait wait) => _waits.TryRemove(wait.Id.Number, out _);

    /// <summary>Somebody, here or elsewhere, was given something.</summary>
    public void Give(WaitGiven given)
    {
        if (given.Id.Process != _process)
            return;
        // Confirmed also where the client is gone: nobody comes back for it.
        _confirmed.Enqueue(given.Id);
        if (_waits.TryGetValue(given.Id.Number, out OwnWait? wait))
            wait.Give(given.Reply);
    }

    /// <summary>What has come since this was last asked.</summary>
    public IReadOnlyCollection<WaitId> TakeConfirmed()
    {
        if (_confirmed.IsEmpty)
            return [];
        var taken = new List<WaitId>();
        while (_confirmed.TryDequeue(out WaitId id))
            taken.Add(id);
        return taken;
    }

    /// <summary>The replicas may have forgotten those that wait here.</summary>
    public void Reset() => Interlocked.Increment(ref _resets);

    /// <summary>What the replicas know of those that wait here: who was given something, and who waits no longer there.</summary>
    public (List<WaitGiven> Given, List<OwnWait> Forgotten) Compare(DataStore store)
    {
        var given = new List<WaitGiven>();
        var forgotten = new List<OwnWait>();
        foreach (OwnWait wait in _waits.Values.Where(wait => wait.IsKnown))
            if (store.Waits.TryFindGiven(wait.Id, out byte[]? reply))
                given.Add(new WaitGiven(wait.Id, reply));
            else if (!store.Waits.IsWaiting(wait.Id))
                forgotten.Add(wait);
        return (given, forgotten);
    }

    /// <summary>The member was put out and is back: the others have forgotten that somebody waits here.</summary>
    public async Task AskAgainAsync(OwnWait wait)
    {
        try
        {
            WaitOutcome outcome = await access
                .WaitAsync(wait.Id, wait.Version, wait.Database, wait.Command.Span, CancellationToken.None)
                .ConfigureAwait(false);
            if (outcome.IsAnswered)
                wait.Give(outcome.Reply);
        }
        catch (CohortException e)
        {
            wait.Fail(e);
        }
    }
}
