using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Cohort.Cli.CommandLine;
using Spectre.Console;

namespace Cohort.Cli.Asking;

/// <summary><c>cohort top</c>: the servers of a cluster, live.</summary>
internal sealed class TopCommand : ServerCommand
{
    private readonly DurationOption _interval = new(
        "--interval",
        "How often to look",
        smallest: TimeSpan.FromMilliseconds(100),
        largest: TimeSpan.FromMinutes(1),
        preset: TimeSpan.FromSeconds(1)
    );
    private readonly Dictionary<string, (long Commands, long Position, long At)> _before = [];

    public TopCommand()
        : base(
            "top",
            "Shows the servers of a cluster live, with how much they do, until Ctrl-C.",
            new Example("cohort top", "Of the cluster of the server at http://127.0.0.1:8080."),
            new Example("cohort top --json --interval 10s", "A line of JSON every ten seconds.")
        ) => Add(_interval);

    protected override bool GoesOn => true;

    protected override async Task<int> AskAsync(
        ServerClient server,
        ParseResult parsed,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        using var timer = new PeriodicTimer(_interval.In(parsed));
        if (isJson || Console.IsOutputRedirected)
        {
            do
            {
                IReadOnlyList<Load> loads = await LookAsync(server, cancellationToken);
                if (isJson)
                    await Console.Out.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(loads, s_json));
                else
                    Output.TableOutput.Write(Table(loads));
            } while (await timer.WaitForNextTickAsync(cancellationToken));
            return ExitCode.Ok;
        }
        await AnsiConsole
            .Live(new Text(""))
            .StartAsync(async live =>
            {
                do live.UpdateTarget(Table(await LookAsync(server, cancellationToken)));
                while (await timer.WaitForNextTickAsync(cancellationToken));
            });
        return ExitCode.Ok;
    }

    private static readonly System.Text.Json.JsonSerializerOptions s_json = new(
        System.Text.Json.JsonSerializerDefaults.Web
    );

    /// <summary>What a server does.</summary>
    private sealed record Load(
        string Node,
        string Status,
        string View,
        int? Rank,
        int Members,
        long Clients,
        long Keys,
        double CommandsPerSecond,
        double UpdatesPerSecond
    );

    private async Task<IReadOnlyList<Load>> LookAsync(ServerClient server, CancellationToken cancellationToken) =>
        [.. (await ClusterSurvey.AskAsync(server, cancellationToken)).Select(LoadOf)];

    private Load LoadOf(ClusterSurvey.Answer answer)
    {
        if (answer.Status is not { } status || status["groups"] is not JsonArray { Count: > 0 } groups)
            return new Load(answer.Name, answer.Problem, "", null, 0, 0, 0, 0, 0);
        JsonNode group = groups[0]!;
        (long commands, long position) = ((long)status["commands"]!, (long)group["position"]!);
        long now = Stopwatch.GetTimestamp();
        (double commandRate, double updateRate) = (0, 0);
        if (_before.TryGetValue(answer.Name, out (long Commands, long Position, long At) before))
        {
            double seconds = Stopwatch.GetElapsedTime(before.At, now).TotalSeconds;
            // A server that has started again counts from the beginning.
            commandRate = Math.Max(0, commands - before.Commands) / seconds;
            updateRate = Math.Max(0, position - before.Position) / seconds;
        }
        _before[answer.Name] = (commands, position, now);
        return new Load(
            answer.Name,
            $"{group["status"]} {group["reason"]}".TrimEnd(),
            $"v{group["view"]}",
            (int?)group["rank"],
            group["members"]!.AsArray().Count,
            (long)status["clients"]!,
            (long)status["keys"]!,
            commandRate,
            updateRate
        );
    }

    private static Table Table(IReadOnlyList<Load> loads)
    {
        var table = new Table();
        foreach (
            string heading in (string[])
                ["node", "status", "view", "rank", "members", "clients", "keys", "commands/s", "messages/s"]
        )
            table.AddColumn(heading);
        foreach (Load load in loads)
            table.AddRow(
                new Text(load.Node),
                new Text(load.Status),
                new Text(load.View),
                new Text(load.Rank?.ToString(CultureInfo.InvariantCulture) ?? ""),
                Number(load.Members),
                Number(load.Clients),
                Number(load.Keys),
                Number(load.CommandsPerSecond),
                Number(load.UpdatesPerSecond)
            );
        return table;
    }

    private static Text Number(double number) =>
        new Text(number.ToString("#,0", CultureInfo.InvariantCulture)).RightJustified();
}
