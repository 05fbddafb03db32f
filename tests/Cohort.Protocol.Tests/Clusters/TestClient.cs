using Cohort.Protocol.Clients;

namespace Cohort.Protocol.Tests.Clusters;

/// <summary>A client of a <see cref="Cluster"/>, and what it tells its application.</summary>
internal sealed class TestClient(Cluster cluster, NodeSettings settings)
    : TestNode(cluster, settings, new ClientMachine(settings, settings.Process.Incarnation * 7919))
{
    /// <summary>What became of its link, in order.</summary>
    public List<ClientLink> Links { get; } = [];

    /// <summary>The name of the node that it is linked to; null where it is to none.</summary>
    public string? Node => Links is [.., { Node: { } node }] ? node.Address : null;

    public override string ToString() => $"{Address}: linked to {Node ?? "none"}, [{string.Join("; ", Links)}]";

    protected override void Tell(Output output)
    {
        if (output.Kind == OutputKind.ClientLinked)
            Links.Add(output.Link);
        else
            Assert.Fail($"a client told {output.Kind}");
    }
}
