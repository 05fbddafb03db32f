using System.CommandLine;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Nodes;

/// <summary><c>cohort node</c>: one member of a group, on the terminal.</summary>
internal sealed class NodeCommand : ExampledCommand
{
    private const string Seeds = "127.0.0.1:7101,127.0.0.1:7102,127.0.0.1:7103";

    private readonly Option<string> _name = new("--name")
    {
        Description = "The node's name, unique in the cluster",
        Required = true,
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
        Description = "Where to listen",
        Required = true,
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
    private readonly Option<string> _group = new("--group")
    {
        Description = "The group to join",
        DefaultValueFactory = _ => "main",
        HelpName = "NAME",
    };
    private readonly ChoiceOption<Order> _order = new("--order", "In which order lines are delivered", Order.Total);
    private readonly ChoiceOption<Delivery> _delivery = new(
        "--delivery",
        "Whether a line is delivered as soon as it is received, or once every member has it",
        Delivery.Stable
    );
    private readonly NumberOption<int> _waitMembers = new(
        "--wait-members",
        "Send the first line only once the view has this many members that hold the state, and leave only once the input "
            + "of all members has come to its end",
        smallest: 1,
        largest: 1000,
        preset: 1
    );
    private readonly Option<bool> _linger = new("--linger")
    {
        Description = "Stay a member after the last line, until Ctrl-C or SIGTERM",
    };
    private readonly DurationOption _suspicion = new(
        "--suspicion",
        "Silence for this long makes another node suspected",
        smallest: TimeSpan.FromMilliseconds(30),
        largest: TimeSpan.FromHours(1),
        preset: TimeSpan.FromSeconds(2)
    );
    private readonly Option<FileInfo?> _history = new("--history")
    {
        Description =
            "Write what happens to this file, as JSON lines for the property checkers; every line sent in the "
            + "cluster must then be different from all others",
        HelpName = "FILE",
    };

    public NodeCommand()
        : base(
            "node",
            "Joins a group, multicasts every line of standard input, and prints every delivery as 'sender: text'.",
            new Example(
                $"cohort node --name a --listen 127.0.0.1:7101 --seeds {Seeds}",
                "One of three members; start b on port 7102 and c on 7103 in two more terminals, then type."
            ),
            new Example(
                $"cohort node --name a --listen 127.0.0.1:7101 --seeds {Seeds} --wait-members 3 --linger <lines.txt",
                "Sends a file once all three are there, and stays until Ctrl-C."
            ),
            new Example(
                "cohort node --name d --listen 0.0.0.0:7104 --advertise 10.0.0.4:7104 --seeds 10.0.0.1:7101,10.0.0.2:7101",
                "Joins from another machine what the two seeds have formed."
            )
        )
    {
        foreach (Option option in (Option[])[_name, _cluster, _listen, _advertise, _seeds, _group, _order, _delivery])
            Add(option);
        foreach (Option option in (Option[])[_waitMembers, _linger, _suspicion, _history, _labels])
            Add(option);
        SetAction((parsed, cancellationToken) => NodeSession.RunAsync(Read(parsed), cancellationToken));
    }

    private NodeRequest Read(ParseResult parsed)
    {
        TimeSpan suspicion = _suspicion.In(parsed);
        var defaults = new NodeOptions { Cluster = "" };
        return new NodeRequest
        {
            Options = new NodeOptions
            {
                Cluster = parsed.GetRequiredValue(_cluster),
                Name = parsed.GetRequiredValue(_name),
                Listen = parsed.GetRequiredValue(_listen),
                Advertise = parsed.GetValue(_advertise),
                Seeds = _seeds.In(parsed),
                Labels = Once(_labels.GivenIn(parsed) ?? []),
                SuspicionTime = suspicion,
                HeartbeatInterval = Shorter(defaults.HeartbeatInterval, suspicion / 10),
                ChangeTimeout = Shorter(defaults.ChangeTimeout, suspicion / 2),
            },
            Group = parsed.GetRequiredValue(_group),
            Order = _order.In(parsed),
            Delivery = _delivery.In(parsed),
            WaitMembers = parsed.GetValue(_waitMembers),
            Linger = parsed.GetValue(_linger),
            History = parsed.GetValue(_history),
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
