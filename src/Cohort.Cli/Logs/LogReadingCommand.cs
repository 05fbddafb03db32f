using System.CommandLine;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Logs;

/// <summary>A command that reads a data folder.</summary>
internal abstract class LogReadingCommand : ExampledCommand
{
    private readonly Argument<string> _folder = new("folder")
    {
        Description = "The folder that the node keeps its data in",
        HelpName = "FOLDER",
    };
    private readonly Option<bool> _json = new("--json");

    protected LogReadingCommand(string name, string description, string json, params IReadOnlyList<Example> examples)
        : base(name, description, examples)
    {
        _json.Description = json;
        Add(_folder);
        Add(_json);
        SetAction(
            (parsed, cancellationToken) =>
                Task.Run(
                    () => new LogSession(Read(parsed), this, Console.Out, Console.Error).Run(cancellationToken),
                    CancellationToken.None
                )
        );
    }

    /// <summary>Reads the folder and prints what was asked for; answers the exit code.</summary>
    public abstract int Run(LogFolder folder, LogSession session, CancellationToken cancellationToken);

    /// <summary>What was asked for.</summary>
    protected virtual LogRequest Read(ParseResult parsed) =>
        new()
        {
            Command = $"cohort log {Name}",
            Folder = parsed.GetRequiredValue(_folder),
            Json = parsed.GetValue(_json),
        };
}
