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
            Verify(key, folder.Identity?.Log ?? report?.Log, cancellationToken);
        return new VerifyReport(_problems.Count == 0, _problems, _notes, report);
    }

    // The newest first. One that is damaged harms nothing where there is an older one that is not: see SnapshotStore.
    private void Verify(IEnumerable<SnapshotId> newestFirst, Guid? log, CancellationToken cancellationToken)
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
    }
}
