using System.Text.Json;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Logs;

/// <summary><c>cohort log stats</c>: how much there is.</summary>
internal sealed class StatsCommand()
    : LogReadingCommand(
        "stats",
        "Says how much there is in a node's data folder, and whose it is. It reads the whole log.",
        "Print one JSON object and nothing else",
        new Example("cohort log stats data/a", "Files, records, and what is torn at the end."),
        new Example("cohort log stats data/a --json", "One JSON object, for a script.")
    )
{
    public override int Run(LogFolder folder, LogSession session, CancellationToken cancellationToken)
    {
        LogReport report;
        using (ReadingProgress progress = session.Progress())
            report = LogSurvey.Read(folder, session.Request.Folder, progress, cancellationToken);
        if (session.Request.Json)
        {
            session.Output.WriteLine(JsonSerializer.Serialize(report, LogJson.Default.LogReport));
            return ExitCode.Ok;
        }
        foreach (string line in LogWords.Of(report))
            session.Output.WriteLine(line);
        if (folder.Unidentified is { } unidentified)
            session.Note(unidentified.Message);
        return ExitCode.Ok;
    }
}
