using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Asking;

/// <summary><c>cohort get</c>: what a key has.</summary>
internal sealed class GetCommand : ServerCommand
{
    private readonly Argument<string> _key = new("key") { Description = "The key" };

    public GetCommand()
        : base(
            "get",
            "Prints what a key has: a string as it is, everything else as JSON. The exit code is 1 where there is no such key.",
            new Example("cohort get greeting", "The value."),
            new Example("cohort get greeting --json", "With its type, its version and when it expires.")
        ) => Add(_key);

    protected override async Task<int> AskAsync(
        ServerClient server,
        ParseResult parsed,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        JsonNode? document = await server.GetAsync(PathOf(parsed.GetRequiredValue(_key)), cancellationToken);
        await Console.Out.WriteLineAsync(isJson ? document?.ToJsonString() : document?["value"]?.ToString());
        return ExitCode.Ok;
    }

    /// <summary>Where a key is.</summary>
    public static string PathOf(string key) => $"v1/keys/{Uri.EscapeDataString(key)}";
}

/// <summary><c>cohort set</c>: gives a key a string.</summary>
internal sealed class SetCommand : ServerCommand
{
    private readonly Argument<string> _key = new("key") { Description = "The key" };
    private readonly Argument<string> _value = new("value") { Description = "What it is to have" };
    private readonly DurationOption _ttl = new(
        "--ttl",
        "How long it stays; without this for ever",
        smallest: TimeSpan.FromMilliseconds(1),
        largest: TimeSpan.FromDays(1000),
        preset: null
    );

    public SetCommand()
        : base(
            "set",
            "Gives a key a string. It is there, at every server of the cluster, when this returns.",
            new Example("cohort set greeting hello", "For ever."),
            new Example("cohort set session 4711 --ttl 30s", "For half a minute.")
        )
    {
        Add(_key);
        Add(_value);
        Add(_ttl);
    }

    protected override async Task<int> AskAsync(
        ServerClient server,
        ParseResult parsed,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        string[] words = ["SET", parsed.GetRequiredValue(_key), parsed.GetRequiredValue(_value)];
        if (_ttl.GivenIn(parsed) is { } ttl)
            words = [.. words, "PX", ((long)ttl.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)];
        JsonNode? reply = await server.CommandAsync(cancellationToken, words);
        if (isJson)
            await Console.Out.WriteLineAsync(reply?.ToJsonString());
        return ExitCode.Ok;
    }
}
