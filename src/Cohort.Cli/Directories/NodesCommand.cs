using System.Globalization;
using System.Text.Json;
using Cohort.Cli.CommandLine;
using Spectre.Console;

namespace Cohort.Cli.Directories;

/// <summary><c>cohort nodes</c>: the nodes of a running cluster.</summary>
internal sealed class NodesCommand()
    : DirectoryListCommand(
        "nodes",
        "Lists the nodes of a running cluster, as its directory has them.",
        new Example("cohort nodes", "The nodes, asked of the one at 127.0.0.1:7101."),
        new Example(
            "cohort nodes --connect 10.0.0.1:7101,10.0.0.2:7101 --cluster shop --watch",
            "Those of another cluster, asked of whichever node answers, and shown anew whenever they change."
        ),
        new Example("cohort nodes --json", "One JSON object, for a script.")
    )
{
    public override Table Table(DirectoryMirror directory)
    {
        var table = new Table();
        foreach (string heading in (string[])["node", "address", "labels", "groups", "since"])
            table.AddColumn(heading);
        foreach (NodeInfo node in ByName(directory))
            table.AddRow(
                new Text(node.Name),
                new Text(node.Address),
                new Text(string.Join(' ', node.Labels.Select(label => $"{label.Key}={label.Value}"))),
                new Text(node.Load.ToString(CultureInfo.InvariantCulture)),
                new Text(node.MemberSince.ToString())
            );
        return table;
    }

    public override string Json(DirectoryMirror directory) =>
        JsonSerializer.Serialize(
            new NodesReport(
                directory.IsCurrent,
                [
                    .. ByName(directory)
                        .Select(node => new NodeReport(
                            node.Name,
                            node.Address,
                            node.Labels,
                            node.Load,
                            node.MemberSince.Value
                        )),
                ]
            ),
            DirectoryJson.Default.NodesReport
        );

    private static IOrderedEnumerable<NodeInfo> ByName(DirectoryMirror directory) =>
        directory.Nodes.OrderBy(node => node.Name, StringComparer.Ordinal);
}

/// <summary>The nodes as others read them: the names are a contract.</summary>
internal sealed record NodesReport(bool Current, IReadOnlyList<NodeReport> Nodes);

/// <summary>One of them.</summary>
internal sealed record NodeReport(
    string Name,
    string Address,
    IReadOnlyDictionary<string, string> Labels,
    int Groups,
    ulong Since
);
