using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Rescue;

/// <summary>One run of <c>cohort restore</c>.</summary>
/// <param name="request">What it was asked to do.</param>
/// <param name="output">Where what it has done goes.</param>
/// <param name="errors">Where everything else goes.</param>
internal sealed class RestoreSession(RestoreRequest request, TextWriter output, TextWriter errors)
{
    /// <summary>Runs it; answers the exit code.</summary>
    public int Run(CancellationToken cancellationToken)
    {
        try
        {
            foreach ((string file, BackupInfo backup) in request.Files.Zip(Read(cancellationToken)))
            foreach (string line in BackupWords.Of(file, backup, request.Json))
                output.WriteLine(line);
            if (!request.Check && !request.Json)
                output.WriteLine(
                    $"restored   to '{request.Folder}': start node '{request.Node}' of cluster '{request.Cluster}' with it, and the other seeds with "
                        + "empty folders, and have that node join with Durability.Log"
                );
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            errors.WriteLine("cohort restore: stopped: nothing was restored");
        }
        catch (CohortException error)
        {
            errors.WriteLine($"cohort restore: {error.Message}");
        }
        return ExitCode.Failed;
    }

    private IReadOnlyList<BackupInfo> Read(CancellationToken cancellationToken)
    {
        using var progress = new StateProgress(errors, errors == Console.Error && !Console.IsErrorRedirected);
        return request.Check
            ? [.. request.Files.Select(file => Backup.Verify(file, progress, cancellationToken))]
            : Backup.Restore(
                request.Files,
                request.Folder!,
                request.Cluster!,
                request.Node!,
                progress,
                cancellationToken
            );
    }
}
