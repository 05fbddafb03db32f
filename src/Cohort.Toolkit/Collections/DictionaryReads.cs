namespace Cohort;

/// <summary>Reads a dictionary of values that are never null: null says that a key is not there.</summary>
public static class DictionaryOfValues
{
    /// <summary>Reads a key, as new as anything that was answered to anybody before this was called (linearizable).</summary>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Its value; null where it is not there.</returns>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    public static async ValueTask<TValue?> GetAsync<TKey, TValue>(
        this ReplicatedDictionary<TKey, TValue> dictionary,
        TKey key,
        CancellationToken cancellationToken = default
    )
        where TKey : notnull
        where TValue : struct
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        (bool isThere, TValue value) = await dictionary.TryGetAsync(key, cancellationToken).ConfigureAwait(false);
        return isThere ? value : null;
    }
}

/// <summary>Reads a dictionary of objects that are never null: null says that a key is not there.</summary>
public static class DictionaryOfObjects
{
    /// <summary>Reads a key, as new as anything that was answered to anybody before this was called (linearizable).</summary>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Its value; null where it is not there.</returns>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    public static async ValueTask<TValue?> GetAsync<TKey, TValue>(
        this ReplicatedDictionary<TKey, TValue> dictionary,
        TKey key,
        CancellationToken cancellationToken = default
    )
        where TKey : notnull
        where TValue : class
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        return (await dictionary.TryGetAsync(key, cancellationToken).ConfigureAwait(false)).Value;
    }
}
