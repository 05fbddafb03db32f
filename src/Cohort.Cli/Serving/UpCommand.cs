using System.CommandLine;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Serving;

/// <summary><c>cohort up</c>: a cluster of servers on this machine.</summary>
internal sealed class UpCommand : ExampledCommand
{
    private readonly NumberOption<int> _nodes = new("--nodes", "How many servers", 1, 9, 3);
    private readonly NumberOption<int> _port = new(
        "--port",
        "The first port for the servers' own links; the others take the next ones",
        1,
        ushort.MaxValue - 9,
        7101
    );
    private readonly Option<DirectoryInfo> _data = new("--data")
    {
        Description = "The folder that keeps the servers' data, each in one of its own",
        DefaultValueFactory = _ => new DirectoryInfo("cohort-data"),
        HelpName = "FOLDER",
    };
    private readonly Option<bool> _memory = new("--memory")
    {
        Description = "Keep nothing on disks: what was answered is lost when all servers are",
    };
    private readonly Option<bool> _noRestart = new("--no-restart")
    {
        Description = "Do not start a server again that has ended",
    };
    private readonly DurationOption _suspicion = new(
        "--suspicion",
        "Silence for this long makes another server suspected",
        smallest: TimeSpan.FromMilliseconds(30),
        largest: TimeSpan.FromHours(1),
        preset: TimeSpan.FromSeconds(2)
    );
    private readonly ClientSideWords _clients = new();

    public UpCommand()
        : base(
            "up",
            "Starts a cluster of servers on this machine, each a process of its own, and keeps it up until Ctrl-C or SIGTERM. Prints the line "
                + "'ready' when clients can come to all of them.",
            new Example(
                "cohort up",
                "Three servers: Redis clients at 6379, 6380 and 6381, HTTP at 8080, 8081 and 8082."
            ),
            new Example("cohort up --nodes 5 --resp-port 7000 --http-port 9000 --data /tmp/five", "Five, elsewhere.")
        )
    {
        foreach (Option option in (Option[])[_nodes, _port, _data, _memory, _noRestart, .. _clients.All, _suspicion])
            Add(option);
        SetAction((parsed, cancellationToken) => UpSession.RunAsync(In(parsed), cancellationToken));
    }

    private UpRequest In(ParseResult parsed) =>
        new(
            parsed.GetValue(_nodes),
            parsed.GetValue(_port),
            _clients.BindIn(parsed),
            _clients.RespPortIn(parsed),
            _clients.HttpPortIn(parsed),
            parsed.GetValue(_memory) ? null : parsed.GetRequiredValue(_data).FullName,
            !parsed.GetValue(_noRestart),
            [
                .. _clients.Passed(parsed),
                "--suspicion",
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{_suspicion.In(parsed).TotalMilliseconds}ms"
                ),
            ]
        );
}
