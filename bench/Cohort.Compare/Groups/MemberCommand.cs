using System.CommandLine;
using Cohort.Cli.CommandLine;

namespace Cohort.Compare.Groups;

/// <summary>The hidden command that starts a member without clients. It ends with its standard input, so that it does
/// not outlive its parent.</summary>
internal sealed class MemberCommand : Command
{
    private const string CommandName = "member";

    private readonly Option<string> _name = new("--name") { Required = true };
    private readonly Option<string> _listen = new("--listen") { Required = true };
    private readonly AddressListOption _seeds = new("--seeds", "");
    private readonly Option<string?> _data = new("--data");

    public MemberCommand()
        : base(CommandName, "One member of a measured group")
    {
        Hidden = true;
        foreach (Option option in (Option[])[_name, _listen, _seeds, _data])
            Add(option);
        SetAction(RunAsync);
    }

    /// <summary>The command line of a member.</summary>
    public static IReadOnlyList<string> Line(string name, string listen, IEnumerable<string> seeds, string? data) =>
        [
            CommandName,
            "--name",
            name,
            "--listen",
            listen,
            "--seeds",
            string.Join(',', seeds),
            .. data is null ? Array.Empty<string>() : ["--data", data],
        ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name);
        await using ReplicaMember member = await ReplicaMember.JoinAsync(
            name,
            parsed.GetRequiredValue(_listen),
            _seeds.In(parsed),
            others: 0,
            parsed.GetValue(_data),
            CancellationToken.None
        );
        // Ctrl-C in a terminal reaches this process too, but it is the parent's to act on: it ends its children.
        using Stream input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null, CancellationToken.None);
        return ExitCode.Ok;
    }
}
