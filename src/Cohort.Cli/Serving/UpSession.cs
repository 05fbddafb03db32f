using System.Globalization;
using Cohort.Cli.Children;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Serving;

/// <summary>One run of <c>cohort up</c>: start the servers, say when they serve, and keep them up.</summary>
internal sealed class UpSession
{
    // Links have ports below the ranges of outgoing connections, and a server that cannot start is not tried without end.
    private static readonly TimeSpan s_beforeRestart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_leaving = TimeSpan.FromSeconds(15);

    private readonly UpRequest _request;
    private readonly Lock _console = new();
    private readonly ServerProcess?[] _servers;
    private readonly TaskCompletionSource[] _ready;
    private readonly string[] _names;
    private readonly int[] _respPorts;
    private readonly int[] _httpPorts;

    private UpSession(UpRequest request)
    {
        _request = request;
        _servers = new ServerProcess?[request.Nodes];
        _ready = [.. Enumerable.Range(0, request.Nodes).Select(_ => new TaskCompletionSource())];
        _names = [.. Enumerable.Range(0, request.Nodes).Select(node => ((char)('a' + node)).ToString())];
        _respPorts = PortsFrom(request.RespPort);
        _httpPorts = PortsFrom(request.HttpPort);
    }

    /// <summary>Runs until the token is cancelled, or a server cannot start.</summary>
    public static Task<int> RunAsync(UpRequest request, CancellationToken cancellationToken) =>
        new UpSession(request).RunAsync(cancellationToken);

    private async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] keeping = [.. Enumerable.Range(0, _request.Nodes).Select(node => KeepAsync(node, failed))];
        try
        {
            await Task.WhenAll(_ready.Select(ready => ready.Task)).WaitAsync(failed.Token);
            Introduce();
            await Console.Out.WriteLineAsync(ServeSession.Ready);
            await Task.WhenAll(keeping);
        }
        catch (OperationCanceledException) when (failed.IsCancellationRequested)
        {
            // Asked to stop, or one of them could not start, which has been said.
        }
        bool isAsked = cancellationToken.IsCancellationRequested;
        await failed.CancelAsync();
        await Task.WhenAll(keeping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return isAsked ? ExitCode.Ok : ExitCode.Failed;
    }

    private async Task KeepAsync(int node, CancellationTokenSource failed)
    {
        while (true)
        {
            await using ServerProcess server = ServerProcess.Start(LineOf(node), line => Tell(node, line));
            _servers[node] = server;
            try
            {
                await Task.WhenAny(server.Ready, server.EndedAsync(failed.Token));
                if (server.Ready.IsCompleted)
                    _ready[node].TrySetResult();
                await server.EndedAsync(failed.Token);
            }
            catch (OperationCanceledException)
            {
                await LeaveAsync(server);
                throw;
            }
            bool wasReady = server.Ready.IsCompleted;
            Tell(node, $"process {server.ProcessNumber} has ended with code {server.ExitCode}");
            if (!wasReady && server.ExitCode is ExitCode.Usage or ExitCode.Failed)
            {
                await failed.CancelAsync();
                return;
            }
            // One that was asked to end, as by draining it, has ended in good order and stays away.
            if (!_request.Restarts || server.ExitCode == ExitCode.Ok)
                return;
            await Task.Delay(s_beforeRestart, failed.Token);
            Tell(node, "starting it again");
        }
    }

    private static async Task LeaveAsync(ServerProcess server)
    {
        server.AskToEnd();
        using var patience = new CancellationTokenSource(s_leaving);
        await server.EndedAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private IEnumerable<string> LineOf(int node)
    {
        string seeds = string.Join(',', Enumerable.Range(0, _request.Nodes).Select(AddressOf));
        string[] data = _request.Folder is { } folder ? ["--data", Path.Combine(folder, _names[node])] : ["--memory"];
        return
        [
            "serve",
            ServeWords.ChildOption,
            "--name",
            _names[node],
            "--listen",
            AddressOf(node),
            .. _request.Nodes > 1 ? (string[])["--seeds", seeds] : [],
            .. data,
            "--resp-port",
            Text(_respPorts[node]),
            "--http-port",
            Text(_httpPorts[node]),
            .. _request.Passed,
        ];
    }

    private void Introduce()
    {
        lock (_console)
        {
            Console.Error.WriteLine($"{"node", -6}{"process", -10}{"Redis clients", -22}HTTP");
            for (int node = 0; node < _request.Nodes; node++)
            {
                string resp = $"{_request.Bind}:{_respPorts[node]}";
                string http = $"http://{_request.Bind}:{_httpPorts[node]}";
                Console.Error.WriteLine($"{_names[node], -6}{_servers[node]!.ProcessNumber, -10}{resp, -22}{http}");
            }
        }
    }

    private void Tell(int node, string line)
    {
        lock (_console)
            Console.Error.WriteLine($"{_names[node]}: {line}");
    }

    private string AddressOf(int node) => $"127.0.0.1:{_request.Port + node}";

    private int[] PortsFrom(int first) =>
        first == 0 ? [.. FreePorts.Find(_request.Nodes)] : [.. Enumerable.Range(first, _request.Nodes)];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
