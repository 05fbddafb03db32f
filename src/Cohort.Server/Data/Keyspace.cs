using System.Collections.Immutable;
using Cohort.Serialization;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Data;

/// <summary>All that clients have stored, at one replica. What depends on the time goes by the time of the group, which only updates carry on:
/// all replicas take the same keys for expired.</summary>
internal sealed class Keyspace
{
    /// <summary>How many databases clients can select.</summary>
    public const int Databases = 16;

    /// <summary>The database of leases, which no client can select.</summary>
    public const int Leases = Databases;

    /// <summary>How many slots keys fall into.</summary>
    public const int Slots = 16384;

    private readonly ImmutableArray<Database> _databases;
    private readonly ulong[] _removedAt = new ulong[Slots];
    private readonly List<(int Database, byte[] Key)> _ready = [];

    public Keyspace() =>
        _databases = [.. Enumerable.Range(0, Databases + 1).Select(index => new Database(this, index))];

    /// <summary>The time of the group: milliseconds since 1970, as of the last update. It never goes back.</summary>
    public long Clock { get; private set; }

    /// <summary>The number of the update that is being made.</summary>
    public ulong Update { get; private set; }

    /// <summary>How many changes there were since the beginning.</summary>
    public ulong Changes { get; set; }

    /// <summary>A database.</summary>
    public Database this[int index] => _databases[index];

    /// <summary>Those that clients can select.</summary>
    public IEnumerable<Database> Selectable => _databases.Take(Databases);

    /// <summary>Keys that were given a list or a sorted set since they were last asked for, for whoever waits for one.</summary>
    public IReadOnlyList<(int Database, byte[] Key)> Ready => _ready;

    /// <summary>Whether anybody waits for a key to be given something; without, nobody takes note.</summary>
    public Func<int, byte[], bool> IsAwaited { get; set; } = static (_, _) => false;

    /// <summary>The keys that the update has changed; none where nobody here watches any.</summary>
    public List<(int Database, byte[] Key)> Changed { get; } = [];

    /// <summary>Whether somebody here watches keys. What is noted for that is this replica's affair alone.</summary>
    public Func<bool> IsWatched { get; set; } = static () => false;

    /// <summary>An update begins.</summary>
    /// <param name="number">Its number, larger than those before it.</param>
    /// <param name="now">The time that it carries.</param>
    public void Begin(ulong number, long now)
    {
        Update = number;
        Clock = Math.Max(Clock, now);
        Changed.Clear();
    }

    /// <summary>When the next key of all expires; the last of all times where none does.</summary>
    public long NextExpiry => _databases.Min(database => database.NextExpiry);

    /// <summary>Takes keys out that have expired, as many at a time as do not hold up what else is to be done.</summary>
    public void RemoveExpired(int most)
    {
        foreach (Database database in _databases)
            most -= database.RemoveExpired(most);
    }

    /// <summary>
    /// What is different after each change of a key: the update that changed it last, or, where it is not there, the last
    /// in which a key of its slot was taken out. So somebody who watches a key that is not there may be told of a change of
    /// another one, seldom, and misses none.
    /// </summary>
    public ulong VersionOf(int database, ReadOnlySpan<byte> key) =>
        _databases[database].Find(key)?.Version ?? _removedAt[KeySlot.Of(key)];

    /// <summary>Two databases change their places.</summary>
    public void Swap(int first, int second)
    {
        _databases[first].Swap(_databases[second]);
        foreach (Database database in (Database[])[_databases[first], _databases[second]])
            database.TouchAll();
        RemovedAll();
    }

    internal void Touched(int database, byte[] key)
    {
        Changes++;
        if (database != Leases && IsWatched())
            Changed.Add((database, key));
    }

    internal void Removed(int database, byte[] key)
    {
        _removedAt[KeySlot.Of(key)] = Update;
        Touched(database, key);
        // A lease that nobody has is what somebody may wait for.
        if (database == Leases)
            IsReady(database, key);
    }

    internal void RemovedAll() => Array.Fill(_removedAt, Update);

    internal void IsReady(int database, byte[] key)
    {
        if (IsAwaited(database, key))
            _ready.Add((database, key));
    }

    internal void ClearReady() => _ready.Clear();

    /// <summary>Writes everything.</summary>
    public void Save(ref PackWriter writer)
    {
        writer.WriteFixed8((ulong)Clock);
        writer.WriteVarint(Update);
        writer.WriteVarint(Changes);
        SaveRemovals(ref writer);
        foreach (Database database in _databases)
        {
            writer.WriteVarint((uint)database.Count);
            for (int place = 0; place < database.Count; place++)
                SaveEntry(ref writer, database.At(place));
        }
    }

    /// <summary>Reads everything, into one that is new.</summary>
    public void Load(ref PackReader reader)
    {
        Clock = (long)reader.ReadFixed8();
        Update = reader.ReadVarint();
        Changes = reader.ReadVarint();
        LoadRemovals(ref reader);
        foreach (Database database in _databases)
            for (ulong left = reader.ReadVarint(); left > 0; left--)
                LoadEntry(ref reader, database);
    }

    private static void SaveEntry(ref PackWriter writer, Entry entry)
    {
        writer.WriteBytes(entry.Key);
        writer.WriteVarint(entry.Version);
        writer.WriteFixed8((ulong)entry.ExpiresAt);
        writer.WriteByte((byte)entry.Value.Kind);
        entry.Value.Save(ref writer);
    }

    private static void LoadEntry(ref PackReader reader, Database database)
    {
        byte[] key = reader.ReadBytes().ToArray();
        ulong version = reader.ReadVarint();
        long expiresAt = (long)reader.ReadFixed8();
        var kind = (ValueKind)reader.ReadByte();
        database.Load(new Entry(key, ValueKinds.Load(kind, ref reader)) { Version = version }, expiresAt);
    }

    private void SaveRemovals(ref PackWriter writer)
    {
        writer.WriteVarint((uint)_removedAt.Count(update => update != 0));
        for (int slot = 0; slot < Slots; slot++)
        {
            if (_removedAt[slot] == 0)
                continue;
            writer.WriteVarint((uint)slot);
            writer.WriteVarint(_removedAt[slot]);
        }
    }

    private void LoadRemovals(ref PackReader reader)
    {
        for (ulong left = reader.ReadVarint(); left > 0; left--)
        {
            ulong slot = reader.ReadVarint();
            if (slot >= Slots)
                throw new InvalidDataException($"there is no slot {slot}");
            _removedAt[slot] = reader.ReadVarint();
        }
    }
}
