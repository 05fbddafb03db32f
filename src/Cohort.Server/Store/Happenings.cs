using Cohort.Server.Data;
using Cohort.Server.Data.Values;
using Cohort.Server.Waiting;

namespace Cohort.Server.Store;

/// <summary>What an update has led to that connections elsewhere have to be told of.</summary>
internal abstract record Happening;

/// <summary>A message was published.</summary>
/// <param name="Channel">Where.</param>
/// <param name="Message">What.</param>
internal sealed record Published(byte[] Channel, byte[] Message) : Happening;

/// <summary>A client that has waited was given something.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Reply">Its reply.</param>
internal sealed record WaitGiven(WaitId Id, byte[] Reply) : Happening;

/// <summary>A key was changed. Only told where somebody watches keys.</summary>
/// <param name="Database">The database that it is in.</param>
/// <param name="Key">The key.</param>
/// <param name="Update">The number of the update that has changed it.</param>
/// <param name="Type">The name of its type; null where it is gone.</param>
/// <param name="Value">What it has, where that is a string that is not long.</param>
internal sealed record KeyChanged(int Database, byte[] Key, ulong Update, string? Type, byte[]? Value) : Happening
{
    private const int LongestTold = 64 << 10;

    /// <summary>A key as it is.</summary>
    public static KeyChanged Of(Keyspace keyspace, int database, byte[] key)
    {
        Value? value = keyspace[database].Find(key)?.Value;
        byte[]? bytes = value is StringValue { Bytes.Length: <= LongestTold } text ? text.Bytes.ToArray() : null;
        return new KeyChanged(database, key, keyspace.Update, value?.TypeName, bytes);
    }
}
