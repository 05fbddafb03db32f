using System.Text.Json.Serialization;

namespace Cohort.Cli.Logs;

/// <summary>What is in a data folder, as others read it: the names are a contract.</summary>
/// <param name="Folder">Its path.</param>
/// <param name="Cluster">The cluster that it is of; null where that cannot be told.</param>
/// <param name="Node">The node that it is of.</param>
/// <param name="Log">The identity of the log.</param>
/// <param name="InUseBy">Who uses it just now; null where nobody does.</param>
/// <param name="Files">How many files the log has.</param>
/// <param name="FileBytes">How long they are together.</param>
/// <param name="Records">How many records there are, without marks.</param>
/// <param name="Marks">How many marks.</param>
/// <param name="RecordBytes">What the records say, in bytes.</param>
/// <param name="First">The number of the first record or mark; null where there is none.</param>
/// <param name="Last">That of the last.</param>
/// <param name="TornFile">The file that has a torn tail; null where none has.</param>
/// <param name="TornAt">Where in the file it begins.</param>
/// <param name="TornBytes">How long it is.</param>
internal sealed record LogReport(
    string Folder,
    string? Cluster,
    string? Node,
    Guid? Log,
    string? InUseBy,
    int Files,
    long FileBytes,
    long Records,
    long Marks,
    long RecordBytes,
    ulong? First,
    ulong? Last,
    string? TornFile,
    long TornAt,
    long TornBytes
);

/// <summary>Whether all is there.</summary>
/// <param name="Ok">Whether it is.</param>
/// <param name="Problems">What is not.</param>
/// <param name="Report">What is in the folder; null where the log cannot be read to its end.</param>
internal sealed record VerifyReport(bool Ok, IReadOnlyList<ProblemReport> Problems, LogReport? Report);

/// <summary>Something that is not as it was written.</summary>
/// <param name="File">The file; null where it is the folder.</param>
/// <param name="Offset">The place in it, in bytes.</param>
/// <param name="Message">What is wrong, and what to do.</param>
internal sealed record ProblemReport(string? File, long? Offset, string Message);

/// <summary>A record.</summary>
/// <param name="Number">Its number.</param>
/// <param name="File">The file that it is in.</param>
/// <param name="Offset">Where in the file.</param>
/// <param name="Bytes">How many bytes it says.</param>
/// <param name="Mark">Whether it is a mark, and says nothing.</param>
/// <param name="Synced">The last record that was on the disk when it was made.</param>
/// <param name="Preview">How it begins.</param>
internal sealed record RecordReport(
    ulong Number,
    string File,
    long Offset,
    int Bytes,
    bool Mark,
    ulong Synced,
    string Preview
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LogReport))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(RecordReport))]
internal sealed partial class LogJson : JsonSerializerContext;
