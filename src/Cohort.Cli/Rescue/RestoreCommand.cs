using System.CommandLine;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Rescue;

/// <summary><c>cohort restore</c>: a data folder for a new cluster, out of backups.</summary>
internal sealed class RestoreCommand : ExampledCommand
{
    private readonly Argument<string[]> _files = new("file")
    {
        Description = "Backups, one of each group",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string?> _data = new("--data")
    {
        Description = "The data folder to make: empty, or not there yet",
        HelpName = "FOLDER",
    };
    private readonly Option<string?> _node = new("--node")
    {
        Description = "The name of the node that the folder is for, one of the new cluster's seeds",
        HelpName = "NAME",
    };
    private readonly Option<string?> _cluster = new("--cluster")
    {
        Description = "The new cluster's name",
        HelpName = "NAME",
    };
    private readonly Option<bool> _check = new("--check")
    {
        Description = "Only prove that the backups are whole, and say what they are of",
    };
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON object for each backup, and nothing else",
    };

    public RestoreCommand()
        : base(
            "restore",
            "Makes a data folder out of backups, for one seed of a new cluster of any size. When that is started with it, and the other seeds "
                + "with empty folders, the groups go on from the backups.",
            new Example(
                "cohort restore prices.backup --data data/a --node a --cluster shop",
                "Then start node a of cluster shop with the folder data/a, and the other seeds with empty ones."
            ),
            new Example("cohort restore prices.backup --check", "Proves that a backup is whole.")
        )
    {
        Add(_files);
        foreach (Option option in (Option[])[_data, _node, _cluster, _check, _json])
            Add(option);
        Validators.Add(result =>
        {
            string[] missing =
            [
                .. new Option[] { _data, _node, _cluster }
                    .Where(option => result.GetResult(option) is null)
                    .Select(option => option.Name),
            ];
            if (result.GetResult(_check) is null && missing.Length > 0)
                result.AddError($"{string.Join(", ", missing)} must be given, or --check");
        });
        SetAction(
            (parsed, cancellationToken) =>
                Task.Run(
                    () => new RestoreSession(Read(parsed), Console.Out, Console.Error).Run(cancellationToken),
                    CancellationToken.None
                )
        );
    }

    private RestoreRequest Read(ParseResult parsed) =>
        new()
        {
            Files = parsed.GetRequiredValue(_files),
            Folder = parsed.GetValue(_data),
            Node = parsed.GetValue(_node),
            Cluster = parsed.GetValue(_cluster),
            Check = parsed.GetValue(_check),
            Json = parsed.GetValue(_json),
        };
}
