using Cohort.Cli.CommandLine;
using Cohort.Cli.Directories;

namespace Cohort.Cli.Rescue;

/// <summary>One run of <c>cohort backup</c>.</summary>
/// <param name="request">What it was asked to do.</param>
/// <param name="output">Where what it has done goes.</param>
/// <param name="errors">Where everything else goes.</param>
internal sealed class BackupSession(BackupRequest request, TextWriter output, TextWriter errors)
{
    /// <summary>Runs it; answers the exit code.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        // A member that has begun may take as long as it takes: only until then it is waited for no longer than was asked.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            if (!request.Replace && File.Exists(request.File))
                return await RefuseAsync(
                    $"there is a file '{request.File}' already: name another one, or replace it with --replace"
                );
            await using CohortClient client = await ClusterOptions.ConnectAsync(request, cancellationToken);
            using var progress = new StateProgress(errors, errors == Console.Error && !Console.IsErrorRedirected);
            patience.CancelAfter(request.Timeout);
            progress.Begun += () => patience.CancelAfter(Timeout.InfiniteTimeSpan);
            BackupInfo backup = await client.BackUpAsync(request.Group, request.File, progress, patience.Token);
            progress.Dispose();
            foreach (string line in BackupWords.Of(request.File, backup, request.Json))
                await output.WriteLineAsync(line);
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await RefuseAsync("stopped: no backup was taken");
        }
        catch (OperationCanceledException)
        {
            return await RefuseAsync(
                $"no member of group '{request.Group}' has given its state within {request.Timeout.TotalSeconds:0.#} s: see with 'cohort groups' "
                    + "whether it is there, or wait longer with --timeout"
            );
        }
        catch (OptionsException error)
        {
            await errors.WriteLineAsync($"{request.Command}: {ClusterOptions.InItsWords(error.Message)}");
            return ExitCode.Usage;
        }
        catch (CohortException error)
        {
            return await RefuseAsync(ClusterOptions.InItsWords(error.Message));
        }
    }

    private async Task<int> RefuseAsync(string why)
    {
        await errors.WriteLineAsync($"{request.Command}: {why}");
        return ExitCode.Failed;
    }
}
