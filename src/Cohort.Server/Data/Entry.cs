using Cohort.Server.Data.Values;

namespace Cohort.Server.Data;

/// <summary>A key and what it has.</summary>
internal sealed class Entry(byte[] key, Value value) : IndexedItem(key)
{
    /// <summary>That it never expires.</summary>
    public const long Never = long.MaxValue;

    /// <summary>What the key has.</summary>
    public Value Value { get; internal set; } = value;

    /// <summary>The last millisecond since 1970 in which it is there, or <see cref="Never"/>.</summary>
    public long ExpiresAt { get; internal set; } = Never;

    /// <summary>The update that changed it last.</summary>
    public ulong Version { get; internal set; }
}
