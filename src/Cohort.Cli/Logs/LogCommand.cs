using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Logs;

/// <summary><c>cohort log</c>: what is in the folder that a node keeps its data in.</summary>
internal sealed class LogCommand : ExampledCommand
{
    public LogCommand()
        : base(
            "log",
            "Reads the log in a node's data folder, while the node runs or without it; changes nothing.",
            new Example("cohort log verify data/a", "Proves that everything that was acknowledged is there."),
            new Example("cohort log stats data/a", "How much there is, and whose it is."),
            new Example(
                "cohort log show data/a --from 1000 --count 20",
                "Twenty records, where they lie and how they begin."
            )
        )
    {
        Add(new VerifyCommand());
        Add(new ShowCommand());
        Add(new StatsCommand());
    }
}
