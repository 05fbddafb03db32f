using System.CommandLine;
using Cohort.Cli.CommandLine;
using Cohort.Cli.Directories;

namespace Cohort.Cli.Rescue;

/// <summary><c>cohort recover</c>: has a group go on whose last members are gone for good.</summary>
internal sealed class RecoverCommand : ExampledCommand
{
    private readonly Argument<string> _group = new("group") { Description = "The group's name", HelpName = "GROUP" };
    private readonly Option<string?> _from = new("--from")
    {
        Description =
            "The node from whose log it goes on, by name or address; without it the logs that there are are listed",
        HelpName = "NODE",
    };
    private readonly Option<bool> _anew = new("--anew")
    {
        Description = "Go on from no log: forget the group, so that whoever joins it next creates it anew, and empty",
    };
    private readonly ClusterOptions _cluster = new(
        "How long to look for a node, and to wait for the cluster's quorum, and at last for the group to go on"
    );
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask, for scripts: what is lost is lost" };

    public RecoverCommand()
        : base(
            "recover",
            "Has a group that keeps a log go on without those who had its last state, when their disks are gone for good. What they alone "
                + "had is lost.",
            new Example(
                "cohort recover prices",
                "Shows what is known: who had the last state, and which logs are left."
            ),
            new Example(
                "cohort recover prices --from a --connect 10.0.0.1:7101 --cluster shop",
                "Goes on from the log of node a, once the group's name has been typed."
            ),
            new Example("cohort recover prices --from a --yes", "Does not ask."),
            new Example(
                "cohort recover prices --anew",
                "Nothing is left of it, and there is no backup: it begins with nothing."
            )
        )
    {
        Add(_group);
        foreach (Option option in (Option[])[_from, _anew, .. _cluster.All, _yes])
            Add(option);
        Validators.Add(result =>
        {
            if (result.GetValue(_anew) && result.GetValue(_from) is not null)
                result.AddError("--from goes on from a log, --anew from none: give one of them.");
        });
        SetAction(
            (parsed, cancellationToken) =>
                new RecoverSession(
                    Read(parsed),
                    Console.IsInputRedirected ? null : Console.In,
                    Console.Out,
                    Console.Error
                ).RunAsync(cancellationToken)
        );
    }

    private RecoverRequest Read(ParseResult parsed) =>
        new()
        {
            Command = "cohort recover",
            Connect = _cluster.ConnectIn(parsed),
            Cluster = _cluster.ClusterIn(parsed),
            Timeout = _cluster.TimeoutIn(parsed),
            Group = parsed.GetRequiredValue(_group),
            From = parsed.GetValue(_from),
            Anew = parsed.GetValue(_anew),
            Yes = parsed.GetValue(_yes),
        };
}
