using System.CommandLine;

namespace Cohort.Cli.Bench.Disk;

/// <summary>The hidden command that the measurement starts processes with which use the disk alone.</summary>
internal sealed class DiskCommand : Command
{
    private const string CommandName = "bench-disk";

    private readonly Option<string> _folder = new("--folder") { Required = true };
    private readonly Option<int> _size = new("--size") { Required = true };

    public DiskCommand()
        : base(CommandName, "One process that appends and syncs, to compare with")
    {
        Hidden = true;
        Add(_folder);
        Add(_size);
        // Ctrl-C in a terminal reaches this process too, but it is the parent's to act on: it ends its children.
        SetAction(
            (parsed, _) =>
                new DiskProcess(new(parsed.GetRequiredValue(_folder), parsed.GetRequiredValue(_size))).RunAsync()
        );
    }

    /// <summary>The command line of one process.</summary>
    public static IReadOnlyList<string> Line(DiskRequest request) =>
        [CommandName, "--folder", request.Folder, "--size", $"{request.Size}"];
}
