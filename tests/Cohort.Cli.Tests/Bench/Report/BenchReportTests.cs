using System.Text.Json;
using Cohort.Cli.Bench;
using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Tests.Bench.Report;

public sealed class BenchReportTests
{
    private static readonly string[] s_contract =
    [
        "mode",
        "members",
        "senders",
        "size",
        "order",
        "delivery",
        "messagesPerSecond",
        "megabytesPerSecond",
        "latencyP50Us",
        "latencyP99Us",
        "latencyP999Us",
        "allocatedBytesPerMessage",
        "cpuSecondsPerMillion",
        "floorMegabytesPerSecond",
        "floorRoundTripP50Us",
        "ratioToFloor",
        "spread",
    ];

    [Fact]
    public void A_point_begins_with_what_programs_rely_on()
    {
        JsonElement point = Report(Settings.Throughput().Measured(Figure.MessagesPerSecond, 1));

        Assert.Equal(s_contract, point.EnumerateObject().Select(field => field.Name).Take(s_contract.Length));
    }

    [Fact]
    public void Every_figure_stands_there_and_those_not_measured_are_null()
    {
        JsonElement point = Report(Settings.Throughput().Measured(Figure.MessagesPerSecond, 1));

        Assert.Equal(1, point.GetProperty("messagesPerSecond").GetDouble());
        foreach (Figure figure in FigureNames.All.Where(figure => figure != Figure.MessagesPerSecond))
            Assert.Equal(JsonValueKind.Null, point.GetProperty(figure.JsonName()).ValueKind);
        Assert.Equal(JsonValueKind.Null, point.GetProperty("event").ValueKind);
        Assert.Equal(JsonValueKind.Null, point.GetProperty("stateBytes").ValueKind);
    }

    [Fact]
    public void The_spread_has_the_least_and_the_most_of_what_was_measured()
    {
        JsonElement spread = Report(Settings.Throughput().Measured(Figure.MessagesPerSecond, 3, 1, 2))
            .GetProperty("spread");

        JsonProperty only = Assert.Single(spread.EnumerateObject());
        Assert.Equal("messagesPerSecond", only.Name);
        Assert.Equal(1, only.Value.GetProperty("min").GetDouble());
        Assert.Equal(3, only.Value.GetProperty("max").GetDouble());
    }

    [Fact]
    public void A_view_change_says_what_changed_the_view()
    {
        Setting setting = Settings.Throughput() with
        {
            Mode = BenchMode.ViewChange,
            Event = MembershipEvent.Kill,
            Load = Load.Clients,
            StateBytes = 5,
        };

        JsonElement point = Report(setting.Measured(Figure.ViewChangeP50Ms, 12.5));

        Assert.Equal("view-change", point.GetProperty("mode").GetString());
        Assert.Equal("kill", point.GetProperty("event").GetString());
        Assert.Equal("clients", point.GetProperty("load").GetString());
        Assert.Equal(5, point.GetProperty("stateBytes").GetInt32());
        Assert.Equal(12.5, point.GetProperty("viewChangeP50Ms").GetDouble());
    }

    [Fact]
    public void A_point_says_what_the_group_had_to_bear()
    {
        Setting bulk = Settings.Throughput() with
        {
            Mode = BenchMode.Fairness,
            Beside = Neighbour.Bulk,
            BulkBytes = 1024,
        };
        Setting slow = bulk with
        {
            Beside = Neighbour.Slow,
            BulkBytes = 0,
            Slow = TimeSpan.FromMilliseconds(5),
            SlowBy = Slowness.Awaiting,
        };

        JsonElement besideBulk = Report(bulk.Measured(Figure.BesideRatioP99, 2));
        JsonElement besideSlow = Report(slow.Measured(Figure.LagMessages, 2));

        Assert.Equal("bulk", besideBulk.GetProperty("beside").GetString());
        Assert.Equal(1024, besideBulk.GetProperty("bulkBytes").GetInt32());
        Assert.Equal(JsonValueKind.Null, besideBulk.GetProperty("slowMs").ValueKind);
        Assert.Equal("slow", besideSlow.GetProperty("beside").GetString());
        Assert.Equal(5, besideSlow.GetProperty("slowMs").GetInt32());
        Assert.Equal("awaiting", besideSlow.GetProperty("slowBy").GetString());
        Assert.Equal(JsonValueKind.Null, besideSlow.GetProperty("bulkBytes").ValueKind);
    }

    [Fact]
    public void Small_ratios_keep_their_digits() =>
        Assert.Equal(
            0.004567,
            Report(Settings.Throughput().Measured(Figure.RatioToFloor, 0.0045671))
                .GetProperty("ratioToFloor")
                .GetDouble()
        );

    [Fact]
    public void What_could_not_be_measured_is_told_beside_what_was()
    {
        JsonElement report = Report(new BenchOutcome([Settings.Throughput().Measured(Figure.RatioToFloor, 1)], ["a"]));

        Assert.False(report.GetProperty("ok").GetBoolean());
        Assert.Equal("a", Assert.Single(report.GetProperty("failures").EnumerateArray()).GetString());
        Assert.Single(report.GetProperty("points").EnumerateArray());
    }

    private static JsonElement Report(BenchPoint point)
    {
        JsonElement report = Report(new BenchOutcome([point], []));
        Assert.True(report.GetProperty("ok").GetBoolean());
        return Assert.Single(report.GetProperty("points").EnumerateArray());
    }

    private static JsonElement Report(BenchOutcome outcome)
    {
        string json = BenchReport.Json(
            new BenchRequest
            {
                Settings = [.. outcome.Points.Select(point => point.Setting)],
                Duration = TimeSpan.FromSeconds(1),
                WarmUp = TimeSpan.FromSeconds(1),
                Repetitions = 1,
                Floor = false,
            },
            outcome
        );
        Assert.DoesNotContain('\n', json);
        return JsonDocument.Parse(json).RootElement;
    }
}
