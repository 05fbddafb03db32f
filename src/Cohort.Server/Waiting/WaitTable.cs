using System.Diagnostics.CodeAnalysis;
using Cohort.Serialization;
using Cohort.Server.Data;

namespace Cohort.Server.Waiting;

/// <summary>
/// Who waits for which key, the same at all replicas, and what was given to whom and has not been confirmed: a member that was put out of
/// the group in between finds it here when it is back, so that nothing that was taken for a client is lost while its connection lives.
/// </summary>
internal sealed class WaitTable
{
    /// <summary>The most clients that wait at a time.</summary>
    public const int MostWaiting = 65_536;

    // Nobody comes back for what was given longer ago.
    private static readonly long s_longestKept = (long)TimeSpan.FromMinutes(10).TotalMilliseconds;

    private readonly SortedDictionary<ulong, Wait> _byTurn = [];
    private readonly Dictionary<WaitId, Wait> _byId = [];
    private readonly Dictionary<byte[], SortedDictionary<ulong, Wait>>?[] _byKey = new Dictionary<
        byte[],
        SortedDictionary<ulong, Wait>
    >?[Keyspace.Databases + 1];
    private readonly SortedDictionary<WaitId, Given> _given = [];
    private ulong _turns;

    /// <summary>What was given, and when.</summary>
    private readonly record struct Given(byte[] Reply, long At);

    /// <summary>How many wait.</summary>
    public int Count => _byId.Count;

    /// <summary>Whether anybody waits for a key.</summary>
    public bool IsAwaited(int database, byte[] key) => _byKey[database]?.ContainsKey(key) == true;

    /// <summary>Those that wait for a key, in the order in which they came.</summary>
    public IReadOnlyList<Wait> WaitingFor(int database, byte[] key) =>
        _byKey[database] is { } keys && keys.TryGetValue(key, out SortedDictionary<ulong, Wait>? waits)
            ? [.. waits.Values]
            : [];

    /// <summary>Somebody waits from now on, behind all others.</summary>
    /// <returns>False where too many do.</returns>
    public bool TryAdd(Wait wait)
    {
        if (Count >= MostWaiting)
            return false;
        Insert(wait with { Turn = ++_turns });
        return true;
    }

    /// <summary>Somebody waits no longer.</summary>
    /// <returns>Whether it did.</returns>
    public bool Remove(WaitId id)
    {
        if (!_byId.Remove(id, out Wait? wait))
            return false;
        _byTurn.Remove(wait.Turn);
        Dictionary<byte[], SortedDictionary<ulong, Wait>> keys = _byKey[wait.Database]!;
        foreach (byte[] key in wait.Keys)
        {
            if (!keys.TryGetValue(key, out SortedDictionary<ulong, Wait>? waits))
                continue;
            waits.Remove(wait.Turn);
            if (waits.Count == 0)
                keys.Remove(key);
        }
        return true;
    }

    /// <summary>Somebody was given what it has waited for.</summary>
    public void Give(Wait wait, byte[] reply, long now)
    {
        Remove(wait.Id);
        _given[wait.Id] = new Given(reply, now);
    }

    /// <summary>What was given has come to the one for whom it was.</summary>
    public void Confirm(WaitId id) => _given.Remove(id);

    /// <summary>What was given to one and is not confirmed.</summary>
    public bool TryFindGiven(WaitId id, [MaybeNullWhen(false)] out byte[] reply)
    {
        bool isGiven = _given.TryGetValue(id, out Given given);
        reply = given.Reply;
        return isGiven;
    }

    /// <summary>Whether one waits.</summary>
    public bool IsWaiting(WaitId id) => _byId.ContainsKey(id);

    /// <summary>Those whose members are gone wait no longer: a member that comes back asks again for its clients.</summary>
    public void Install(View view)
    {
        foreach (Wait wait in _byTurn.Values.Where(wait => view.RankOf(wait.Member) < 0).ToArray())
            Remove(wait.Id);
    }

    /// <summary>Forgets what was given long ago and is not confirmed: whoever it was for is gone.</summary>
    public void Forget(long now)
    {
        foreach (
            WaitId id in _given
                .Where(given => given.Value.At + s_longestKept < now)
                .Select(given => given.Key)
                .ToArray()
        )
            _given.Remove(id);
    }

    public void Save(ref PackWriter writer)
    {
        writer.WriteVarint(_turns);
        writer.WriteVarint((uint)_byTurn.Count);
        foreach (Wait wait in _byTurn.Values)
            wait.Save(ref writer);
        writer.WriteVarint((uint)_given.Count);
        foreach ((WaitId id, Given given) in _given)
        {
            id.Save(ref writer);
            writer.WriteBytes(given.Reply);
            writer.WriteFixed8((ulong)given.At);
        }
    }

    public void Load(ref PackReader reader)
    {
        _turns = reader.ReadVarint();
        for (ulong left = reader.ReadVarint(); left > 0; left--)
            Insert(Wait.Load(ref reader));
        for (ulong left = reader.ReadVarint(); left > 0; left--)
            _given.Add(WaitId.Load(ref reader), new Given(reader.ReadBytes().ToArray(), (long)reader.ReadFixed8()));
    }

    private void Insert(Wait wait)
    {
        _byId.Add(wait.Id, wait);
        _byTurn.Add(wait.Turn, wait);
        Dictionary<byte[], SortedDictionary<ulong, Wait>> keys = _byKey[wait.Database] ??= new(ByteComparer.Instance);
        foreach (byte[] key in wait.Keys)
        {
            if (!keys.TryGetValue(key, out SortedDictionary<ulong, Wait>? waits))
                keys.Add(key, waits = []);
            waits[wait.Turn] = wait;
        }
    }
}
