using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cohort.Cli.Rescue;

/// <summary>What a backup is of, in words.</summary>
internal static class BackupWords
{
    /// <summary>A line for each thing; or one line of JSON.</summary>
    public static IEnumerable<string> Of(string file, BackupInfo backup, bool json) =>
        json ? [JsonSerializer.Serialize(Report(file, backup), BackupJson.Default.BackupReport)] : Lines(file, backup);

    private static BackupReport Report(string file, BackupInfo backup) =>
        new(
            file,
            backup.Cluster,
            backup.Group,
            backup.Contract,
            backup.TakesCalls,
            backup.KeepsLog,
            backup.MaxMembers,
            string.Create(CultureInfo.InvariantCulture, $"{backup.View.Group.High:x16}{backup.View.Group.Low:x16}"),
            backup.View.Number.Value,
            [.. backup.View.Members.Select(member => member.Name)],
            backup.Position,
            backup.TakenAt,
            backup.StateBytes
        );

    private static IEnumerable<string> Lines(string file, BackupInfo backup)
    {
        yield return $"backup     {file}";
        string contract = backup.Contract.Length > 0 ? $", contract '{backup.Contract}'" : "";
        string calls = backup.TakesCalls ? ", takes calls" : "";
        yield return $"group      {backup.Group} of cluster '{backup.Cluster}'{contract}{calls}";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"taken      {backup.TakenAt:yyyy-MM-dd HH:mm:ss} UTC, in {backup.View}, at position {backup.Position}"
        );
        yield return string.Create(CultureInfo.InvariantCulture, $"state      {backup.StateBytes:#,##0} B, proved");
    }
}

/// <summary>A backup as others read it: the names are a contract.</summary>
internal sealed record BackupReport(
    string File,
    string Cluster,
    string Group,
    string Contract,
    bool TakesCalls,
    bool KeepsLog,
    int? MaxMembers,
    string Id,
    ulong View,
    IReadOnlyList<string> Members,
    ulong Position,
    DateTimeOffset TakenAt,
    long StateBytes
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackupReport))]
internal sealed partial class BackupJson : JsonSerializerContext;
