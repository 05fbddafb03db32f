using System.CommandLine;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Nodes;

/// <summary><c>cohort node</c>: one member of a group, on the terminal.</summary>
internal sealed class NodeCommand : ExampledCommand
{
    private const string Seeds = "127.0.0.1:7101,127.0.0.1:7102,127.0.0.1:7103";

    private readonly NodeWords _node = new();
    private readonly Option<string> _group = new("--group")
    {
        Description = "The group to join",
        DefaultValueFactory = _ => "main",
        HelpName = "NAME",
    };
    private readonly ChoiceOption<Order> _order = new("--order", "In which order lines are delivered", Order.Total);
    private readonly ChoiceOption<Delivery> _delivery = new(
        "--delivery",
        "Whether a line is delivered as soon as it is received, once every member has it, or once it is on all their disks",
        Delivery.Stable
    );
    private readonly Option<bool> _durable = new("--durable")
    {
        Description =
            "The group keeps a log in --data, the same at all members: it goes on from there when all have died or left",
    };
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
                $"cohort node --name a --listen 127.0.0.1:7101 --seeds {Seeds} --data data/a --durable --delivery durable",
                "Each of the three has a folder; kill all, start all again, and every line that was printed is printed again."
            ),
            new Example(
                "cohort node --name d --listen 0.0.0.0:7104 --advertise 10.0.0.4:7104 --seeds 10.0.0.1:7101,10.0.0.2:7101",
                "Joins from another machine what the two seeds have formed."
            )
        )
    {
        foreach (Option option in (Option[])[.. _node.First, _group, _order, _delivery, _durable])
            Add(option);
        foreach (Option option in (Option[])[_waitMembers, _linger, _history, .. _node.Last])
            Add(option);
        Validators.Add(result =>
        {
            if (result.GetValue(_durable) && result.GetResult(_history) is { Implicit: false })
                result.AddError("--history has no place for what a log replays: leave it or --durable out");
            else if (_delivery.Is(result, Delivery.Durable) && !result.GetValue(_durable))
                result.AddError("--delivery durable is for groups that keep a log; add --durable, and --data FOLDER");
        });
        SetAction((parsed, cancellationToken) => NodeSession.RunAsync(Read(parsed), cancellationToken));
    }

    private NodeRequest Read(ParseResult parsed) =>
        new()
        {
            Options = _node.In(parsed),
            Group = parsed.GetRequiredValue(_group),
            Order = _order.In(parsed),
            Delivery = _delivery.In(parsed),
            IsDurable = parsed.GetValue(_durable),
            WaitMembers = parsed.GetValue(_waitMembers),
            Linger = parsed.GetValue(_linger),
            History = parsed.GetValue(_history),
        };
}
