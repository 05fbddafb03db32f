using System.Diagnostics;
using System.Text.Json.Nodes;
using Cohort.Processes.Tests.Processes;

namespace Cohort.Processes.Tests.Clients;

/// <summary>What people use: ioredis and node-redis, at all nodes of a cluster, while one of them is killed.</summary>
public class RealClients
{
    private const int RoundsEachWay = 3;

    [Fact]
    public async Task Clients_of_Node_lose_nothing_that_was_answered_while_a_node_is_killed()
    {
        DirectoryInfo folder = await InstallAsync();
        try
        {
            await using ServedProcesses cluster = await ServedProcesses.StartAsync();
            string history = Path.Combine(folder.FullName, "history.jsonl");
            using Process clients = Start(folder, "node", "work.mjs", string.Join(',', cluster.RespPorts), history);
            Assert.Equal("running", await ReadAsync(clients));
            await UntilRoundsAsync(clients, RoundsEachWay);
            await cluster.KillAsync(1);
            JsonNode before = await ProgressAsync(clients);
            await UntilRoundsAsync(clients, RoundsOf(before) + RoundsEachWay);
            await clients.StandardInput.WriteLineAsync("stop");
            JsonNode done = JsonNode.Parse(await ReadAsync(clients))!;
            Assert.True((int)done["reconnections"]! > 0, "no client was connected to the node that was killed");
            Assert.Equal(0, (int)done["refusals"]!);
            Assert.InRange((int)done["calls"]!, 100, int.MaxValue);
            Assert.Empty(AnsweredCalls.Judge(history));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_history_that_no_single_copy_explains_is_found()
    {
        string file = Path.GetTempFileName();
        File.WriteAllLines(
            file,
            [
                """{"object":"counter","kind":"Add","argument":1,"called":1,"returned":2,"result":1}""",
                """{"object":"counter","kind":"Add","argument":1,"called":3,"returned":4,"result":1}""",
                """{"object":"queue","kind":"Enqueue","argument":7,"called":5,"returned":6,"result":null}""",
                """{"object":"queue","kind":"Dequeue","argument":0,"called":7,"returned":8,"result":null}""",
                """{"object":"register:0","kind":"Write","argument":5,"called":9,"returned":10,"result":null}""",
                """{"object":"register:0","kind":"Read","argument":0,"called":11,"returned":12,"result":0}""",
            ]
        );
        Assert.Equal(["counter", "queue", "register"], AnsweredCalls.Judge(file).Select(found => found.Split(':')[0]));
        File.Delete(file);
    }

    // In a folder of its own: the tests leave nothing beside their sources.
    private static async Task<DirectoryInfo> InstallAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cohort-clients-");
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Clients", "node")))
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        using Process install = Start(folder, "npm", "ci", "--no-audit", "--no-fund");
        Task<string> output = install.StandardOutput.ReadToEndAsync();
        string errors = await install.StandardError.ReadToEndAsync();
        await install.WaitForExitAsync();
        Assert.True(install.ExitCode == 0, $"npm ci has failed: {errors} {await output}");
        return folder;
    }

    private static Process Start(DirectoryInfo folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = program == "npm",
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"'{program}' is needed: apt-get install nodejs npm", e);
        }
    }

    private static async Task UntilRoundsAsync(Process clients, int rounds)
    {
        using var deadline = new CancellationTokenSource(2 * Deadline.Patience);
        using var interval = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (RoundsOf(await ProgressAsync(clients)) < rounds)
            await interval.WaitForNextTickAsync(deadline.Token);
    }

    private static int RoundsOf(JsonNode progress) => progress.AsObject().Min(library => (int)library.Value!);

    private static async Task<JsonNode> ProgressAsync(Process clients)
    {
        await clients.StandardInput.WriteLineAsync("progress");
        return JsonNode.Parse(await ReadAsync(clients))!;
    }

    private static async Task<string> ReadAsync(Process clients) =>
        await clients.StandardOutput.ReadLineAsync().WaitAsync(Deadline.Patience)
        ?? throw new InvalidOperationException("the clients have ended: see their output above");
}
