using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Cohort.Cli.CommandLine;
using Spectre.Console;

namespace Cohort.Cli.Asking;

/// <summary><c>cohort status</c>: what the servers of a cluster are doing.</summary>
internal sealed class StatusCommand()
    : ServerCommand(
        "status",
        "Shows what each server of a cluster is doing, and who is in its groups. The exit code is 1 where a server does not answer or a group "
            + "is not at work.",
        new Example("cohort status", "Of the cluster of the server at http://127.0.0.1:8080."),
        new Example("cohort status --url http://10.0.0.1:8080 --json", "Of another, as JSON.")
    )
{
    protected override async Task<int> AskAsync(
        ServerClient server,
        ParseResult parsed,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<ClusterSurvey.Answer> answers = await ClusterSurvey.AskAsync(server, cancellationToken);
        if (isJson)
            await Console.Out.WriteLineAsync(Json(answers).ToJsonString());
        else
            Output.TableOutput.Write(Table(answers));
        return answers.All(IsWell) ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>What they say, as a table.</summary>
    public static Table Table(IReadOnlyList<ClusterSurvey.Answer> answers)
    {
        var table = new Table();
        foreach (
            string heading in (string[])
                ["node", "HTTP", "status", "group", "view", "rank", "members", "position", "clients", "keys"]
        )
            table.AddColumn(heading);
        foreach (ClusterSurvey.Answer answer in answers)
            AddRow(table, answer);
        return table;
    }

    private static void AddRow(Table table, ClusterSurvey.Answer answer)
    {
        if (answer.Status is not { } status)
        {
            table.AddRow(new Text(answer.Name), new Text(answer.Address), new Text(answer.Problem));
            return;
        }
        foreach (JsonNode? group in status["groups"]!.AsArray())
            table.AddRow(
                new Text(answer.Name),
                new Text(answer.Address),
                new Text($"{group!["status"]} {group["reason"]}".TrimEnd()),
                new Text((string)group["name"]!),
                new Text($"v{group["view"]}"),
                new Text(group["rank"]?.ToString() ?? ""),
                new Text(string.Join(' ', group["members"]!.AsArray().Select(member => (string?)member!["name"]))),
                new Text(Number(group["position"])),
                new Text(Number(status["clients"])),
                new Text(Number(status["keys"]))
            );
    }

    private static JsonArray Json(IReadOnlyList<ClusterSurvey.Answer> answers) =>
        new([
            .. answers.Select(answer =>
                answer.Status?.DeepClone() ?? new JsonObject { ["node"] = answer.Name, ["problem"] = answer.Problem }
            ),
        ]);

    private static bool IsWell(ClusterSurvey.Answer answer) =>
        answer.Status?["groups"]!.AsArray().All(group => (string?)group!["status"] is "Active" or "Changing") == true;

    private static string Number(JsonNode? number) => ((long)number!).ToString("#,0", CultureInfo.InvariantCulture);
}
