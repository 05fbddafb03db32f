using Cohort.Cli.CommandLine;
using Cohort.Storage.Folders;

namespace Cohort.Cli.Logs;

/// <summary>One run of a command that reads a data folder.</summary>
/// <param name="request">What it was asked to do.</param>
/// <param name="command">The command.</param>
/// <param name="output">Where what it has found goes.</param>
/// <param name="errors">Where everything else goes.</param>
internal sealed class LogSession(LogRequest request, LogReadingCommand command, TextWriter output, TextWriter errors)
{
    /// <summary>What it was asked to do.</summary>
    public LogRequest Request => request;

    /// <summary>Where what it has found goes.</summary>
    public TextWriter Output => output;

    /// <summary>Says something that is none of what was asked for.</summary>
    public void Note(string what) => errors.WriteLine($"{request.Command}: {what}");

    /// <summary>Shows how far it has come, where somebody sees it.</summary>
    public ReadingProgress Progress() => new(errors, isShown: errors == Console.Error && !Console.IsErrorRedirected);

    /// <summary>Runs it; answers the exit code.</summary>
    public int Run(CancellationToken cancellationToken)
    {
        try
        {
            return command.Run(LogFolder.Open(request.Folder), this, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Note("stopped before its end: what is behind that was not looked at");
        }
        catch (CohortException error)
        {
            Note(error.Message);
        }
        catch (FileNotFoundException error)
        {
            Note(
                $"{Path.GetFileName(error.FileName)} was deleted while this read it: a node that runs deletes what it needs no longer. Run it again."
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Note(FolderFailure.Of(request.Folder, error, DataFolderProblem.CannotBeRead).Message);
        }
        return ExitCode.Failed;
    }
}
