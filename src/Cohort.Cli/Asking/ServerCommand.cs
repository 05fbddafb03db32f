using System.CommandLine;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Asking;

/// <summary>A command that asks a server over HTTP.</summary>
internal abstract class ServerCommand : ExampledCommand
{
    private readonly ServerWords _server = new();

    protected ServerCommand(string name, string description, params IReadOnlyList<Example> examples)
        : base(name, description, examples)
    {
        foreach (Option option in _server.All)
            Add(option);
        SetAction(RunAsync);
    }

    /// <summary>Asks, and prints what was answered.</summary>
    /// <param name="server">The server.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="isJson">Whether to print JSON.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    protected abstract Task<int> AskAsync(
        ServerClient server,
        ParseResult parsed,
        bool isJson,
        CancellationToken cancellationToken
    );

    /// <summary>Whether to be stopped is how it ends, and no failure.</summary>
    protected virtual bool GoesOn => false;

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            using ServerClient server = _server.In(parsed);
            return await AskAsync(server, parsed, parsed.GetValue(_server.Json), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return GoesOn ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Exception error) when (error is ServerException or IOException or UriFormatException)
        {
            await Console.Error.WriteLineAsync($"cohort {Name}: {error.Message}");
            return ExitCode.Failed;
        }
    }
}
