using Cohort.Cli.Children;

namespace Cohort.Processes.Tests.Processes;

/// <summary>All nodes on the loopback address.</summary>
internal sealed class Loopback(int nodes) : INetwork
{
    public IReadOnlyList<string> Addresses { get; } = [.. FreePorts.Find(nodes).Select(port => $"127.0.0.1:{port}")];

    public IReadOnlyList<string> WrapperOf(int node) => [];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
