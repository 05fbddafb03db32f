using System.CommandLine;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Speed;

/// <summary><c>cohort speed</c>: how many messages a second, and what each costs.</summary>
internal sealed class SpeedCommand : ExampledCommand
{
    private readonly NumberOption<int> _nodes = new("--nodes", "How many processes", 1, 9, 3);
    private readonly NumberOption<int> _size = new("--size", "The size of a message in bytes", 0, 16 << 20, 100);
    private readonly DurationOption _seconds = new(
        "--seconds",
        "How long to measure, after a warm-up of 3 s",
        smallest: TimeSpan.FromSeconds(1),
        largest: TimeSpan.FromHours(1),
        preset: TimeSpan.FromSeconds(5)
    );
    private readonly ChoiceOption<Order> _order = new("--order", "The order to ask for", Order.Total);
    private readonly ChoiceOption<Delivery> _delivery = new("--delivery", "The delivery to ask for", Delivery.Stable);
    private readonly NumberOption<int> _outstanding = new(
        "--outstanding",
        "How many sends each process has under way at most",
        1,
        1 << 20,
        1024
    );
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object and nothing else" };

    public SpeedCommand()
        : base(
            "speed",
            "Measures how many messages a group delivers a second, and the processor time and allocation of each.",
            new Example("cohort speed", "Three processes that all send 100 bytes, totally ordered and stable."),
            new Example("cohort speed --size 10000 --seconds 10 --json", "Larger messages, as JSON.")
        )
    {
        foreach (Option option in (Option[])[_nodes, _size, _seconds, _order, _delivery, _outstanding, _json])
            Add(option);
        SetAction((parsed, cancellationToken) => RunAsync(Read(parsed), parsed.GetValue(_json), cancellationToken));
    }

    private SpeedRequest Read(ParseResult parsed) =>
        new()
        {
            Nodes = parsed.GetValue(_nodes),
            Size = parsed.GetValue(_size),
            Duration = _seconds.In(parsed),
            Order = _order.In(parsed),
            Delivery = _delivery.In(parsed),
            Outstanding = parsed.GetValue(_outstanding),
        };

    private static async Task<int> RunAsync(SpeedRequest request, bool json, CancellationToken cancellationToken)
    {
        try
        {
            SpeedReport report = SpeedReport.Of(request, await SpeedRun.RunAsync(request, cancellationToken));
            await Console.Out.WriteLineAsync(json ? report.ToJson() : report.ToString());
            return report.Ok ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (SpeedFailedException error)
        {
            await Console.Error.WriteLineAsync($"cohort speed: {error.Message}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("cohort speed: interrupted; every process that it started is gone.");
            return ExitCode.Failed;
        }
    }
}
