using System.CommandLine;
using System.Text.RegularExpressions;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Directories;

/// <summary>The options of a command that uses a running cluster without becoming a node.</summary>
internal sealed partial class ClusterOptions(string whatTakesTime)
{
    private readonly AddressListOption _connect = new(
        "--connect",
        "The addresses of nodes to ask: one that answers is enough [default: 127.0.0.1:7101]"
    );
    private readonly Option<string> _cluster = new("--cluster")
    {
        Description = "The cluster's name",
        DefaultValueFactory = _ => "cohort",
        HelpName = "NAME",
    };
    private readonly DurationOption _timeout = new(
        "--timeout",
        whatTakesTime,
        smallest: TimeSpan.FromMilliseconds(100),
        largest: TimeSpan.FromHours(1),
        preset: TimeSpan.FromSeconds(5)
    );

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_connect, _cluster, _timeout];

    /// <summary>The addresses of nodes to ask.</summary>
    public IReadOnlyList<string> ConnectIn(ParseResult parsed) =>
        _connect.In(parsed) is { Length: > 0 } given ? given : ["127.0.0.1:7101"];

    /// <summary>The cluster's name.</summary>
    public string ClusterIn(ParseResult parsed) => parsed.GetRequiredValue(_cluster);

    /// <summary>How long to wait.</summary>
    public TimeSpan TimeoutIn(ParseResult parsed) => _timeout.In(parsed);

    /// <summary>Connects.</summary>
    public static Task<CohortClient> ConnectAsync(ClusterRequest request, CancellationToken cancellationToken) =>
        CohortClient.ConnectAsync(
            new ClientOptions
            {
                Cluster = request.Cluster,
                Nodes = request.Connect,
                Name = request.Command,
                ConnectTimeout = request.Timeout,
            },
            cancellationToken
        );

    /// <summary>What the library says of its options, in the words of the command line. What stands in quotes is the user's own.</summary>
    public static string InItsWords(string message) =>
        PropertyName()
            .Replace(
                message,
                match =>
                    match.Value switch
                    {
                        nameof(ClientOptions.Nodes) => "--connect",
                        nameof(ClientOptions.ConnectTimeout) => "--timeout",
                        _ => "--cluster",
                    }
            );

    [GeneratedRegex(@"(?<!')\b(Nodes|Cluster|ConnectTimeout)\b(?!')")]
    private static partial Regex PropertyName();
}
