using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Cohort.Tests;
using Cohort.Tests.Clusters;

namespace Cohort.Dashboard.Tests;

/// <summary>A running <c>cohort up</c>: servers that are processes of their own, and writers that keep them busy.</summary>
internal sealed partial class UpCluster : IAsyncDisposable
{
    // Four processes start at once, on a machine that may be busy.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly List<string> _said = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly HttpClient _client = new();
    private readonly TaskCompletionSource _introduced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _writing = Task.CompletedTask;

    private UpCluster(Process process) => _process = process;

    /// <summary>A server: its name, its process, and where it serves HTTP.</summary>
    internal sealed record Server(string Name, int ProcessNumber, Uri Address)
    {
        /// <summary>Where its dashboard is.</summary>
        public string Dashboard => new Uri(Address, "dashboard/").ToString();
    }

    public IReadOnlyList<Server> Servers { get; private set; } = [];

    /// <summary>Starts three servers, none of which is started again.</summary>
    public static async Task<UpCluster> StartAsync()
    {
        int port = int.Parse(LoopbackPorts.FreeAddresses(1)[0].Split(':')[1], CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "Cohort.Cli.dll"),
                "up",
                "--memory",
                "--no-restart",
                "--allow-actions",
                "--port",
                // The two behind it are to be free as well, and there are ports above.
                Math.Min(port, 65000).ToString(CultureInfo.InvariantCulture),
                "--resp-port",
                "0",
                "--http-port",
                "0",
            },
        };
        var cluster = new UpCluster(Process.Start(start)!);
        cluster.Listen();
        try
        {
            await cluster.ReadyAsync();
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
        lock (cluster._said)
            cluster.Servers = [.. cluster._said.Select(Introduced).OfType<Server>()];
        return cluster;
    }

    /// <summary>Writes keys at each server, one after the other, until the end.</summary>
    /// <param name="rest">How long a writer rests between two of them.</param>
    public void Write(TimeSpan rest = default) =>
        _writing = Task.WhenAll(Servers.Select(server => WriteAsync(server, rest, _ending.Token)));

    /// <summary>Ends a server at once.</summary>
    public void Kill(string name)
    {
        using Process victim = Process.GetProcessById(Servers.Single(server => server.Name == name).ProcessNumber);
        victim.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _writing;
        // Its servers end with it.
        _process.Kill();
        await _process.WaitForExitAsync().Soon();
        _process.Dispose();
        _client.Dispose();
        _ending.Dispose();
    }

    private static Server? Introduced(string line) =>
        IntroductionLine().Match(line) is { Success: true } match
            ? new Server(
                match.Groups["name"].Value,
                int.Parse(match.Groups["process"].Value, CultureInfo.InvariantCulture),
                new Uri(match.Groups["http"].Value)
            )
            : null;

    private async Task ReadyAsync()
    {
        try
        {
            await _introduced.Task.WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            lock (_said)
                Assert.Fail($"Not ready within {s_patience}. It said:\n{string.Join('\n', _said)}");
        }
    }

    private void Listen()
    {
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } said)
                lock (_said)
                    _said.Add(said);
        };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data == "ready")
                _introduced.TrySetResult();
        };
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) =>
        {
            lock (_said)
                _introduced.TrySetException(new InvalidOperationException(string.Join('\n', _said)));
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    private async Task WriteAsync(Server server, TimeSpan rest, CancellationToken ending)
    {
        for (int number = 0; !ending.IsCancellationRequested; number++)
            try
            {
                using HttpResponseMessage answer = await _client.PutAsync(
                    new Uri(server.Address, $"v1/keys/{server.Name}{number % 100}"),
                    new StringContent($"{number}"),
                    ending
                );
                await Task.Delay(rest, ending);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // It was killed, or this is the end.
                return;
            }
    }

    [GeneratedRegex(@"^(?<name>[a-z]) +(?<process>\d+) +\S+ +(?<http>http://\S+)$")]
    private static partial Regex IntroductionLine();
}
