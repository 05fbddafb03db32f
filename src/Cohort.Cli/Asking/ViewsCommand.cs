using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Cohort.Cli.CommandLine;
using Cohort.Server.Serving;
using Spectre.Console;

namespace Cohort.Cli.Asking;

/// <summary><c>cohort views</c>: the views of a group.</summary>
internal sealed class ViewsCommand : ServerCommand
{
    private readonly Argument<string> _group = new("group")
    {
        Description = "The group",
        DefaultValueFactory = _ => ServerHost.GroupName,
    };

    public ViewsCommand()
        : base(
            "views",
            "Shows the last views of a group, as one server has installed them: who was a member when, in rank order.",
            new Example("cohort views", "Of the group that keeps what clients have stored.")
        ) => Add(_group);

    protected override async Task<int> AskAsync(
        ServerClient server,
        ParseResult parsed,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        string group = Uri.EscapeDataString(parsed.GetRequiredValue(_group));
        JsonNode? views = await server.GetAsync($"v1/groups/{group}/views", cancellationToken);
        if (isJson)
        {
            await Console.Out.WriteLineAsync(views!.ToJsonString());
            return ExitCode.Ok;
        }
        var table = new Table();
        foreach (string heading in (string[])["installed", "view", "members", "joined", "left"])
            table.AddColumn(heading);
        foreach (JsonNode? view in views!.AsArray())
            table.AddRow(
                new Text(
                    ((DateTimeOffset)view!["installedAt"]!).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)
                ),
                new Text($"v{view["view"]}"),
                new Text(Names(view["members"])),
                new Text(Names(view["joined"])),
                new Text(Names(view["left"]))
            );
        Output.TableOutput.Write(table);
        return ExitCode.Ok;
    }

    private static string Names(JsonNode? names) => string.Join(' ', names!.AsArray().Select(name => (string?)name));
}
