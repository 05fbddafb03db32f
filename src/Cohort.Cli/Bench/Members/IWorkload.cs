using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Members;

/// <summary>What a member does while it is measured.</summary>
internal interface IWorkload
{
    /// <summary>Sends, until the member is about to leave; then it waits for the answers to what it has sent.</summary>
    Task RunAsync(Group group, CancellationToken leaving);

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
            BenchMode.ViewChange => new Clients(setting),
            _ => throw new ArgumentException($"{setting.Mode} is made of other modes.", nameof(setting)),
        };
}
