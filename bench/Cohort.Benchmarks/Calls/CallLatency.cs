using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cohort.Benchmarks.Calls;

/// <summary>
/// <c>calls</c>: how long a call to all of three members takes until all have replied, beside a message of the same size from its
/// sending to its own stable delivery in its place. Three nodes in this process, on loopback; in turn, in one run, so that what else
/// the machine does slows both.
/// </summary>
internal static class CallLatency
{
    private const int Nodes = 3;
    private const int Round = 200;
    private const int Size = 32;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(20);

    public static async Task RunAsync()
    {
        string[] seeds = FreeAddresses();
        Node[] nodes = await Task.WhenAll(seeds.Select(seed => StartAsync(seed, seeds)));
        using var delivered = new SemaphoreSlim(0);
        Group[] plain = await Task.WhenAll(nodes.Select((node, place) => JoinAsync(node, place == 0, delivered)));
        ToolGroup[] served = await Task.WhenAll(
            nodes.Select(node => node.JoinAsync("calls", tools => tools.Serve<IEcho>(new Echo())))
        );
        foreach (Group group in plain.Concat(served.Select(each => each.Group)))
            await WhenFullAsync(group);
        GroupCalls<IEcho> calls = served[0].Calls<IEcho>();
        var (messages, all, first) = (new List<double>(), new List<double>(), new List<double>());
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < s_warmUp + s_measured; )
        {
            bool counts = Stopwatch.GetElapsedTime(began) > s_warmUp;
            await MeasureAsync(() => SendAsync(plain[0], delivered), counts ? messages : null);
            await MeasureAsync(() => calls.SayAsync(1).AsTask(), counts ? all : null);
            await MeasureAsync(() => calls.SayAsync(1, Wanted.First).AsTask(), counts ? first : null);
        }
        Console.WriteLine($"{messages.Count} of each, three nodes in one process, Total and Stable, microseconds:");
        double round = Tell("message, to its own delivery", messages, null);
        Tell("call, all replies", all, round);
        Tell("call, first reply", first, round);
        foreach (Node node in nodes)
            await node.DisposeAsync();
    }

    private static async Task MeasureAsync(Func<Task> what, List<double>? log)
    {
        for (int left = Round; left > 0; left--)
        {
            long start = Stopwatch.GetTimestamp();
            await what();
            log?.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
    }

    private static async Task SendAsync(Group group, SemaphoreSlim delivered)
    {
        await group.SendAsync(new byte[Size]);
        await delivered.WaitAsync();
    }

    private static double Tell(string what, List<double> log, double? beside)
    {
        log.Sort();
        double median = log[log.Count / 2];
        string ratio = beside is { } other ? $", {median / other:F2} times the message" : "";
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {what}: p50 {median:F0}, p99 {log[log.Count * 99 / 100]:F0}{ratio}"
            )
        );
        return median;
    }

    private static Task<Node> StartAsync(string listen, string[] seeds) =>
        Node.StartAsync(
            new NodeOptions
            {
                Cluster = "bench",
                Listen = listen,
                Seeds = seeds,
            }
        );

    private static Task<Group> JoinAsync(Node node, bool isSender, SemaphoreSlim delivered) =>
        node.JoinAsync("messages", new GroupOptions { OnMessage = isSender ? _ => delivered.Release() : _ => { } });

    private static async Task WhenFullAsync(Group group)
    {
        await foreach (ViewChange change in group.ReadViewsAsync())
            if (change.View.Members.Count(member => member.HoldsState) == Nodes)
                return;
    }

    private static string[] FreeAddresses()
    {
        TcpListener[] probes = [.. Enumerable.Range(0, Nodes).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener probe in probes)
            probe.Start();
        string[] addresses = [.. probes.Select(probe => probe.LocalEndpoint.ToString()!)];
        foreach (TcpListener probe in probes)
            probe.Dispose();
        return addresses;
    }
}
