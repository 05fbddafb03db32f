using System.Net;
using System.Net.Sockets;

namespace Cohort.Benchmarks.Nodes;

/// <summary>Three nodes of a cluster in this process, on loopback.</summary>
internal sealed class ThreeNodes : IAsyncDisposable
{
    private const int Count = 3;

    private readonly List<Node> _nodes = [];

    /// <summary>Starts them.</summary>
    public static async Task<ThreeNodes> StartAsync()
    {
        string[] seeds = FreeAddresses();
        var nodes = new ThreeNodes();
        foreach (string seed in seeds)
            nodes._nodes.Add(
                await Node.StartAsync(
                    new NodeOptions
                    {
                        Cluster = "benchmarks",
                        Listen = seed,
                        Seeds = seeds,
                        // Everything shares few processors here: nobody is to be taken for dead.
                        SuspicionTime = TimeSpan.FromSeconds(20),
                        OnWarning = Console.Error.WriteLine,
                    }
                )
            );
        return nodes;
    }

    /// <summary>Does something at all of them at once.</summary>
    public async Task<T[]> EachAsync<T>(Func<Node, Task<T>> action) => await Task.WhenAll(_nodes.Select(action));

    public async ValueTask DisposeAsync()
    {
        foreach (Node node in _nodes)
            await node.DisposeAsync();
    }

    /// <summary>Addresses at which nobody listens.</summary>
    public static string[] FreeAddresses()
    {
        Socket[] probes =
        [
            .. Enumerable
                .Range(0, Count)
                .Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)),
        ];
        foreach (Socket probe in probes)
            probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string[] addresses = [.. probes.Select(probe => probe.LocalEndPoint!.ToString()!)];
        foreach (Socket probe in probes)
            probe.Dispose();
        return addresses;
    }
}
