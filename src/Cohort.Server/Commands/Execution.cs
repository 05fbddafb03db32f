using System.Diagnostics.CodeAnalysis;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;
using Cohort.Server.Resp;
using Cohort.Server.Store;

namespace Cohort.Server.Commands;

/// <summary>
/// What a command is executed with. A command that writes is executed by every replica, and must do the same at all: it knows the time,
/// random numbers and what there is from here, and from nowhere else. One that reads must change nothing.
/// </summary>
/// <param name="keyspace">All that there is.</param>
internal sealed class Execution(Keyspace keyspace)
{
    /// <summary>All databases.</summary>
    public Keyspace Keyspace { get; } = keyspace;

    /// <summary>The database that was selected.</summary>
    public Database Database { get; set; } = keyspace[0];

    /// <summary>Where the reply goes.</summary>
    public ReplyWriter Reply { get; internal set; } = new();

    /// <summary>What was published, for whoever tells those that have subscribed.</summary>
    public List<Published> Published { get; } = [];

    /// <summary>Milliseconds since 1970: the time of the group, or, where something is only read, of the clock here where that is ahead.
    /// For what is told, not for what is there: see <see cref="Find"/>.</summary>
    public long Now { get; private set; }

    /// <summary>Random numbers, the same at all replicas where something is changed.</summary>
    public Random Random { get; private set; } = Random.Shared;

    /// <summary>Whether it only reads.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Whether a key was met that is there only because the group's time has not been carried on: whoever reads does so again,
    /// behind an update that carries it on.</summary>
    public bool HasMetDueKey { get; private set; }

    /// <summary>Begins to execute commands that write, in an update.</summary>
    public void BeginWrites(ulong number, long now, Random random)
    {
        Keyspace.Begin(number, now);
        (Now, Random, IsRead, HasMetDueKey) = (Keyspace.Clock, random, false, false);
    }

    /// <summary>Begins to execute commands that read, at a clock's time.</summary>
    public void BeginReads(long now)
    {
        (Now, Random, IsRead, HasMetDueKey) = (Math.Max(now, Keyspace.Clock), Random.Shared, true, false);
    }

    /// <summary>Whether an entry is there: has not expired.</summary>
    public bool IsLive(Entry entry)
    {
        if (entry.IsOver(Keyspace.Clock))
            return false;
        if (IsRead && entry.IsOver(Now))
            HasMetDueKey = true;
        return true;
    }

    /// <summary>Finds a key that is there.</summary>
    public Entry? Find(ReadOnlySpan<byte> key) =>
        Database.TryFind(key, out Entry? entry) && IsLive(entry) ? entry : null;

    /// <summary>
    /// Finds a key that has a value of a kind, or nothing.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="entry">Its entry; null where it is not there.</param>
    /// <param name="value">Its value; null where it is not there.</param>
    /// <returns>False where it has another kind: the reply is written then.</returns>
    public bool TryFind<T>(ReadOnlySpan<byte> key, out Entry? entry, out T? value)
        where T : Value
    {
        entry = Find(key);
        value = entry?.Value as T;
        if (entry is null || value is not null)
            return true;
        Reply.Error(Errors.WrongType);
        return false;
    }

    /// <summary>As <see cref="TryFind{T}(ReadOnlySpan{byte}, out Entry?, out T?)"/>, for who needs no entry.</summary>
    public bool TryFind<T>(ReadOnlySpan<byte> key, out T? value)
        where T : Value => TryFind(key, out _, out value);

    /// <summary>Finds a value of a kind, or makes one that is empty and must not stay so.</summary>
    /// <returns>False where it has another kind: the reply is written then.</returns>
    public bool TryFindOrAdd<T>(ReadOnlySpan<byte> key, out Entry entry, out T value)
        where T : Value, new()
    {
        bool isOfKind = TryFind(key, out Entry? found, out T? present);
        value = present!;
        entry = found!;
        if (!isOfKind || present is not null)
            return isOfKind;
        value = new T();
        entry = Database.Set(key, value);
        return true;
    }

    /// <summary>A value was changed in place; where nothing is left in it, its key goes.</summary>
    public void Changed(Entry entry)
    {
        if (entry.Value.IsEmpty)
            Database.Remove(entry.Key);
        else
            Database.Touch(entry);
    }

    /// <summary>Reads an argument that has to be a whole number.</summary>
    /// <returns>False where it is none: the reply is written then.</returns>
    public bool TryReadInteger(ReadOnlySpan<byte> argument, out long value)
    {
        bool isNumber = Numbers.TryParse(argument, out value);
        if (!isNumber)
            Reply.Error(Errors.NotAnInteger);
        return isNumber;
    }

    /// <summary>Reads an argument that has to be a number with a fraction.</summary>
    /// <returns>False where it is none: the reply is written then.</returns>
    public bool TryReadDouble(ReadOnlySpan<byte> argument, out double value)
    {
        bool isNumber = Numbers.TryParse(argument, out value);
        if (!isNumber)
            Reply.Error(Errors.NotAFloat);
        return isNumber;
    }
}
