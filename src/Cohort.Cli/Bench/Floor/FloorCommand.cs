using System.CommandLine;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Bench.Floor;

/// <summary>The hidden command that the measurement starts bare-socket processes with.</summary>
internal sealed class FloorCommand : Command
{
    private const string CommandName = "bench-floor";

    private readonly Option<int> _index = new("--index") { Required = true };
    private readonly AddressListOption _addresses = new("--addresses", "");
    private readonly Option<int> _size = new("--size") { Required = true };
    private readonly Option<int> _senders = new("--senders") { Required = true };

    public FloorCommand()
        : base(CommandName, "One bare-socket process, to compare with")
    {
        Hidden = true;
        foreach (Option option in (Option[])[_index, _addresses, _size, _senders])
            Add(option);
        // Ctrl-C in a terminal reaches this process too, but it is the parent's to act on: it ends its children.
        SetAction((parsed, _) => new FloorProcess(Read(parsed)).RunAsync());
    }

    /// <summary>The command line of one process.</summary>
    public static IReadOnlyList<string> Line(FloorRequest request) =>
        [
            CommandName,
            "--index",
            $"{request.Index}",
            "--addresses",
            string.Join(',', request.Addresses),
            "--size",
            $"{request.Size}",
            "--senders",
            $"{request.Senders}",
        ];

    private FloorRequest Read(ParseResult parsed) =>
        new()
        {
            Index = parsed.GetRequiredValue(_index),
            Addresses = _addresses.In(parsed),
            Size = parsed.GetRequiredValue(_size),
            Senders = parsed.GetRequiredValue(_senders),
        };
}
