using System.Text.Json;
using Cohort.Simulation.Commands;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Tests.Commands;

public sealed class SimulateCommandTests : IDisposable
{
    private static readonly ScenarioBounds Short = new() { MostHosts = 4, Duration = TimeSpan.FromSeconds(6) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cohort-simulate-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_report_s_json_has_the_names_that_others_read()
    {
        SimulateReport report = new SimulateCommand(new SimulateOptions { Bounds = Short, Seeds = 2 }).Run(
            cancellation: TestContext.Current.CancellationToken
        );
        using JsonDocument json = JsonDocument.Parse(report.ToJson());

        Assert.All(
            [
                "ok",
                "seeds",
                "clusterHours",
                "wallSeconds",
                "clusterHoursPerMinute",
                "deliveries",
                "viewChanges",
                "violations",
                "failures",
                "faults",
                "medians",
                "interrupted",
            ],
            name => Assert.True(json.RootElement.TryGetProperty(name, out _), name)
        );
        Assert.Equal(2, json.RootElement.GetProperty("seeds").GetInt32());
        Assert.True(json.RootElement.GetProperty("deliveries").GetInt64() > 0);
    }

    [Fact]
    public void A_seed_alone_is_told_step_by_step_and_has_a_digest_that_every_run_shares()
    {
        StringWriter first = new();
        StringWriter second = new();
        SimulateCommand command = new(new SimulateOptions { Bounds = Short, Seed = 5 });

        SimulateReport one = command.Run(first, cancellation: TestContext.Current.CancellationToken);
        SimulateReport two = command.Run(second, cancellation: TestContext.Current.CancellationToken);

        Assert.Contains("installs v0", first.ToString());
        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal(one.TraceHash, two.TraceHash);
    }

    [Fact]
    public void A_run_with_a_journal_does_no_seed_twice()
    {
        SimulateOptions options = new()
        {
            Bounds = Short,
            Seeds = 3,
            ResumeFile = Path.Combine(_folder.FullName, "run.jsonl"),
        };
        new SimulateCommand(options).Run(cancellation: TestContext.Current.CancellationToken);
        List<int> done = [];

        SimulateReport report = new SimulateCommand(options with { Seeds = 4 }).Run(
            progress: progress => done.Add(progress.Done),
            cancellation: TestContext.Current.CancellationToken
        );

        Assert.Equal([4], done);
        Assert.Equal(4, report.Seeds);
    }

    [Fact]
    public void A_cancelled_run_reports_what_it_has_done()
    {
        using CancellationTokenSource cancel = new();
        SimulateOptions options = new()
        {
            Bounds = Short,
            Seeds = 1000,
            Workers = 1,
        };

        SimulateReport report = new SimulateCommand(options).Run(
            progress: _ => cancel.Cancel(),
            cancellation: cancel.Token
        );

        Assert.InRange(report.Seeds, 1, 2);
        Assert.True(report.Interrupted);
        Assert.False(report.Ok);
        Assert.Contains("\"interrupted\":true", report.ToJson());
    }

    [Fact]
    public void A_single_run_that_is_cancelled_stops_in_the_middle_and_reports_nothing()
    {
        using CancellationTokenSource cancel = new();
        SimulateOptions options = new() { Bounds = Short with { Duration = TimeSpan.FromHours(24) }, Seed = 5 };
        CancellingWriter trace = new(cancel);

        SimulateReport report = new SimulateCommand(options).Run(trace, cancellation: cancel.Token);

        Assert.True(report.Interrupted);
        Assert.False(report.Ok);
        Assert.Equal(0, report.Seeds);
        Assert.Null(report.TraceHash);
    }

    [Fact]
    public void A_diagram_of_one_run_is_drawn_where_it_is_asked_for()
    {
        string path = Path.Combine(_folder.FullName, "run.svg");

        new SimulateCommand(
            new SimulateOptions
            {
                Bounds = Short,
                Seed = 5,
                DiagramFile = path,
            }
        ).Run(cancellation: TestContext.Current.CancellationToken);

        Assert.StartsWith("<svg", File.ReadAllText(path));
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_with_what_to_do()
    {
        SimulateOptions usual = new();
        Assert.Null(usual.Problem());
        Assert.Contains("--seeds", (usual with { Seeds = 0 }).Problem());
        Assert.Contains("--members", (usual with { Bounds = Short with { FewestHosts = 2 } }).Problem());
        Assert.Contains("--members", (usual with { Bounds = Short with { MostHosts = 10 } }).Problem());
        Assert.Contains("reversed", (usual with { Bounds = Short with { FewestHosts = 9, MostHosts = 3 } }).Problem());
        Assert.Contains("--duration", (usual with { Bounds = Short with { Duration = TimeSpan.Zero } }).Problem());
        Assert.Contains("--seed", (usual with { TraceFile = "trace" }).Problem());
        Assert.Contains("--seed", (usual with { DiagramFile = "diagram" }).Problem());
    }

    [Fact]
    public void A_path_that_does_not_do_is_told_by_its_option()
    {
        string nowhere = Path.Combine(_folder.FullName, "missing", "file");
        SimulateOptions usual = new() { Bounds = Short };

        Assert.StartsWith("--replay: ", ProblemOf(usual with { Replay = nowhere }));
        Assert.StartsWith("--trace: ", ProblemOf(usual with { Seed = 1, TraceFile = nowhere }));
        Assert.StartsWith("--diagram: ", ProblemOf(usual with { Seed = 1, DiagramFile = nowhere }));
        Assert.StartsWith("--resume: ", ProblemOf(usual with { ResumeFile = nowhere }));

        static string ProblemOf(SimulateOptions options) =>
            Assert
                .Throws<IOException>(() =>
                    new SimulateCommand(options).Run(cancellation: TestContext.Current.CancellationToken)
                )
                .Message;
    }

    [Fact]
    public void Lists_of_faults_are_read_by_name()
    {
        Assert.Equal(
            [FaultKind.Crash, FaultKind.OneWayCut],
            SimulateOptions.ParseFaults("crash, one-way-cut").AsEnumerable()
        );
        Assert.Equal(Enum.GetValues<FaultKind>().Length, SimulateOptions.ParseFaults("all").Length);
        Assert.Empty(SimulateOptions.ParseFaults("none"));
        Assert.Contains(
            "one-way-cut",
            Assert.Throws<FormatException>(() => SimulateOptions.ParseFaults("rain")).Message
        );
    }

    /// <summary>Cancels once something is written.</summary>
    private sealed class CancellingWriter(CancellationTokenSource cancel) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            cancel.Cancel();
        }
    }

    [Fact]
    public void Ranges_of_members_are_read()
    {
        Assert.Equal((3, 9), SimulateOptions.ParseMembers("3..9"));
        Assert.Equal((5, 5), SimulateOptions.ParseMembers("5"));
        Assert.Throws<FormatException>(() => SimulateOptions.ParseMembers("few"));
    }
}
