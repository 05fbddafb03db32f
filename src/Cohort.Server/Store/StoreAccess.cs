using Cohort.Serialization;
using Cohort.Server.Data;
using Cohort.Server.Resp;
using Cohort.Server.Waiting;

namespace Cohort.Server.Store;

/// <summary>What came of asking for something that may have to be waited for.</summary>
/// <param name="IsAnswered">Whether there is a reply; else the client waits now.</param>
/// <param name="Reply">The reply.</param>
internal readonly record struct WaitOutcome(bool IsAnswered, byte[] Reply);

/// <summary>What the connections of this process ask of the replicated object.</summary>
/// <param name="replica">The replica here.</param>
/// <param name="time">The clock here.</param>
internal sealed class StoreAccess(Replica<DataStore> replica, TimeProvider time)
{
    private static readonly ResultReader<byte[]> s_readReplies = static (ref reader, _) => reader.ReadBytes().ToArray();
    private static readonly ResultReader<bool> s_readFlag = static (ref reader, _) => reader.ReadByte() != 0;
    private static readonly ResultReader<ulong> s_readPosition = static (ref _, position) => position;

    private static readonly ResultReader<List<byte[]>?> s_readTransaction = static (ref reader, _) =>
    {
        if (reader.ReadByte() == 0)
            return null;
        var replies = new List<byte[]>();
        while (reader.Remaining > 0)
            replies.Add(reader.ReadBytes().ToArray());
        return replies;
    };

    private static readonly ResultReader<WaitOutcome> s_readWait = static (ref reader, _) =>
        new(reader.ReadByte() != 0, reader.ReadBytes().ToArray());

    /// <summary>The replica here.</summary>
    public Replica<DataStore> Replica { get; } = replica;

    /// <summary>What the clock here shows, in milliseconds since 1970.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Has commands executed by all replicas, each for itself.</summary>
    /// <returns>Their replies, one behind the other.</returns>
    public ValueTask<byte[]> ExecuteAsync(
        RespVersion version,
        int database,
        ReadOnlySpan<byte> commands,
        CancellationToken cancellationToken
    )
    {
        UpdateCall<byte[]> call = Replica.NewUpdate((uint)StoreMethod.Execute, s_readReplies);
        var writer = new PackWriter(call.Arguments);
        writer.WriteByte((byte)version);
        writer.WriteVarint((uint)database);
        writer.WriteBytes(commands);
        writer.Flush();
        return Replica.UpdateAsync(call, cancellationToken);
    }

    /// <summary>Has commands executed by all replicas, with nothing in between, if certain keys are as they were.</summary>
    /// <returns>Their replies; null where a key was changed.</returns>
    public ValueTask<List<byte[]>?> TransactAsync(
        RespVersion version,
        int database,
        IReadOnlyCollection<WatchedKey> watched,
        ReadOnlySpan<byte> commands,
        CancellationToken cancellationToken
    )
    {
        UpdateCall<List<byte[]>?> call = Replica.NewUpdate((uint)StoreMethod.Transact, s_readTransaction);
        var writer = new PackWriter(call.Arguments);
        writer.WriteByte((byte)version);
        writer.WriteVarint((uint)database);
        writer.WriteVarint((uint)watched.Count);
        foreach (WatchedKey key in watched)
        {
            writer.WriteVarint((uint)key.Database);
            writer.WriteBytes(key.Key);
            writer.WriteVarint(key.Version);
        }
        writer.WriteBytes(commands);
        writer.Flush();
        return Replica.UpdateAsync(call, cancellationToken);
    }

    /// <summary>Has a command executed that waits where there is nothing for it yet.</summary>
    public ValueTask<WaitOutcome> WaitAsync(
        WaitId id,
        RespVersion version,
        int database,
        ReadOnlySpan<byte> command,
        CancellationToken cancellationToken
    )
    {
        UpdateCall<WaitOutcome> call = Replica.NewUpdate((uint)StoreMethod.Wait, s_readWait);
        var writer = new PackWriter(call.Arguments);
        id.Save(ref writer);
        writer.WriteByte((byte)version);
        writer.WriteVarint((uint)database);
        writer.WriteBytes(command);
        writer.Flush();
        return Replica.UpdateAsync(call, cancellationToken);
    }

