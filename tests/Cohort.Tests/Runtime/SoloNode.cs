using Cohort.Transport.Tcp;

namespace Cohort.Tests.Runtime;

/// <summary>A node that drives a <see cref="SoloMachine"/>.</summary>
internal sealed class SoloNode : IAsyncDisposable
{
    private SoloNode(Node node, SoloMachine machine)
    {
        Node = node;
        Machine = machine;
    }

    public Node Node { get; }

    public SoloMachine Machine { get; }

    public static async Task<SoloNode> StartAsync(
        Action<SoloMachine>? prepare = null,
        Func<NodeOptions, NodeOptions>? with = null
    )
    {
        SoloMachine? machine = null;
        var options = new NodeOptions { Cluster = "shop", DisposeTimeout = Deadline.Limit };
        Node node = await Node.StartOnAsync(
                with?.Invoke(options) ?? options,
                new TcpTransport(),
                (settings, _) =>
                {
                    machine = new SoloMachine(settings);
                    prepare?.Invoke(machine);
                    return machine;
                },
                CancellationToken.None
            )
            .Soon();
        return new SoloNode(node, machine!);
    }

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
