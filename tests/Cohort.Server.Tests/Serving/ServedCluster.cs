using Cohort.Server.Connections;
using Cohort.Server.Serving;
using Cohort.Tests;
using Cohort.Tests.Clusters;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cohort.Server.Tests.Serving;

/// <summary>Servers in this process that form a cluster.</summary>
internal sealed class ServedCluster : IAsyncDisposable
{
    private readonly WebApplication[] _servers;

    private ServedCluster(WebApplication[] servers, int[] ports) => (_servers, Ports) = (servers, ports);

    /// <summary>The RESP port of each.</summary>
    public int[] Ports { get; }

    public static async Task<ServedCluster> StartAsync(int nodes, Func<ServeOptions, ServeOptions>? configure = null)
    {
        string[] addresses = LoopbackPorts.FreeAddresses(nodes);
        WebApplication[] servers =
        [
            .. addresses.Select(address =>
            {
                var options = new ServeOptions
                {
                    Node = new NodeOptions
                    {
                        Cluster = "served",
                        Listen = address,
                        Seeds = nodes > 1 ? addresses : [],
                    },
                    RespPort = 0,
                    HttpPort = null,
                    CompareEvery = 1,
                };
                return ServerHost.Build(configure?.Invoke(options) ?? options);
            }),
        ];
        await Task.WhenAll(servers.Select(server => server.StartAsync())).Soon();
        int[] ports = [.. servers.Select(server => ServerHost.AddressesOf(server)[^1].Port)];
        return new ServedCluster(servers, ports);
    }

    public RespServer this[int node] => _servers[node].Services.GetRequiredService<RespServer>();

    public Task<RespClient> ConnectAsync(int node = 0) => RespClient.ConnectAsync(Ports[node]);

    /// <summary>Completes when so many clients wait, as all replicas know it.</summary>
    public async Task UntilWaitingAsync(int count)
    {
        RespServer server = this[0];
        while (
            await server
                .Access.ReadAsync(0, static (store, _) => store.Waits.Count, isLocal: false, Deadline.Token)
                .Soon() != count
        )
            await Task.Yield();
    }

    /// <summary>Stops a server as its host would be stopped.</summary>
    public Task StopAsync(int node) => _servers[node].StopAsync().Soon();

    public async ValueTask DisposeAsync()
    {
        foreach (WebApplication server in _servers)
            await server.DisposeAsync();
    }
}
