using System.CommandLine;
using Cohort.Cli.CommandLine;
using Spectre.Console;

namespace Cohort.Cli.Directories;

/// <summary>A command that lists something that the cluster's directory has, without becoming a node.</summary>
internal abstract class DirectoryListCommand : ExampledCommand
{
    private readonly ClusterOptions _cluster = new(
        "How long to look for a node, and then to wait for the cluster's quorum before the last known state is shown"
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
        foreach (Option option in (Option[])[.. _cluster.All, _json, _watch])
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
            Connect = _cluster.ConnectIn(parsed),
            Cluster = _cluster.ClusterIn(parsed),
            Timeout = _cluster.TimeoutIn(parsed),
            Json = parsed.GetValue(_json),
            Watch = parsed.GetValue(_watch),
        };
}
