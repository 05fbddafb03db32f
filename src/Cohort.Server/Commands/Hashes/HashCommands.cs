namespace Cohort.Server.Commands.Hashes;

/// <summary>Hashes.</summary>
internal static class HashCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            Command.Write("HSET", -4, FieldWriting.Set),
            Command.Write("HMSET", -4, FieldWriting.SetMany),
            Command.Write("HSETNX", 4, FieldWriting.SetIfAbsent),
            Command.Write("HDEL", -3, FieldWriting.Delete),
            Command.Write("HINCRBY", 4, FieldCounting.Increment),
            Command.Write("HINCRBYFLOAT", 4, FieldCounting.IncrementFraction),
            Command.Read("HGET", 3, FieldReading.Get),
            Command.Read("HMGET", -3, FieldReading.GetMany),
            Command.Read("HEXISTS", 3, FieldReading.Exists),
            Command.Read("HLEN", 2, FieldReading.Length),
            Command.Read("HSTRLEN", 3, FieldReading.LengthOfValue),
            Command.Read("HKEYS", 2, FieldListing.Names),
            Command.Read("HVALS", 2, FieldListing.Values),
            Command.Read("HGETALL", 2, FieldListing.All),
            Command.Read("HRANDFIELD", -2, FieldListing.Draw),
            Command.Read("HSCAN", -3, FieldListing.Scan),
        ];
}
