using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Cohort.Toolkit.Collections;

namespace Cohort;

/// <summary>
/// A <see cref="ReplicatedDictionary{TKey, TValue}"/> as this replica of it is: what has been answered elsewhere may not have come here
/// yet. Nothing of it waits. Values are those of the replica itself: an object among them must not be changed.
/// </summary>
public readonly struct LocalDictionary<TKey, TValue> : IReadOnlyCollection<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    private readonly Replica<DictionaryState<TKey, TValue>> _replica;

    internal LocalDictionary(Replica<DictionaryState<TKey, TValue>> replica) => _replica = replica;

    /// <summary>How many entries there are.</summary>
    public int Count => _replica.ReadLocal(0, static (state, _) => state.Entries.Count);

    /// <summary>The value of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public TValue this[TKey key] => _replica.ReadLocal(key, static (state, key) => state.Entries[key]);

    /// <summary>The value of a key; false where there is none.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        (bool isThere, value) = _replica.ReadLocal(
            key,
            static (state, key) => (state.Entries.TryGetValue(key, out TValue? found), found)
        );
        return isThere;
    }

    /// <summary>Whether there is an entry of a key.</summary>
    public bool Contains(TKey key) => _replica.ReadLocal(key, static (state, key) => state.Entries.ContainsKey(key));

    /// <summary>A copy of all entries, as of one position.</summary>
    public Dictionary<TKey, TValue> Snapshot() =>
        _replica.ReadLocal(0, static (state, _) => new Dictionary<TKey, TValue>(state.Entries));

    /// <summary>Enumerates a copy: <see cref="Snapshot"/>.</summary>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => Snapshot().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
