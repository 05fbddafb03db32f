using System.CommandLine;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Demo.Members;

/// <summary>The hidden command that the demo starts its processes with.</summary>
internal sealed class DemoMemberCommand : Command
{
    private const string CommandName = "demo-node";

    private readonly Option<string> _name = new("--name") { Required = true };
    private readonly Option<string> _cluster = new("--cluster") { Required = true };
    private readonly Option<string> _listen = new("--listen") { Required = true };
    private readonly AddressListOption _seeds = new("--seeds", "");
    private readonly Option<int> _groups = new("--groups") { Required = true };
    private readonly Option<int> _clients = new("--clients") { Required = true };
    private readonly Option<int> _firstClient = new("--first-client") { Required = true };
    private readonly Option<string?> _data = new("--data");
    private readonly Option<int> _seed = new("--seed") { Required = true };

    public DemoMemberCommand()
        : base(CommandName, "One process of the demo")
    {
        Hidden = true;
        Option[] node = [_name, _cluster, _listen, _seeds, _data];
        foreach (Option option in (Option[])[.. node, _groups, _clients, _firstClient, _seed])
            Add(option);
        // Ctrl-C in a terminal reaches this process too, but it is the parent's to act on: it ends its children.
        SetAction((parsed, _) => new DemoMember(Read(parsed)).RunAsync(CancellationToken.None));
    }

    /// <summary>The command line that this command reads a request from.</summary>
    public static IReadOnlyList<string> Line(MemberRequest request) =>
        [
            CommandName,
            "--name",
            request.Name,
            "--cluster",
            request.Cluster,
            "--listen",
            request.Listen,
            "--seeds",
            string.Join(',', request.Seeds),
            "--groups",
            $"{request.Groups}",
            "--clients",
            $"{request.Clients}",
            "--first-client",
            $"{request.FirstClient}",
            "--seed",
            $"{request.Seed}",
            .. request.DataFolder is { } folder ? ["--data", folder] : Array.Empty<string>(),
        ];

    private MemberRequest Read(ParseResult parsed) =>
        new()
        {
            Name = parsed.GetRequiredValue(_name),
            Cluster = parsed.GetRequiredValue(_cluster),
            Listen = parsed.GetRequiredValue(_listen),
            Seeds = _seeds.In(parsed),
            DataFolder = parsed.GetValue(_data),
            Groups = parsed.GetRequiredValue(_groups),
            Clients = parsed.GetRequiredValue(_clients),
            FirstClient = parsed.GetRequiredValue(_firstClient),
            Seed = parsed.GetRequiredValue(_seed),
        };
}
