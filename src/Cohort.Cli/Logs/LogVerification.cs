using Cohort.Storage.Folders;
using Cohort.Storage.Snapshots;

namespace Cohort.Cli.Logs;

/// <summary>Looks at all that is in a data folder, and goes on where something is wrong, so that all of that is said at once.</summary>
internal sealed class LogVerification(LogFolder folder, string path, ReadingProgress progress)
{
    private readonly List<ProblemReport> _problems = [];
    private readonly List<string> _notes = [];

    /// <summary>Looks at it.</summary>
    /// <exception cref="DataFolderException">A newer version has written it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public VerifyReport Run(CancellationToken cancellationToken)
    {
        if (folder.Unidentified is { } unidentified)
            _problems.Add(new ProblemReport(null, null, unidentified.Message));
        LogReport? report = null;
        try
        {
            report = LogSurvey.Read(folder, path, progress, cancellationToken);
            if (folder.Identity is { } identity && report.Log is { } log && log != identity.Log)
                _problems.Add(new ProblemReport(null, null, DataFolder.ForeignLog(folder.Disk, log, identity).Message));
        }
        catch (DamagedLogException damage)
        {
            _problems.Add(new ProblemReport(damage.File, damage.Offset, damage.Message));
        }
        foreach (IGrouping<Guid, SnapshotId> key in folder.Snapshots.GroupBy(id => id.Key))
            if (Verify(key, folder.Identity?.Log ?? report?.Log, cancellationToken) is { } serves && report is not null)
                Join(serves, report);
        return new VerifyReport(_problems.Count == 0, _problems, _notes, report);
    }

    // The newest first. One that is damaged harms nothing where there is an older one that is not: see SnapshotStore.
    private SnapshotId? Verify(IEnumerable<SnapshotId> newestFirst, Guid? log, CancellationToken cancellationToken)
    {
        var damaged = new List<DamagedSnapshotException>();
        SnapshotId? serves = null;
        foreach (SnapshotId id in newestFirst)
        {
            try
            {
                SnapshotReader.Read(
                    folder.Disk,
                    id,
                    log,
                    piece =>
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        progress.Add(id.FileName, piece.Length);
                    }
                );
                serves ??= id;
            }
            catch (DamagedSnapshotException damage)
            {
                damaged.Add(damage);
            }
        }
        foreach (DamagedSnapshotException damage in damaged)
            if (serves is { } whole)
                _notes.Add(
                    $"snapshot {damage.File} is damaged at byte {damage.Offset}, and nobody relies on it: {whole.FileName} is whole"
                );
            else
                _problems.Add(new ProblemReport(damage.File, damage.Offset, damage.Message));
        return serves;
    }

    // Snapshot and log together have everything: the log goes on where the snapshot ends, or before. It was read before the snapshot was, which
    // is deleted before the log is dropped.
    private void Join(SnapshotId snapshot, LogReport report)
    {
        ulong last = report.Last ?? 0;
        string? missing =
            snapshot.Position > last ? $"the log ends with record {last}"
            : report.First > snapshot.Position + 1 ? $"the log begins with record {report.First}"
            : null;
        if (missing is not null)
            _problems.Add(
                new ProblemReport(
                    snapshot.FileName,
                    null,
                    $"The data folder '{path}' lacks a part of its log: snapshot {snapshot.FileName} is up to record "
                        + $"{snapshot.Position}, and {missing}. Put the folder back from one backup; or "
                        + $"{DataFolderException.AnEmptyOne}."
                )
            );
    }
}
