using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Serving;

/// <summary><c>cohort serve</c>: one node of a data server.</summary>
internal sealed class ServeCommand : ExampledCommand
{
    private const string Seeds = "10.0.0.1:7101,10.0.0.2:7101,10.0.0.3:7101";

    private readonly ServeWords _words = new();

    public ServeCommand()
        : base(
            "serve",
            "Serves data that all nodes of a cluster keep alike, to every Redis client and over HTTP, until Ctrl-C or SIGTERM. Prints the "
                + "line 'ready' when clients can come.",
            new Example("cohort serve", "A single node at 127.0.0.1, which keeps its data in ./cohort-data."),
            new Example(
                $"cohort serve --name a --listen 10.0.0.1:7101 --seeds {Seeds} --data /var/lib/cohort --insecure",
                "One of three; the network between them is trusted."
            ),
            new Example(
                "COHORT_PASSWORD=… cohort serve --bind 0.0.0.0 --certificate server.pem",
                "For clients from elsewhere, with a password and TLS."
            )
        )
    {
        foreach (System.CommandLine.Option option in _words.All)
            Add(option);
        SetAction((parsed, cancellationToken) => ServeSession.RunAsync(_words.In(parsed), cancellationToken));
    }
}
