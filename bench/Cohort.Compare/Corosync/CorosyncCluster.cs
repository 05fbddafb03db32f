using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Cohort.Compare.Processes;

namespace Cohort.Compare.Corosync;

/// <summary>Three Corosync daemons on this machine, and three clients of theirs for each measurement.</summary>
internal sealed class CorosyncCluster : ISystem
{
    private const int UnderWay = 1024;
    private static readonly string[] s_names = ["a", "b", "c"];
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);

    private readonly Belongings _belongings = new();
    private readonly List<CorosyncNode> _nodes = [];

    private CorosyncCluster() { }

    /// <summary>Compiles the client and starts the daemons.</summary>
    /// <exception cref="PeerFailedException">They do not run here.</exception>
    public static async Task<CorosyncCluster> StartAsync(CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new PeerFailedException("three daemons on one machine need root, for their mount namespaces");
        var cluster = new CorosyncCluster();
        try
        {
            TemporaryFolder folder = cluster._belongings.Add(new TemporaryFolder());
            string client = folder["cpg_bench"];
            string source = Path.Combine(AppContext.BaseDirectory, "Corosync/cpg_bench.c");
            await StartedProcess.OutputOfAsync(cancellationToken, "gcc", "-O2", "-o", client, source, "-lcpg");
            string configuration = CorosyncConfiguration.Of(s_names, FreePort());
            foreach (string name in s_names)
                cluster._nodes.Add(cluster._belongings.Add(CorosyncNode.Start(name, folder, configuration, client)));
            await Task.WhenAll(cluster._nodes.Select(node => node.SurviveAsync(s_moment, cancellationToken)));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task<Sample> MeasureAsync(Point point, Timing timing, CancellationToken cancellationToken)
    {
        await using var clients = new Belongings();
        StartedProcess[] all = [.. _nodes.Select((_, index) => clients.Add(StartClient(index, point, timing)))];
        TimeSpan patience = timing.WarmUp + timing.Length + s_patience;
        string[] answers = await Task.WhenAll(all.Select(one => one.NextLineAsync(patience, cancellationToken)));
        ClientReport[] reports = [.. answers.Select(line => JsonSerializer.Deserialize<ClientReport>(line, s_json)!)];
        return point.Workload == Workload.Throughput
            ? new Sample(reports.Average(report => report.Deliveries / report.Seconds), null, null)
            : new Sample(null, reports[^1].P50Us, reports[^1].P99Us);
    }

    public ValueTask DisposeAsync() => _belongings.DisposeAsync();

    // Where only one sends it is the last.
    private StartedProcess StartClient(int index, Point point, Timing timing)
    {
        bool isLatency = point.Workload == Workload.Latency;
        return _nodes[index]
            .StartClient(
                isLatency ? "latency" : "throughput",
                isLatency && index < _nodes.Count - 1 ? "receive" : "send",
                $"{point.Size}",
                $"{(isLatency ? 1 : UnderWay)}",
                $"{_nodes.Count}",
                $"{timing.WarmUp.TotalMilliseconds:0}",
                $"{timing.Length.TotalMilliseconds:0}"
            );
    }

    private static int FreePort()
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.Client.LocalEndPoint!).Port;
    }

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private sealed record ClientReport(long Deliveries, double Seconds, double? P50Us, double? P99Us);
}
