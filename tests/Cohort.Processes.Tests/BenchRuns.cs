using System.Diagnostics;
using System.Text.Json;
using Cohort.Processes.Tests.Processes;

namespace Cohort.Processes.Tests;

/// <summary>The benchmark, as a newcomer runs it. What it measures on a busy machine is nobody's concern
/// here.</summary>
public sealed class BenchRuns
{
    private static readonly string[] s_fields =
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
    public async Task Throughput_is_measured_beside_bare_sockets_and_all_that_programs_rely_on_is_told()
    {
        JsonElement point = await MeasureAsync("throughput", "--size", "64", "--floor");

        Assert.Equal(s_fields, point.EnumerateObject().Select(field => field.Name).Take(s_fields.Length));
        Assert.Equal("throughput", point.GetProperty("mode").GetString());
        Assert.Equal(3, point.GetProperty("senders").GetInt32());
        Assert.True(point.GetProperty("messagesPerSecond").GetDouble() > 0);
        Assert.True(point.GetProperty("cpuSecondsPerMillion").GetDouble() > 0);
        Assert.True(point.GetProperty("floorMegabytesPerSecond").GetDouble() > 0);
        Assert.True(point.GetProperty("ratioToFloor").GetDouble() > 0);
        // Each message goes to two others, and something is said about it.
        Assert.True(point.GetProperty("bytesPerMessage").GetDouble() > 2 * 64);
        Assert.True(point.GetProperty("writesPerMessage").GetDouble() > 0);
    }

    [Fact]
    public async Task Durable_messages_are_measured_beside_the_disk_alone()
    {
        JsonElement stream = await MeasureAsync("throughput", "--delivery", "durable", "--size", "10KiB", "--floor");

        Assert.Equal("durable", stream.GetProperty("delivery").GetString());
        Assert.True(stream.GetProperty("megabytesPerSecond").GetDouble() > 0);
        Assert.True(stream.GetProperty("floorMegabytesPerSecond").GetDouble() > 0);
        Assert.True(stream.GetProperty("ratioToFloor").GetDouble() > 0);

        JsonElement single = await MeasureAsync("latency", "--delivery", "durable", "--floor");

        double floor = single.GetProperty("floorFsyncP50Us").GetDouble();
        Assert.True(floor > 0);
        Assert.True(single.GetProperty("floorFsyncTogetherP50Us").GetDouble() > 0);
        floor += single.GetProperty("floorRoundTripP50Us").GetDouble();
        Assert.Equal(
            single.GetProperty("latencyP50Us").GetDouble() / floor,
            single.GetProperty("ratioToFloor").GetDouble(),
            tolerance: 0.01
        );
    }

    [Fact]
    public async Task Latency_is_measured_to_the_sender_and_to_the_last_of_the_others()
    {
        JsonElement point = await MeasureAsync("latency", "--floor");

        Assert.True(point.GetProperty("latencyP50Us").GetDouble() > 0);
        Assert.True(point.GetProperty("lastOtherP50Us").GetDouble() > 0);
        Assert.True(point.GetProperty("floorRoundTripP50Us").GetDouble() > 0);
        Assert.True(point.GetProperty("latencyP999Us").GetDouble() >= point.GetProperty("latencyP50Us").GetDouble());
    }

    [Fact]
    public async Task Small_messages_are_measured_alone_and_beside_large_ones()
    {
        JsonElement point = await MeasureAsync("fairness", "--beside", "bulk", "--bulk-size", "1MiB");

        Assert.Equal(1 << 20, point.GetProperty("bulkBytes").GetInt32());
        Assert.True(point.GetProperty("latencyP50Us").GetDouble() > 0);
        Assert.True(point.GetProperty("besideP50Us").GetDouble() > 0);
        Assert.True(point.GetProperty("besideRatioP99").GetDouble() > 0);
        Assert.True(point.GetProperty("bulkMegabytesPerSecond").GetDouble() > 0);
    }

