using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Nodes;

/// <summary><c>cohort witness</c>: a node that votes and is in no group.</summary>
internal sealed class WitnessCommand : ExampledCommand
{
    private const string Seeds = "10.0.0.1:7101,10.0.0.2:7101,10.0.0.3:7101";

    private readonly NodeWords _node = new();

    public WitnessCommand()
        : base(
            "witness",
            "Votes on who is in the cluster and is in no group, until Ctrl-C or SIGTERM: with it, two nodes survive the loss of "
                + "either.",
            new Example(
                $"cohort witness --name w --listen 0.0.0.0:7101 --advertise 10.0.0.3:7101 --seeds {Seeds}",
                "The third of three seeds; the two others are nodes that have the same seeds."
            )
        )
    {
        foreach (System.CommandLine.Option option in _node.First.Concat(_node.Last))
            Add(option);
        SetAction(
            (parsed, cancellationToken) =>
                WitnessSession.RunAsync(_node.In(parsed) with { Witness = true }, cancellationToken)
        );
    }
}
