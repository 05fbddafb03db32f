using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Nodes;

/// <summary>One run of <c>cohort witness</c>: start, and vote until told to stop.</summary>
internal static class WitnessSession
{
    /// <summary>Runs until the token is cancelled or the node stops itself.</summary>
    public static async Task<int> RunAsync(NodeOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using var printer = new Printer(Console.OpenStandardOutput(), Console.Error);
            await using Node node = await Node.StartAsync(
                options with
                {
                    OnWarning = printer.Warning,
                },
                cancellationToken
            );
            await Console.Error.WriteLineAsync(
                $"witness {node.Name} at {node.Process.Address} votes in cluster '{options.Cluster}'"
            );
            await node.Completion.WaitAsync(cancellationToken);
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }
        catch (OptionsException error)
        {
            return await EndAsync(OptionWords.Of(error), ExitCode.Usage);
        }
        catch (Exception error) when (error is CohortException or IOException)
        {
            return await EndAsync(OptionWords.In(error.Message), ExitCode.Failed);
        }
    }

    private static async Task<int> EndAsync(string message, int exitCode)
    {
        await Console.Error.WriteLineAsync($"cohort witness: {message}");
        return exitCode;
    }
}
