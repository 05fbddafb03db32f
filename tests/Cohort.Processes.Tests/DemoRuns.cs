using System.Diagnostics;
using System.Text.Json;
using Cohort.Processes.Tests.Processes;

namespace Cohort.Processes.Tests;

/// <summary>The demo, as a newcomer runs it.</summary>
public sealed class DemoRuns
{
    private static readonly string[] s_fields =
    [
        "ok",
        "nodes",
        "seconds",
        "acknowledged",
        "lost",
        "divergent",
        "viewChanges",
        "failoverMs",
        "operationsPerSecond",
        "latencyP50Us",
        "latencyP99Us",
        "groups",
        "groupsViewP50Ms",
        "groupsViewMaxMs",
        "idleGroupBytes",
        "durable",
        "recoveryMs",
        "totalFailures",
        "recoveryMinMs",
        "recoveryMaxMs",
    ];

    [Theory]
    [InlineData(3, 1)]
    [InlineData(5, 1)]
    [InlineData(3, 20)]
    public async Task It_loses_nothing_when_the_coordinator_is_killed_and_comes_back(int nodes, int groups)
    {
        (int exitCode, string output, string errors) = await ProgramRun.ToEndAsync(
            "demo",
            "--nodes",
            $"{nodes}",
            "--groups",
            $"{groups}",
            "--seconds",
            "4",
            "--json"
        );

        Assert.True(exitCode == 0, output + errors);
        using JsonDocument report = JsonDocument.Parse(output);
        JsonElement root = report.RootElement;
        Assert.Equal(s_fields, root.EnumerateObject().Select(field => field.Name));
        Assert.True(root.GetProperty("ok").GetBoolean());
        Assert.Equal(nodes, root.GetProperty("nodes").GetInt32());
        Assert.Equal(0, root.GetProperty("lost").GetInt64());
        Assert.Equal(0, root.GetProperty("divergent").GetInt64());
        // One without the dead, one with its successor, one in which that holds the state.
        Assert.True(root.GetProperty("viewChanges").GetInt64() >= 3 * groups);
        Assert.Equal(groups, root.GetProperty("groups").GetInt32());
        Assert.InRange(
            root.GetProperty("groupsViewP50Ms").GetDouble(),
            0.001,
            root.GetProperty("groupsViewMaxMs").GetDouble()
        );
        Assert.True(root.GetProperty("idleGroupBytes").GetInt64() > 0);
        Assert.True(root.GetProperty("acknowledged").GetInt64() > 0);
        Assert.False(root.GetProperty("durable").GetBoolean());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("recoveryMs").ValueKind);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(1, 5)]
    public async Task It_loses_nothing_when_all_are_killed_at_once_and_come_back(int kills, int groups)
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("cohort-demo-");
        try
        {
            (int exitCode, string output, string errors) = await ProgramRun.ToEndAsync(
                "demo",
                "--durable",
                "--kills",
                $"{kills}",
                "--groups",
                $"{groups}",
                "--seconds",
                "4",
                "--data",
                data.FullName,
                "--json"
            );

            Assert.True(exitCode == 0, output + errors);
            using JsonDocument report = JsonDocument.Parse(output);
            JsonElement root = report.RootElement;
            Assert.Equal(s_fields, root.EnumerateObject().Select(field => field.Name));
            Assert.True(root.GetProperty("ok").GetBoolean());
            Assert.True(root.GetProperty("durable").GetBoolean());
            Assert.Equal(kills, root.GetProperty("totalFailures").GetInt32());
            Assert.Equal(0, root.GetProperty("lost").GetInt64());
            Assert.Equal(0, root.GetProperty("divergent").GetInt64());
            Assert.True(root.GetProperty("acknowledged").GetInt64() > 0);
            double recovery = root.GetProperty("recoveryMs").GetDouble();
            Assert.InRange(recovery, root.GetProperty("recoveryMinMs").GetDouble(), double.MaxValue);
            Assert.InRange(recovery, double.Epsilon, root.GetProperty("recoveryMaxMs").GetDouble());
            // What is left on the disks can be read, of each node.
            string[] folders = Directory.GetDirectories(Assert.Single(Directory.GetDirectories(data.FullName)));
            Assert.Equal(3, folders.Length);
            (int verified, string survey, _) = await ProgramRun.ToEndAsync("log", "verify", folders[0]);
            Assert.True(verified == 0, survey);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Its_processes_are_gone_after_it_is_interrupted()
    {
        using Process demo = Start();
        int[] children = await ChildrenOfAsync(demo);

        Signal.InterruptProcess(demo);
        await demo.WaitForExitAsync().WaitAsync(Deadline.Patience);

        Assert.Equal(1, demo.ExitCode);
        Assert.DoesNotContain(children, RunningProcess.Exists);
    }

    [Fact]
    public async Task Its_processes_are_gone_after_it_is_killed()
    {
        using Process demo = Start();
        int[] children = await ChildrenOfAsync(demo);

        demo.Kill();

        foreach (int child in children)
            await RunningProcess.GoneAsync(child);
    }

    private static Process Start()
    {
        // A shell in the background ignores the interrupt, and so does all that it starts, unless told otherwise.
        string[] arguments = ["demo", "--seconds", "60"];
        Process demo = Process.Start(ProgramRun.StartInfo(arguments, "env", "--default-signal=INT"))!;
        demo.ErrorDataReceived += (_, _) => { };
        demo.BeginErrorReadLine();
        return demo;
    }

    // "a started: process 4711 on 127.0.0.1:17101"
    private static async Task<int[]> ChildrenOfAsync(Process demo)
    {
        var lines = new LineLog();
        _ = lines.ReadAsync(demo.StandardOutput);
        await lines.WaitForAsync(
            line => line.Contains("clients start", StringComparison.Ordinal),
            "the clients to start"
        );
        int[] children =
        [
            .. lines
                .Lines.Where(line => line.Contains("started: process ", StringComparison.Ordinal))
                .Select(line => int.Parse(line.Split("process ")[1].Split(' ')[0], null)),
        ];
        Assert.Equal(3, children.Length);
        Assert.All(children, child => Assert.True(RunningProcess.Exists(child)));
        return children;
    }
}
