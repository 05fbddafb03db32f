using System.CommandLine;
using Cohort.Cli.CommandLine;
using Cohort.Cli.Directories;

namespace Cohort.Cli.Rescue;

/// <summary><c>cohort backup</c>: the state of a group that runs, into a file.</summary>
internal sealed class BackupCommand : ExampledCommand
{
    private readonly Argument<string> _group = new("group") { Description = "The group's name", HelpName = "GROUP" };
    private readonly Option<string> _to = new("--to")
    {
        Description = "The file; it is there when all of it is on the disk and has been read back",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<bool> _replace = new("--replace")
    {
        Description = "Take the place of a file that is there, when the new one is whole",
    };
    private readonly ClusterOptions _cluster = new(
        "How long to look for a node, and then to wait for a member of the group to begin"
    );
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object, and nothing else" };

    public BackupCommand()
        : base(
            "backup",
            "Takes a backup of a group that runs: its state as of one point in its order, while it goes on. 'cohort restore' has a new "
                + "cluster go on from it.",
            new Example("cohort backup prices --to prices.backup", "Asked of the node at 127.0.0.1:7101."),
            new Example(
                "cohort backup prices --to prices.backup --replace --connect 10.0.0.1:7101,10.0.0.2:7101 --cluster shop",
                "Of another cluster, in the place of an older one."
            ),
            new Example("cohort restore prices.backup --check", "Proves that a backup is whole.")
        )
    {
        Add(_group);
        foreach (Option option in (Option[])[_to, _replace, .. _cluster.All, _json])
            Add(option);
        SetAction(
            (parsed, cancellationToken) =>
                new BackupSession(Read(parsed), Console.Out, Console.Error).RunAsync(cancellationToken)
        );
    }

    private BackupRequest Read(ParseResult parsed) =>
        new()
        {
            Command = "cohort backup",
            Connect = _cluster.ConnectIn(parsed),
            Cluster = _cluster.ClusterIn(parsed),
            Timeout = _cluster.TimeoutIn(parsed),
            Group = parsed.GetRequiredValue(_group),
            File = parsed.GetRequiredValue(_to),
            Replace = parsed.GetValue(_replace),
            Json = parsed.GetValue(_json),
        };
}
