using System.CommandLine;
using Cohort.Cli.CommandLine;
using Cohort.Cli.Nodes;
using Cohort.Server.Serving;

namespace Cohort.Cli.Serving;

/// <summary>How a command line says what server is to be started.</summary>
internal sealed class ServeWords
{
    /// <summary>Names the password, so that it stands on no command line, which others can see.</summary>
    public const string PasswordVariable = "COHORT_PASSWORD";

    private const string DefaultFolder = "cohort-data";

    private readonly NodeWords _node = new("127.0.0.1:7101");
    private readonly Option<bool> _memory = new("--memory")
    {
        Description = "Keep nothing on disks: what was answered is lost when all nodes are",
    };
    private readonly Option<bool> _isChild = new(ChildOption)
    {
        Description = "End when standard input does",
        Hidden = true,
    };

    /// <summary>The option by which a server ends with whoever has started it.</summary>
    public const string ChildOption = "--end-with-input";

    /// <summary>What holds for one server and for a cluster of them.</summary>
    public ClientSideWords Clients { get; } = new();

    /// <summary>All options.</summary>
    public IEnumerable<Option> All => [.. _node.First, _memory, .. Clients.All, .. _node.Last, _isChild];

    /// <summary>What was said.</summary>
    public ServeRequest In(ParseResult parsed)
    {
        NodeOptions node = _node.In(parsed);
        if (!parsed.GetValue(_memory) && node.DataFolder is null)
            node = node with { DataFolder = Path.GetFullPath(DefaultFolder) };
        return new ServeRequest(
            Clients.In(parsed, new ServeOptions { Node = node }),
            parsed.GetValue(_isChild),
            parsed.GetValue(Clients.Verbose)
        );
    }
}
