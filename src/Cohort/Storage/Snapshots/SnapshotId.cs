using System.Globalization;

namespace Cohort.Storage.Snapshots;

/// <summary>Which snapshot it is.</summary>
/// <param name="Key">Of what: the group.</param>
/// <param name="Position">The last record of the log that is in it.</param>
internal readonly record struct SnapshotId(Guid Key, ulong Position)
{
    private const string Ending = ".snapshot";
    private const int KeyLength = 32;
    private const int PositionAt = KeyLength + 1;
    private const int Length = PositionAt + 16;

    /// <summary>The name of its file.</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Key:N}-{Position:x16}{Ending}");

    /// <summary>The snapshot by the name of its file; null where that is none of a snapshot.</summary>
    public static SnapshotId? Of(string fileName) =>
        fileName.Length == Length + Ending.Length
        && fileName.EndsWith(Ending, StringComparison.Ordinal)
        && fileName[KeyLength] == '-'
        && Guid.TryParseExact(fileName.AsSpan(0, KeyLength), "N", out Guid key)
        && ulong.TryParse(
            fileName.AsSpan(PositionAt, 16),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out ulong position
        )
            ? new SnapshotId(key, position)
            : null;
}
