using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cohort.Cli.CommandLine;
using Spectre.Console;

namespace Cohort.Cli.Directories;

/// <summary><c>cohort groups</c>: the groups of a running cluster.</summary>
internal sealed class GroupsCommand()
    : DirectoryListCommand(
        "groups",
        "Lists the groups of a running cluster, with their views, as its directory has them.",
        new Example("cohort groups", "The groups, asked of the node at 127.0.0.1:7101."),
        new Example(
            "cohort groups --connect 10.0.0.1:7101,10.0.0.2:7101 --cluster shop --watch",
            "Those of another cluster, asked of whichever node answers, and shown anew whenever they change."
        ),
        new Example("cohort groups --json", "One JSON object, for a script.")
    )
{
    public override Table Table(DirectoryMirror directory)
    {
        var table = new Table();
        foreach (string heading in (string[])["group", "view", "members", "governed by", "state", "contract", "is"])
            table.AddColumn(heading);
        foreach (GroupInfo group in directory.Groups)
            table.AddRow(
                new Text(group.Name),
                new Text(group.View.Number.ToString()),
                // A star marks a member that has not been given the state yet, as everywhere.
                new Text(
                    string.Join(
                        ' ',
                        group.View.Members.Select(member => member.HoldsState ? member.Name : $"{member.Name}*")
                    )
                ),
                new Text(group.SelfGoverned ? "its members" : "the root"),
                new Text(group.HasState ? "yes" : "no"),
                new Text(group.Contract),
                group.IsLost ? new Text("lost", Color.Red) : new Text("there", Color.Green)
            );
        return table;
    }

    public override string Json(DirectoryMirror directory) =>
        JsonSerializer.Serialize(
            new GroupsReport(
                directory.IsCurrent,
                [
                    .. directory.Groups.Select(group => new GroupReport(
                        group.Name,
                        string.Create(CultureInfo.InvariantCulture, $"{group.Id.High:x16}{group.Id.Low:x16}"),
                        group.SelfGoverned,
                        group.HasState,
                        group.Contract,
                        group.View.Number.Value,
                        [
                            .. group.View.Members.Select(member => new MemberReport(
                                member.Name,
                                member.Process.Address,
                                member.HoldsState
                            )),
                        ],
                        group.IsLost
                    )),
                ]
            ),
            DirectoryJson.Default.GroupsReport
        );
}

/// <summary>The groups as others read them: the names are a contract.</summary>
internal sealed record GroupsReport(bool Current, IReadOnlyList<GroupReport> Groups);

/// <summary>One of them.</summary>
internal sealed record GroupReport(
    string Name,
    string Id,
    bool SelfGoverned,
    bool HasState,
    string Contract,
    ulong View,
    IReadOnlyList<MemberReport> Members,
    bool Lost
);

/// <summary>A member of one.</summary>
internal sealed record MemberReport(string Name, string Address, bool HoldsState);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GroupsReport))]
[JsonSerializable(typeof(NodesReport))]
[JsonSerializable(typeof(PlacementsReport))]
internal sealed partial class DirectoryJson : JsonSerializerContext;