    /// <summary>Waits no longer.</summary>
    /// <returns>Whether it waited; else it was given something before.</returns>
    public ValueTask<bool> GiveUpAsync(WaitId id)
    {
        UpdateCall<bool> call = Replica.NewUpdate((uint)StoreMethod.GiveUp, s_readFlag);
        var writer = new PackWriter(call.Arguments);
        id.Save(ref writer);
        writer.Flush();
        return Replica.UpdateAsync(call, CancellationToken.None);
    }

    /// <summary>Carries the time of the group on to what the clock here shows.</summary>
    /// <param name="confirmed">What was given and has come.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask CarryOnAsync(IReadOnlyCollection<WaitId> confirmed, CancellationToken cancellationToken)
    {
        UpdateCall<ulong> call = CarryOnCall(confirmed);
        await Replica.UpdateAsync(call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Executes commands that only read, at this replica.
    /// </summary>
    /// <param name="commands">The commands.</param>
    /// <param name="database">The database that was selected.</param>
    /// <param name="replies">Where their replies go.</param>
    /// <param name="isLocal">Whether what is here will do, though it may be older than what was answered elsewhere.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask ReadAsync(
        ReadOnlyMemory<byte> commands,
        int database,
        ReplyWriter replies,
        bool isLocal,
        CancellationToken cancellationToken
    )
    {
        var reading = new Reading(commands, database, replies, this);
        int before = replies.Length;
        while (
            !(
                isLocal
                    ? Replica.ReadLocal(reading, Reading.Run)
                    : await Replica.ReadAsync(reading, Reading.Run, cancellationToken).ConfigureAwait(false)
            )
        )
        {
            replies.CutTo(before);
            await CarryOnAsync([], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the replica here.</summary>
    /// <param name="state">What to give the function.</param>
    /// <param name="read">Reads, and keeps nothing of it.</param>
    /// <param name="isLocal">Whether what is here will do, though it may be older than what was answered elsewhere.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask<TResult> ReadAsync<TState, TResult>(
        TState state,
        Func<DataStore, TState, TResult> read,
        bool isLocal,
        CancellationToken cancellationToken
    )
    {
        if (isLocal)
            return Replica.ReadLocal(state, read);
        // What should have expired by now has when this is read.
        if (Replica.ReadLocal(0, static (store, _) => store.Keyspace.NextExpiry) < Now)
            await CarryOnAsync([], cancellationToken).ConfigureAwait(false);
        return await Replica.ReadAsync(state, read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is different after each change of these keys.</summary>
    public ValueTask<ulong[]> VersionsAsync(
        int database,
        IReadOnlyList<byte[]> keys,
        CancellationToken cancellationToken
    ) =>
        Replica.ReadAsync(
            (database, keys),
            static (store, of) => of.keys.Select(key => store.Keyspace.VersionOf(of.database, key)).ToArray(),
            cancellationToken
        );

    private UpdateCall<ulong> CarryOnCall(IReadOnlyCollection<WaitId> confirmed)
    {
        UpdateCall<ulong> call = Replica.NewUpdate((uint)StoreMethod.CarryOn, s_readPosition);
        var writer = new PackWriter(call.Arguments);
        writer.WriteVarint((uint)confirmed.Count);
        foreach (WaitId id in confirmed)
            id.Save(ref writer);
        writer.Flush();
        return call;
    }

    private readonly record struct Reading(
        ReadOnlyMemory<byte> Commands,
        int Database,
        ReplyWriter Replies,
        StoreAccess Access
    )
    {
        public static readonly Func<DataStore, Reading, bool> Run = static (store, reading) =>
            store.TryRead(reading.Commands.Span, reading.Database, reading.Replies, reading.Access.Now);
    }
}
