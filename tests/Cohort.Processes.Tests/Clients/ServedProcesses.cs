using System.Diagnostics;
using System.Globalization;
using Cohort.Cli.Children;
using Cohort.Processes.Tests.Processes;

namespace Cohort.Processes.Tests.Clients;

/// <summary>A cluster as <c>cohort up</c> starts it.</summary>
internal sealed class ServedProcesses : IAsyncDisposable
{
    private readonly Process _process;
    private readonly LineLog _output = new();
    private readonly LineLog _errors = new();
    private readonly DirectoryInfo _data;

    private ServedProcesses(Process process, DirectoryInfo data, int[] ports)
    {
        (_process, _data, RespPorts) = (process, data, ports);
        _ = _output.ReadAsync(process.StandardOutput);
        _ = _errors.ReadAsync(process.StandardError);
    }

    /// <summary>Where Redis clients come to, for each node.</summary>
    public int[] RespPorts { get; }

    /// <summary>What it has said on standard error.</summary>
    public string Errors => string.Join('\n', _errors.Lines);

    /// <summary>Starts it; completes when it is ready.</summary>
    public static async Task<ServedProcesses> StartAsync()
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("cohort-up-");
        // Three for each, one behind the other; somebody else may take one of them before it is used, which the test would tell.
        int first = FreePorts.Find(1)[0];
        int[] ports = [first, first + 1, first + 2];
        ProcessStartInfo start = ProgramRun.StartInfo([
            .. new[] { "up", "--data", data.FullName, "--resp-port", Text(first), "--http-port", Text(first + 3) },
            .. new[] { "--port", Text(first + 6) },
        ]);
        var cluster = new ServedProcesses(Process.Start(start)!, data, ports);
        await cluster._output.WaitForAsync(line => line == "ready", $"the cluster to be ready; {cluster.Errors}");
        return cluster;
    }

    /// <summary>Ends a node at once, and completes when it has come back.</summary>
    public async Task KillAsync(int node)
    {
        string name = ((char)('a' + node)).ToString();
        int row = await _errors.WaitForAsync(
            line => line.StartsWith($"{name}  ", StringComparison.Ordinal),
            "its number"
        );
        int number = int.Parse(
            _errors.Lines[row].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );
        int from = _errors.Count;
        using (Process killed = Process.GetProcessById(number))
            killed.Kill();
        await _errors.WaitForAsync(
            line => line.StartsWith($"{name}: cohort serve: clients can come", StringComparison.Ordinal),
            "the node to come back",
            from
        );
    }

    public async ValueTask DisposeAsync()
    {
        Signal.TerminateProcess(_process);
        using (var deadline = new CancellationTokenSource(Deadline.Patience))
            await _process.WaitForExitAsync(deadline.Token);
        _process.Dispose();
        _data.Delete(recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
