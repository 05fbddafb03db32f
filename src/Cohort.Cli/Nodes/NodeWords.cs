using System.CommandLine;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Nodes;

/// <summary>How a command line says what node is to be started.</summary>
/// <param name="listen">Where the node listens if nothing is said; such a node needs no name either. Null: both have to be said.</param>
internal sealed class NodeWords(string? listen = null)
{
    private readonly Option<string?> _name = new("--name")
    {
        Description = listen is null
            ? "The node's name, unique in the cluster"
            : "The node's name, unique in the cluster [default: its address]",
        Required = listen is null,
        HelpName = "NAME",
    };
    private readonly Option<string> _cluster = new("--cluster")
    {
        Description = "The cluster's name: nodes of different clusters refuse each other",
        DefaultValueFactory = _ => "cohort",
        HelpName = "NAME",
    };
    private readonly Option<string> _listen = new("--listen")
    {
        Description = "Where to listen for other nodes",
        Required = listen is null,
        DefaultValueFactory = listen is null ? null : _ => listen,
        HelpName = "HOST:PORT",
    };
    private readonly Option<string?> _advertise = new("--advertise")
    {
        Description = "Where others reach this node, if not where it listens; what --seeds is matched against",
        HelpName = "HOST:PORT",
    };
    private readonly AddressListOption _seeds = new(
        "--seeds",
        "The addresses that form the group together, the same at all nodes; without it the node forms the group alone"
    );
    private readonly ListOption<KeyValuePair<string, string>> _labels = new(
        "--labels",
        "What the node says of itself in the cluster's directory (see cohort nodes)",
        "zone=a,rack=1",
        ReadLabel
    );
    private readonly Option<DirectoryInfo?> _data = new("--data")
    {
        Description =
            "The folder in which the node keeps what is to outlive it; this node's alone. All seeds have one where groups keep a log",
        HelpName = "FOLDER",
    };
    private readonly DurationOption _suspicion = new(
        "--suspicion",
        "Silence for this long makes another node suspected",
        smallest: TimeSpan.FromMilliseconds(30),
        largest: TimeSpan.FromHours(1),
        preset: TimeSpan.FromSeconds(2)
    );

    /// <summary>The options that are listed first in the help.</summary>
    public IEnumerable<Option> First => [_name, _cluster, _listen, _advertise, _seeds, _data];

    /// <summary>The others.</summary>
    public IEnumerable<Option> Last => [_suspicion, _labels];

    /// <summary>What was said.</summary>
    public NodeOptions In(ParseResult parsed)
    {
        TimeSpan suspicion = _suspicion.In(parsed);
        var defaults = new NodeOptions { Cluster = "" };
        return new NodeOptions
        {
            Cluster = parsed.GetRequiredValue(_cluster),
            Name = parsed.GetValue(_name),
            Listen = parsed.GetRequiredValue(_listen),
            Advertise = parsed.GetValue(_advertise),
            Seeds = _seeds.In(parsed),
            DataFolder = parsed.GetValue(_data)?.FullName,
            Labels = Once(_labels.GivenIn(parsed) ?? []),
            SuspicionTime = suspicion,
            HeartbeatInterval = Shorter(defaults.HeartbeatInterval, suspicion / 10),
            ChangeTimeout = Shorter(defaults.ChangeTimeout, suspicion / 2),
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> ReadLabel(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } label, var value]
            ? [new(label, value)]
            : throw new FormatException($"takes labels such as zone=a, not '{text}'");

    // The last that was said counts, as with every other option.
    private static Dictionary<string, string> Once(IReadOnlyList<KeyValuePair<string, string>> labels)
    {
        var once = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string label, string value) in labels)
            once[label] = value;
        return once;
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
