using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Members;

/// <summary>What a member does while it is measured.</summary>
internal interface IWorkload
{
    /// <summary>Sends, until the member is about to leave; then it waits for the answers to what it has sent.</summary>
    Task RunAsync(Group group, CancellationToken leaving);

    /// <summary>Joins what else it needs, before the measured group; null where it needs nothing.</summary>
    Task<IAsyncDisposable?> JoinBesideAsync(Node node) => Task.FromResult<IAsyncDisposable?>(null);

    /// <summary>Works in what else it has joined, whether or not this member is one that sends to the measured group;
    /// until the member is about to leave.</summary>
    Task RunBesideAsync(CancellationToken leaving) => Task.CompletedTask;

    /// <summary>How many bytes were delivered to this member in what else it has joined.</summary>
    long BulkBytes => 0;

    /// <summary>Whether the handler of messages awaits <see cref="AwaitAsync"/>.</summary>
    bool Awaits => false;

    /// <summary>What the handler does with a message after <see cref="OnMessage"/>, where it awaits anything.</summary>
    ValueTask AwaitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A message was delivered to this member.</summary>
    void OnMessage(in Message message) { }

    /// <summary>The parent says something.</summary>
    void OnFrame(Frame frame, Parent parent) { }

    /// <summary>The workload of a setting.</summary>
    static IWorkload Of(Setting setting) =>
        setting.Mode switch
        {
            BenchMode.Throughput => new Flood(setting),
            BenchMode.Latency => new PingPong(setting),
            BenchMode.ViewChange or BenchMode.Overload => new Clients(setting),
            BenchMode.Fairness when setting.Beside == Neighbour.Bulk => new BesideBulk(setting),
            BenchMode.Fairness => new BesideSlow(setting),
            BenchMode.Groups => new ManyGroups(setting),
            _ => throw new ArgumentException($"{setting.Mode} is made of other modes.", nameof(setting)),
        };
}
