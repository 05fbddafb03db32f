using System.Globalization;
using System.Text.Json;
using Cohort.Cli.CommandLine;
using Spectre.Console;

namespace Cohort.Cli.Directories;

/// <summary><c>cohort placements</c>: what a running cluster is asked to keep running, and where it is.</summary>
internal sealed class PlacementsCommand()
    : DirectoryListCommand(
        "placements",
        "Lists what a running cluster is asked to keep running, where it is, and what is missing.",
        new Example("cohort placements", "The placements, asked of the node at 127.0.0.1:7101."),
        new Example(
            "cohort placements --connect 10.0.0.1:7101,10.0.0.2:7101 --cluster shop --watch",
            "Those of another cluster, asked of whichever node answers, and shown anew whenever they change."
        ),
        new Example("cohort placements --json", "One JSON object, for a script.")
    )
{
    public override Table Table(DirectoryMirror directory)
    {
        var table = new Table();
        foreach (string heading in (string[])["group", "members", "of", "nodes", "missing"])
            table.AddColumn(heading);
        foreach (PlacementInfo placement in directory.Placements)
            for (int shard = 0; shard < placement.Shards; shard++)
            {
                IReadOnlyList<string> nodes = NamesIn(directory, placement, shard);
                table.AddRow(
                    new Text(placement.GroupName(shard)),
                    new Text(nodes.Count.ToString(CultureInfo.InvariantCulture)),
                    new Text(placement.Replicas.ToString(CultureInfo.InvariantCulture)),
                    new Text(string.Join(' ', nodes)),
                    new Text(shard == 0 ? placement.Missing : "")
                );
            }
        return table;
    }

    public override string Json(DirectoryMirror directory) =>
        JsonSerializer.Serialize(
            new PlacementsReport(
                directory.IsCurrent,
                [
                    .. directory.Placements.Select(placement => new PlacementReport(
                        placement.Name,
                        placement.Replicas,
                        placement.Shards,
                        placement.Labels,
                        placement.SpreadBy,
                        [
                            .. Enumerable
                                .Range(0, placement.Shards)
                                .Select(shard => new ShardReport(
                                    placement.GroupName(shard),
                                    NamesIn(directory, placement, shard)
                                )),
                        ],
                        placement.Missing
                    )),
                ]
            ),
            DirectoryJson.Default.PlacementsReport
        );

    // A placement is there before it has been laid out, and may name a node that is gone until it is replaced.
    private static IReadOnlyList<string> NamesIn(DirectoryMirror directory, PlacementInfo placement, int shard)
    {
        if (shard >= placement.Nodes.Length)
            return [];
        Dictionary<ProcessId, string> names = directory.Nodes.ToDictionary(node => node.Process, node => node.Name);
        return [.. placement.Nodes[shard].Select(process => names.GetValueOrDefault(process, process.Address))];
    }
}

/// <summary>The placements as others read them: the names are a contract.</summary>
internal sealed record PlacementsReport(bool Current, IReadOnlyList<PlacementReport> Placements);

/// <summary>One of them.</summary>
internal sealed record PlacementReport(
    string Name,
    int Replicas,
    int Shards,
    IReadOnlyDictionary<string, string> Labels,
    string SpreadBy,
    IReadOnlyList<ShardReport> Groups,
    string Missing
);

/// <summary>One of its groups.</summary>
internal sealed record ShardReport(string Group, IReadOnlyList<string> Nodes);
