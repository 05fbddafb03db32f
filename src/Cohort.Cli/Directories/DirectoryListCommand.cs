using System.CommandLine;
using Cohort.Cli.CommandLine;
using Spectre.Console;

namespace Cohort.Cli.Directories;

/// <summary>A command that lists something that the cluster's directory has, without becoming a node.</summary>
internal abstract class DirectoryListCommand : ExampledCommand
{
    private readonly AddressListOption _connect = new(
        "--connect",
        "The addresses of nodes to ask: one that answers is enough [default: 127.0.0.1:7101]"
    );
    private readonly Option<string> _cluster = new("--cluster")
    {
        Description = "The cluster's name",
        DefaultValueFactory = _ => "cohort",
        HelpName = "NAME",
    };
    private readonly DurationOption _timeout = new(
        "--timeout",
        "How long to look for a node, and then to wait for the cluster's quorum before the last known state is shown",
        smallest: TimeSpan.FromMilliseconds(100),
        largest: TimeSpan.FromHours(1),
        preset: TimeSpan.FromSeconds(5)
    );
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON object, with --watch one for each change, and nothing else",
    };
    private readonly Option<bool> _watch = new("--watch")
    {
        Description = "Go on, and print it anew whenever it changes, until Ctrl-C",
    };

    protected DirectoryListCommand(string name, string description, params IReadOnlyList<Example> examples)
        : base(name, description, examples)
    {
        foreach (Option option in (Option[])[_connect, _cluster, _timeout, _json, _watch])
            Add(option);
        SetAction(
            (parsed, cancellationToken) =>
                new DirectorySession(Read(parsed), this, Console.Out, Console.Error).RunAsync(cancellationToken)
        );
    }

    /// <summary>What there is, as a table.</summary>
    public abstract Table Table(DirectoryMirror directory);

    /// <summary>What there is, as one line of JSON.</summary>
    public abstract string Json(DirectoryMirror directory);

    private DirectoryRequest Read(ParseResult parsed) =>
        new()
        {
            Command = $"cohort {Name}",
            Connect = _connect.In(parsed) is { Length: > 0 } given ? given : ["127.0.0.1:7101"],
            Cluster = parsed.GetRequiredValue(_cluster),
            Timeout = _timeout.In(parsed),
            Json = parsed.GetValue(_json),
            Watch = parsed.GetValue(_watch),
        };
}
