using Cohort.Serialization;

namespace Cohort.Toolkit.Collections;

/// <summary>What a dictionary can be asked.</summary>
internal enum DictionaryMethod : uint
{
    Set = 1,
    TryAdd = 2,
    TryRemove = 3,
    GetOrAdd = 4,
    CompareAndSet = 5,
}

/// <summary>A replica of a <see cref="ReplicatedDictionary{TKey, TValue}"/>.</summary>
internal sealed class DictionaryState<TKey, TValue> : IReplicated<DictionaryState<TKey, TValue>>
    where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> _entries = [];

    public static string Contract => $"dictionary of {typeof(TKey)} and {typeof(TValue)}";

    private static Codec<TKey> Keys => Codec<TKey>.Default;

    private static Codec<TValue> Values => Codec<TValue>.Default;

    /// <summary>What there is.</summary>
    public Dictionary<TKey, TValue> Entries => _entries;

    public static DictionaryState<TKey, TValue> Create() => new();

    public bool Update(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context)
    {
        var asked = (DictionaryMethod)method;
        if (asked is < DictionaryMethod.Set or > DictionaryMethod.CompareAndSet)
            return false;
        TKey key = Keys.Read(ref arguments);
        TValue? expected = asked == DictionaryMethod.CompareAndSet ? Values.Read(ref arguments) : default;
        TValue? value = asked != DictionaryMethod.TryRemove ? Values.Read(ref arguments) : default;
        arguments.EndPayload();
        context.Begin();
        switch (asked)
        {
            case DictionaryMethod.Set:
                Set(key, value!, context);
                break;
            case DictionaryMethod.TryAdd:
                Answers.WriteFlag(ref result, TryAdd(key, value!, context));
                break;
            case DictionaryMethod.TryRemove:
                Answers.Write(ref result, TryRemove(key, out TValue? removed, context), removed);
                break;
            case DictionaryMethod.GetOrAdd:
                TryAdd(key, value!, context);
                Values.Write(ref result, _entries[key]);
                break;
            default:
                Answers.WriteFlag(ref result, CompareAndSet(key, expected!, value!, context));
                break;
        }
        return true;
    }

    // Members read their own replicas.
    public bool Read(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context) => false;

    public void Save(ref PackWriter writer)
    {
        writer.WriteVarint((uint)_entries.Count);
        foreach ((byte[] packed, TKey key) in PackedKeys<TKey>.Sorted(_entries.Keys))
        {
            writer.WriteRaw(packed);
            Values.Write(ref writer, _entries[key]);
        }
    }

    public void Load(ref PackReader reader)
    {
        for (ulong left = reader.ReadVarint(); left > 0; left--)
            if (!_entries.TryAdd(Keys.Read(ref reader), Values.Read(ref reader)))
                throw reader.Malformed("a key of a dictionary twice,");
    }

    private void Set(TKey key, TValue value, UpdateContext context)
    {
        if (!_entries.ContainsKey(key))
            CollectionLimits.Check(_entries.Count, "dictionary");
        _entries[key] = value;
        context.Raise(new DictionaryChange<TKey, TValue>(key, value, IsRemoved: false));
    }

    private bool TryAdd(TKey key, TValue value, UpdateContext context)
    {
        bool isThere = _entries.ContainsKey(key);
        if (isThere && !Protocol.Mutants.Has(Protocol.Mutant.PresentIsOverwritten))
            return false;
        Set(key, value, context);
        return !isThere;
    }

    private bool TryRemove(TKey key, out TValue? removed, UpdateContext context)
    {
        if (!_entries.Remove(key, out removed))
            return false;
        context.Raise(new DictionaryChange<TKey, TValue>(key, default, IsRemoved: true));
        return true;
    }

    private bool CompareAndSet(TKey key, TValue expected, TValue value, UpdateContext context)
    {
        if (!_entries.TryGetValue(key, out TValue? present) || !AreEqual(present, expected))
            return false;
        Set(key, value, context);
        return true;
    }

    // Values that do not know when they are equal are so where they are packed the same.
    private static bool AreEqual(TValue left, TValue right) =>
        EqualityComparer<TValue>.Default.Equals(left, right)
        || Values.Pack(left).AsSpan().SequenceEqual(Values.Pack(right));
}
