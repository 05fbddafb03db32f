using System.Text.Json;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Logs;

/// <summary><c>cohort log verify</c>: whether all is there.</summary>
internal sealed class VerifyCommand()
    : LogReadingCommand(
        "verify",
        "Proves that everything that was acknowledged is in a node's data folder: reads its whole log. "
            + "Exits with 1 where something is not, and says where and what to do.",
        "Print one JSON object and nothing else",
        new Example("cohort log verify data/a", "Everything, while the node runs or without it."),
        new Example("cohort log verify data/a --json", "One JSON object, for a script; its ok is the answer.")
    )
{
    public override int Run(LogFolder folder, LogSession session, CancellationToken cancellationToken)
    {
        VerifyReport report;
        using (ReadingProgress progress = session.Progress())
            report = new LogVerification(folder, session.Request.Folder, progress).Run(cancellationToken);
        if (session.Request.Json)
            session.Output.WriteLine(JsonSerializer.Serialize(report, LogJson.Default.VerifyReport));
        else
            Print(report, session);
        return report.Ok ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Print(VerifyReport report, LogSession session)
    {
        if (report.Report is { } counted)
            foreach (string line in LogWords.Of(counted))
                session.Output.WriteLine(line);
        if (report.Ok)
            session.Output.WriteLine("ok         everything that was acknowledged is there");
        foreach (ProblemReport problem in report.Problems)
            session.Note(problem.Message);
    }
}