    [Theory]
    [InlineData("busy")]
    [InlineData("awaiting")]
    public async Task A_slow_member_holds_up_the_group_and_nobody_runs_away_from_it(string by)
    {
        JsonElement point = await MeasureAsync("fairness", "--beside", "slow", "--slow", "2ms", "--slow-by", by);

        Assert.Equal(2, point.GetProperty("slowMs").GetDouble());
        Assert.True(point.GetProperty("messagesPerSecond").GetDouble() > 0);
        Assert.True(point.GetProperty("quietMessagesPerSecond").GetDouble() > 0);
        // Each of three senders may be one window ahead of the slowest, which is 64 Ki messages.
        Assert.InRange(point.GetProperty("lagMessages").GetDouble(), 1, 3 * (64 << 10));
        Assert.True(point.GetProperty("slowPeakMemoryMegabytes").GetDouble() > 0);
    }

    [Fact]
    public async Task Many_clients_are_measured_and_compared_with_the_best_of_fewer()
    {
        JsonElement point = await MeasureAsync("overload", "--clients", "100");

        Assert.Equal(100, point.GetProperty("outstanding").GetInt32());
        Assert.True(point.GetProperty("messagesPerSecond").GetDouble() > 0);
        Assert.True(point.GetProperty("latencyP99Us").GetDouble() >= point.GetProperty("latencyP50Us").GetDouble());
        Assert.Equal(1, point.GetProperty("ratioToPeak").GetDouble());
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("leave")]
    [InlineData("join")]
    public async Task The_view_changes_while_clients_work_and_they_say_how_long_they_waited(string happening)
    {
        JsonElement point = await MeasureAsync(
            "view-change",
            "--event",
            happening,
            "--load",
            "clients",
            "--state",
            "1MiB"
        );

        Assert.True(point.GetProperty("viewChangeP50Ms").GetDouble() > 0);
        Assert.True(point.GetProperty("longestPauseMs").GetDouble() > 0);
        Assert.Equal(happening == "join", point.GetProperty("stateHeldP50Ms").ValueKind == JsonValueKind.Number);
    }

    [Fact]
    public async Task Its_processes_are_gone_after_it_is_interrupted()
    {
        // A shell in the background ignores the interrupt, and so does all that it starts, unless told otherwise.
        string[] arguments = ["bench", "throughput", "--seconds", "60"];
        using Process bench = Process.Start(ProgramRun.StartInfo(arguments, "env", "--default-signal=INT"))!;
        var errors = new LineLog();
        Task reading = errors.ReadAsync(bench.StandardError);
        await errors.WaitForAsync(
            line => line.Contains(", group", StringComparison.Ordinal),
            "the group to be measured"
        );
        IReadOnlyList<int> children = await ThreeChildrenOfAsync(bench);

        Signal.InterruptProcess(bench);
        await bench.WaitForExitAsync().WaitAsync(Deadline.Patience);
        await reading;

        Assert.Equal(1, bench.ExitCode);
        Assert.DoesNotContain(children, RunningProcess.Exists);
        Assert.Contains("interrupted", errors.Lines[^1], StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<int>> ThreeChildrenOfAsync(Process bench)
    {
        using var deadline = new CancellationTokenSource(Deadline.Patience);
        using var interval = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (RunningProcess.ChildrenOf(bench.Id) is { Count: 3 } children)
                return children;
            await interval.WaitForNextTickAsync(deadline.Token);
        }
    }

    private static async Task<JsonElement> MeasureAsync(params string[] what)
    {
        string[] briefly = ["--seconds", "1", "--warm-up", "500ms", "--repetitions", "1", "--json"];
        (int exitCode, string output, string errors) = await ProgramRun.ToEndAsync(["bench", .. what, .. briefly]);

        Assert.True(exitCode == 0, errors);
        JsonElement root = JsonDocument.Parse(output).RootElement;
        Assert.True(root.GetProperty("ok").GetBoolean());
        return Assert.Single(root.GetProperty("points").EnumerateArray());
    }
}
