using Cohort.Storage.Folders;

namespace Cohort.Cli.Logs;

/// <summary>Looks at all that is in a data folder, and goes on where something is wrong, so that all of that is said at once.</summary>
internal sealed class LogVerification(LogFolder folder, string path, ReadingProgress progress)
{
    private readonly List<ProblemReport> _problems = [];

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
        return new VerifyReport(_problems.Count == 0, _problems, report);
    }
}
