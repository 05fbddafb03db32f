namespace Cohort.Server.Store;

/// <summary>A key that a transaction relies on.</summary>
/// <param name="Database">The database that it is in.</param>
/// <param name="Key">The key.</param>
/// <param name="Version">What <see cref="Data.Keyspace.VersionOf"/> said of it when it was looked at.</param>
internal readonly record struct WatchedKey(int Database, byte[] Key, ulong Version);
