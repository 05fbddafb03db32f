using Cohort.Storage.Logs;

namespace Cohort.Cli.Logs;

/// <summary>Reads a log to its end and counts what is there.</summary>
internal static class LogSurvey
{
    /// <summary>Reads it.</summary>
    /// <exception cref="DamagedLogException">Something that was acknowledged cannot be read.</exception>
    /// <exception cref="DataFolderException">A newer version has written it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LogReport Read(
        LogFolder folder,
        string path,
        ReadingProgress progress,
        CancellationToken cancellationToken
    )
    {
        (long records, long marks, long recordBytes) = (0L, 0L, 0L);
        (ulong? first, ulong? last) = ((ulong?)null, (ulong?)null);
        LogEnd? end = LogReader.Walk(
            folder.Disk,
            from: 0,
            (file, _, in header, content) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress.Add(file, RecordHeader.SizeOf(content.Length));
                first ??= header.Number;
                last = header.Number;
                (records, marks) = header.Length > 0 ? (records + 1, marks) : (records, marks + 1);
                recordBytes += content.Length;
                return true;
            }
        );
        return new LogReport(
            path,
            folder.Identity?.Cluster,
            folder.Identity?.Node,
            end?.Segments[0].Log ?? folder.Identity?.Log,
            folder.InUseBy,
            end?.Segments.Count ?? 0,
            end?.Segments.Sum(segment => segment.Bytes) ?? 0,
            records,
            marks,
            recordBytes,
            first,
            last,
            end is { Torn: > 0 } ? end.Segments[^1].FileName : null,
            end is { Torn: > 0 } ? end.At : 0,
            end?.Torn ?? 0
        );
    }
}
