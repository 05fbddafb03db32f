using System.CommandLine;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Asking;

/// <summary><c>cohort watch</c>: changes of keys as they happen.</summary>
internal sealed class WatchCommand : ServerCommand
{
    private readonly Argument<string> _prefix = new("prefix")
    {
        Description = "What the keys begin with; without this all keys",
        DefaultValueFactory = _ => "",
    };

    public WatchCommand()
        : base(
            "watch",
            "Prints the keys that are there, and then each change, one in each line, until Ctrl-C. None is missed; where that cannot be, a line "
                + "'reset' says so and everything that is there comes anew.",
            new Example("cohort watch", "All keys."),
            new Example("cohort watch user: --json", "Those that begin with 'user:', as JSON.")
        ) => Add(_prefix);

    protected override bool GoesOn => true;

    protected override async Task<int> AskAsync(
        ServerClient server,
        ParseResult parsed,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        string path = $"v1/watch?prefix={Uri.EscapeDataString(parsed.GetRequiredValue(_prefix))}";
        await using Stream stream = await server.OpenAsync(path, cancellationToken);
        await foreach (SseItem<string> item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
            if (isJson)
                await Console.Out.WriteLineAsync($$"""{"event":"{{item.EventType}}","data":{{item.Data}}}""");
            else if (TextOf(item) is { } line)
                await Console.Out.WriteLineAsync(line);
        await Console.Error.WriteLineAsync("cohort watch: the server has ended the stream");
        return ExitCode.Failed;
    }

    private static string? TextOf(SseItem<string> item)
    {
        if (item.EventType == "reset")
            return "reset";
        if (JsonNode.Parse(item.Data) is not JsonObject change || change["key"] is null)
            return null;
        string value = (string?)change["type"] switch
        {
            null => "is gone",
            "string" when change["value"] is { } text => $"= {text}",
            var type => $"has a {type}",
        };
        return $"{change["key"]} {value}";
    }
}
