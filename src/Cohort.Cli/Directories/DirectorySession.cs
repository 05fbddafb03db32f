using Cohort.Cli.CommandLine;
using Spectre.Console;

namespace Cohort.Cli.Directories;

/// <summary>One run of a command that shows the directory: connects as a client, shows what there is, and goes on where it was
/// asked to.</summary>
internal sealed class DirectorySession(
    DirectoryRequest request,
    DirectoryListCommand list,
    TextWriter output,
    TextWriter errors
)
{
    private const int LongestLine = 10_000;

    /// <summary>Runs it; answers the exit code.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using CohortClient client = await ClusterOptions.ConnectAsync(request, cancellationToken);
            bool isCurrent = await RefreshAsync(client, cancellationToken);
            if (request.Watch)
                await WatchAsync(client.Directory, cancellationToken);
            else
                await ShowAsync(client.Directory);
            return isCurrent ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // To be stopped is how watching ends.
            return request.Watch ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (OptionsException error)
        {
            await errors.WriteLineAsync($"{request.Command}: {ClusterOptions.InItsWords(error.Message)}");
            return ExitCode.Usage;
        }
        catch (CohortException error)
        {
            await errors.WriteLineAsync($"{request.Command}: {ClusterOptions.InItsWords(error.Message)}");
            return ExitCode.Failed;
        }
    }

    /// <summary>Waits for what has been decided until now; false where the cluster does not say in time.</summary>
    private async Task<bool> RefreshAsync(CohortClient client, CancellationToken cancellationToken)
    {
        DirectoryMirror directory = client.Directory;
        try
        {
            await directory.RefreshAsync(cancellationToken).WaitAsync(request.Timeout, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            await errors.WriteLineAsync(
                $"{request.Command}: the cluster has not answered within {request.Timeout.TotalSeconds:0.#} s, so this is what "
                    + $"{(client.Node is { } node ? $"the node at {node.Address}" : "a node")} knew last. Its nodes may have "
                    + "no quorum: see which of them run, or wait longer with --timeout"
            );
            return false;
        }
    }

    private async Task WatchAsync(DirectoryMirror directory, CancellationToken cancellationToken)
    {
        if (IsTerminal && !request.Json)
        {
            await AnsiConsole
                .Live(new Text(""))
                .StartAsync(async live =>
                {
                    await foreach (DirectoryChange _ in directory.WatchAsync(cancellationToken))
                        live.UpdateTarget(Titled(directory));
                });
            return;
        }
        string? last = null;
        await foreach (DirectoryChange _ in directory.WatchAsync(cancellationToken))
        {
            // Not everything that changes is shown here.
            string shown = Shown(directory);
            if (shown != last)
                await WriteAsync(shown);
            last = shown;
        }
    }

    private async Task ShowAsync(DirectoryMirror directory)
    {
        if (IsTerminal && !request.Json)
            AnsiConsole.Console.Write(Titled(directory));
        else
            await WriteAsync(Shown(directory));
    }

    private string Shown(DirectoryMirror directory)
    {
        if (request.Json)
            return list.Json(directory);
        using var text = new StringWriter();
        PlainOn(text).Write(Titled(directory));
        return text.ToString().TrimEnd();
    }

    private async Task WriteAsync(string shown)
    {
        await output.WriteLineAsync(shown);
        await output.FlushAsync();
    }

    private bool IsTerminal => output == Console.Out && !Console.IsOutputRedirected;

    // A file or a pipe has no colours, and lines of any length.
    private static IAnsiConsole PlainOn(TextWriter text)
    {
        IAnsiConsole plain = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Out = new AnsiConsoleOutput(text),
            }
        );
        plain.Profile.Width = LongestLine;
        return plain;
    }

    private Table Titled(DirectoryMirror directory)
    {
        Table table = list.Table(directory);
        if (!directory.IsCurrent)
            table.Caption("last known: no contact with the cluster's quorum");
        return table;
    }
}
