namespace Cohort;

/// <summary>A change of a <see cref="ReplicatedDictionary{TKey, TValue}"/>.</summary>
/// <param name="Key">The key of the entry.</param>
/// <param name="Value">Its value from now on; nothing where it was removed.</param>
/// <param name="IsRemoved">Whether the entry is gone.</param>
public sealed record DictionaryChange<TKey, TValue>(TKey Key, TValue? Value, bool IsRemoved);
