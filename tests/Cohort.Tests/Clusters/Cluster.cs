using System.Text;
using Cohort.Runtime;

namespace Cohort.Tests.Clusters;

/// <summary>Several nodes in this process, on loopback, each with a replica of one group.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private const string GroupName = "ledger";

    private readonly List<Process> _processes = [];
    private readonly Func<NodeOptions, NodeOptions> _with;

    private Cluster(string[] seeds, Func<NodeOptions, NodeOptions> with)
    {
        Seeds = seeds;
        _with = with;
    }

    /// <summary>The listed addresses.</summary>
    public string[] Seeds { get; }

    /// <summary>Whether the group decides its views itself.</summary>
    public bool SelfGoverned { get; init; }

    /// <summary>What is not disposed yet, in the order of their starts.</summary>
    public IReadOnlyList<Process> Processes => _processes;

    public Process this[int index] => _processes[index];

    /// <summary>A cluster that has formed its group among so many nodes.</summary>
    public static async Task<Cluster> FormAsync(
        int nodes,
        Func<NodeOptions, NodeOptions>? with = null,
        bool selfGoverned = false
    )
    {
        var cluster = new Cluster(LoopbackPorts.FreeAddresses(nodes), with ?? (options => options))
        {
            SelfGoverned = selfGoverned,
        };
        foreach (string seed in cluster.Seeds)
            await cluster.StartAsync(seed);
        await cluster.EachAsync(process => process.JoinAsync());
        await cluster.EachAsync(process => process.Replica.SeesAsync(nodes));
        return cluster;
    }

    /// <summary>Does something at all nodes at once; where it does not end, says what each of them is doing.</summary>
    public async Task EachAsync(Func<Process, Task> action)
    {
        Task[] tasks = [.. _processes.Select(action)];
        Task all = Task.WhenAll(tasks);
        if (await Task.WhenAny(all, Task.Delay(Deadline.Limit)) != all)
            Assert.Fail(
                string.Join(
                    Environment.NewLine,
                    _processes.Select(
                        (process, number) =>
                            $"{tasks[number].Status} {tasks[number].Exception?.InnerException?.Message} {process}"
                    )
                )
            );
        await all;
    }

    /// <summary>A cluster whose nodes have not started.</summary>
    public static Cluster Of(int nodes, bool selfGoverned = false) =>
        new(LoopbackPorts.FreeAddresses(nodes), options => options) { SelfGoverned = selfGoverned };

    /// <summary>One whose nodes will stand at these addresses, with these options.</summary>
    public static Cluster Of(string[] seeds, Func<NodeOptions, NodeOptions> with) => new(seeds, with);

    /// <summary>Starts one more node.</summary>
    public async Task<Process> StartAsync(string listen = "127.0.0.1:0", Func<NodeOptions, NodeOptions>? with = null)
    {
        var process = new Process();
        process.Replica.SelfGoverned = SelfGoverned;
        NodeOptions options = _with(Options(listen, process));
        options = with?.Invoke(options) ?? options;
        process.Node = await Node.StartOnAsync(
                options,
                process.Transport,
                static (settings, seed) => new ProtocolMachine(settings, seed),
                CancellationToken.None
            )
            .Soon();
        _processes.Add(process);
        return process;
    }

    /// <summary>Starts one more node and takes it into the group.</summary>
    public async Task<Process> AddAsync(Func<GroupOptions, GroupOptions>? with = null)
    {
        Process process = await StartAsync();
        await process.JoinAsync(with).Soon();
        return process;
    }

    /// <summary>From now on it is no part of the cluster.</summary>
    public void Forget(Process process) => _processes.Remove(process);

    /// <summary>Completes when all have the same messages, as many as said, and checks that they are in the same order.</summary>
    public async Task<IReadOnlyList<string>> AgreeAsync(int messages)
    {
        await EachAsync(process => process.Replica.HasAsync(messages));
        foreach (Process process in _processes)
            Assert.Equal(_processes[0].Replica.Log.AsEnumerable(), process.Replica.Log.AsEnumerable());
        Assert.Equal(messages, _processes[0].Replica.Log.Count);
        return _processes[0].Replica.Log;
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_processes.Select(process => process.Node.DisposeAsync().AsTask())).Soon();

    private NodeOptions Options(string listen, Process process) =>
        new()
        {
            Cluster = "test",
            Listen = listen,
            Seeds = Seeds,
            HeartbeatInterval = TimeSpan.FromMilliseconds(100),
            SuspicionTime = TimeSpan.FromSeconds(5),
            OnWarning = process.Warn,
        };

    /// <summary>One node and what its application keeps.</summary>
    internal sealed class Process
    {
        private readonly Lock _lock = new();
        private readonly List<string> _warnings = [];
        private readonly List<(string Text, TaskCompletionSource<string> Heard)> _waiting = [];

        public SeverableTransport Transport { get; } = new();

        public Node Node { get; set; } = null!;

        public Group Group { get; private set; } = null!;

        public Replica Replica { get; } = new();

        public async Task JoinAsync(
            Func<GroupOptions, GroupOptions>? with = null,
            CancellationToken cancellationToken = default
        )
        {
            GroupOptions options = Replica.Options;
            Group = await Node.JoinAsync(GroupName, with?.Invoke(options) ?? options, cancellationToken);
        }

        public override string ToString() =>
            $"{Node.Name}: {Node.Status} {Node.StatusReason} view {Group?.View} log {Replica.Log.Count} "
            + $"statuses [{string.Join("; ", Replica.Statuses)}] warnings [{string.Join("; ", _warnings)}]";

        /// <summary>Sends a text.</summary>
        public Task SendAsync(string text, Order order = Order.Total, Delivery delivery = Delivery.Stable) =>
            Group.SendAsync(Encoding.UTF8.GetBytes(text), order, delivery).AsTask().Soon();

        /// <summary>Sends several, one after the other.</summary>
        public async Task SendManyAsync(string name, int count)
        {
            for (int number = 1; number <= count; number++)
                await SendAsync($"{name}{number}");
        }

        public void Warn(string warning)
        {
            lock (_lock)
            {
                _warnings.Add(warning);
                foreach ((string text, TaskCompletionSource<string> heard) in _waiting)
                    if (warning.Contains(text, StringComparison.Ordinal))
                        heard.TrySetResult(warning);
            }
        }

        /// <summary>The first warning that contains a text.</summary>
        public Task<string> WarningAsync(string text)
        {
            lock (_lock)
            {
                var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add((text, heard));
                if (_warnings.Find(warning => warning.Contains(text, StringComparison.Ordinal)) is { } already)
                    heard.SetResult(already);
                return heard.Task;
            }
        }
    }
}
