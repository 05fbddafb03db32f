using System.Collections.Concurrent;
using Cohort.Runtime;
using Cohort.Tests;
using Cohort.Tests.Clusters;

namespace Cohort.Toolkit.Tests.Clusters;

/// <summary>Several nodes in this process, on loopback, whose links can be broken.</summary>
internal sealed class ToolCluster : IAsyncDisposable
{
    private readonly List<Place> _places = [];
    private readonly string[] _seeds;
    private readonly string? _folders;

    private ToolCluster(string[] seeds, string? folders) => (_seeds, _folders) = (seeds, folders);

    /// <summary>The addresses of the seeds.</summary>
    public string[] Seeds => _seeds;

    /// <summary>One node and its links.</summary>
    public sealed record Place(Node Node, SeverableTransport Links, ConcurrentQueue<string> Warnings);

    public Place this[int index] => _places[index];

    public IEnumerable<Place> Places => _places;

    public IEnumerable<Node> Nodes => _places.Select(place => place.Node);

    /// <summary>Starts so many nodes, all of them seeds.</summary>
    public static Task<ToolCluster> StartAsync(int nodes, string? folders = null) =>
        StartAsync(LoopbackPorts.FreeAddresses(nodes), folders);

    /// <summary>Starts nodes at these addresses, all of them seeds, each with its folder in this one.</summary>
    public static async Task<ToolCluster> StartAsync(string[] seeds, string? folders)
    {
        var cluster = new ToolCluster(seeds, folders);
        foreach (string seed in cluster._seeds)
            await cluster.AddAsync(seed);
        return cluster;
    }

    /// <summary>Starts one more node.</summary>
    public async Task<Place> AddAsync(string listen = "127.0.0.1:0")
    {
        var links = new SeverableTransport();
        var warnings = new ConcurrentQueue<string>();
        var options = new NodeOptions
        {
            Cluster = "tools",
            Listen = listen,
            Seeds = _seeds,
            SuspicionTime = TimeSpan.FromSeconds(1),
            HeartbeatInterval = TimeSpan.FromMilliseconds(50),
            OnWarning = warnings.Enqueue,
            DataFolder = _folders is null ? null : Path.Combine(_folders, listen.Replace(':', '-')),
        };
        Node node = await Node.StartOnAsync(
                options,
                links,
                static (settings, seed) => new ProtocolMachine(settings, seed),
                CancellationToken.None
            )
            .Soon();
        _places.Add(new Place(node, links, warnings));
        return _places[^1];
    }

    /// <summary>A node stops in good order, and another one is started at its address, with its folder.</summary>
    /// <param name="index">Which.</param>
    /// <param name="meanwhile">What happens between the two.</param>
    public async Task<Place> RestartAsync(int index, Func<Task> meanwhile)
    {
        await _places[index].Node.DisposeAsync().AsTask().Soon();
        await meanwhile();
        await AddAsync(_seeds[index]);
        (_places[index], _places[^1]) = (_places[^1], _places[index]);
        _places.RemoveAt(_places.Count - 1);
        return _places[index];
    }

    /// <summary>Connects a client.</summary>
    public Task<CohortClient> ConnectAsync() =>
        CohortClient
            .ConnectAsync(
                new ClientOptions
                {
                    Cluster = "tools",
                    Nodes = _seeds,
                    SuspicionTime = TimeSpan.FromSeconds(1),
                    HeartbeatInterval = TimeSpan.FromMilliseconds(50),
                }
            )
            .Soon();

    /// <summary>Does something at all nodes at once.</summary>
    public async Task<T[]> EachAsync<T>(Func<Node, Task<T>> action) => await Task.WhenAll(Nodes.Select(action)).Soon();

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(Nodes.Select(node => node.DisposeAsync().AsTask())).Soon();
}
