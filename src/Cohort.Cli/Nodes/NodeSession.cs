using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Nodes;

/// <summary>One run of <c>cohort node</c>: join, send, flush, and leave or stay.</summary>
internal static class NodeSession
{
    /// <summary>Runs until the work is done or the token is cancelled, and leaves in good order either way.</summary>
    public static async Task<int> RunAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await RunMemberAsync(request, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop before it had begun.
            return ExitCode.Ok;
        }
        catch (OptionsException error)
        {
            return await EndAsync(OptionWords.Of(error), ExitCode.Usage);
        }
        catch (ListenException error)
        {
            return await EndAsync(OptionWords.In(error.Message), ExitCode.Failed);
        }
        catch (Exception error) when (error is CohortException or IOException or UnauthorizedAccessException)
        {
            return await EndAsync(error.Message, ExitCode.Failed);
        }
    }

    private static async Task<int> RunMemberAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        using Journal? journal = request.History is { } file ? OpenJournal(file, request.Group) : null;
        await using var printer = new Printer(Console.OpenStandardOutput(), Console.Error);
        await using Node node = await Node.StartAsync(
            request.Options with
            {
                OnWarning = printer.Warning,
            },
            cancellationToken
        );
        journal?.Started(node);
        var terminal = new Terminal(node, request, printer, journal);
        bool allSent = await terminal.TakePartAsync(Console.OpenStandardInput(), cancellationToken);
        return allSent ? ExitCode.Ok : ExitCode.Failed;
    }

    private static Journal OpenJournal(FileInfo file, string group)
    {
        try
        {
            return new Journal(file, group);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"--history: {error.Message}", error);
        }
    }

    private static async Task<int> EndAsync(string message, int exitCode)
    {
        await Console.Error.WriteLineAsync($"cohort node: {message}");
        return exitCode;
    }
}
