using System.Diagnostics;
using System.Globalization;
using Cohort.Benchmarks.Nodes;

namespace Cohort.Benchmarks.Calls;

/// <summary>
/// <c>calls</c>: how long a call to all of three members takes until all have replied, beside a message of the same size from its
/// sending to its own stable delivery in its place. Three nodes in this process, on loopback; in turn, in one run, so that what else
/// the machine does slows both.
/// </summary>
internal static class CallLatency
{
    private const int Members = 3;
    private const int Round = 200;
    private const int Size = 32;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(20);

    public static async Task RunAsync()
    {
        await using ThreeNodes nodes = await ThreeNodes.StartAsync();
        using var delivered = new SemaphoreSlim(0);
        Group[] plain = await nodes.EachAsync(node => JoinAsync(node, delivered));
        ToolGroup[] served = await nodes.EachAsync(node =>
            node.JoinAsync("calls", tools => tools.Serve<IEcho>(new Echo()))
        );
        foreach (Group group in plain.Concat(served.Select(each => each.Group)))
            await WhenFullAsync(group);
        GroupCalls<IEcho> calls = served[0].Calls<IEcho>();
        List<double> messages = [],
            all = [],
            first = [],
            atOnce = [];
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < s_warmUp + s_measured; )
        {
            bool counts = Stopwatch.GetElapsedTime(began) > s_warmUp;
            await MeasureAsync(() => SendAsync(plain[0], delivered), counts ? messages : null);
            await MeasureAsync(() => calls.SayAsync(1).AsTask(), counts ? all : null);
            await MeasureAsync(() => calls.SayAsync(1, Wanted.First).AsTask(), counts ? first : null);
            await MeasureAsync(() => calls.SayAtOnceAsync(1).AsTask(), counts ? atOnce : null);
        }
        Console.WriteLine(
            $"{messages.Count} of each, three nodes in one process, Total and Stable but for the last, microseconds:"
        );
        double round = Tell("message, to its own delivery", messages, null);
        Tell("call, all replies", all, round);
        Tell("call, first reply", first, round);
        Tell("call in Fifo order, as received, all replies", atOnce, round);
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

    // Who sends hears of its own delivery.
    private static Task<Group> JoinAsync(Node node, SemaphoreSlim delivered) =>
        node.JoinAsync("messages", new GroupOptions { OnMessage = message => Hear(node, message, delivered) });

    private static void Hear(Node node, Message message, SemaphoreSlim delivered)
    {
        if (message.Sender.Process == node.Process)
            delivered.Release();
    }

    private static async Task WhenFullAsync(Group group)
    {
        await foreach (ViewChange change in group.ReadViewsAsync())
            if (change.View.Members.Count(member => member.HoldsState) == Members)
                return;
    }
}
