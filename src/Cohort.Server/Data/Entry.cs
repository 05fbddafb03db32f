using Cohort.Server.Data.Values;

namespace Cohort.Server.Data;

/// <summary>A key and what it has.</summary>
internal sealed class Entry(byte[] key, Value value) : IndexedItem(key)
{
    /// <summary>That it never expires.</summary>
    public const long Never = -1;

    /// <summary>What the key has.</summary>
    public Value Value { get; internal set; } = value;

    /// <summary>The last millisecond since 1970 in which it is there, or <see cref="Never"/>.</summary>
    public long ExpiresAt { get; internal set; } = Never;

    /// <summary>The update that changed it last.</summary>
    public ulong Version { get; internal set; }

    /// <summary>Whether its time is over, at a time in milliseconds since 1970.</summary>
    public bool IsOver(long now) => ExpiresAt != Never && now > ExpiresAt;
}
