using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;

namespace Cohort.Toolkit.Tests.Calls;

/// <summary>Nodes that serve prices.</summary>
internal sealed class CallCluster : IAsyncDisposable
{
    private CallCluster(ToolCluster cluster) => Cluster = cluster;

    public ToolCluster Cluster { get; }

    public List<ToolGroup> Groups { get; } = [];

    public List<Pricing> Served { get; } = [];

    public GroupCalls<IPricing>[] Calls => [.. Groups.Select(group => group.Calls<IPricing>())];

    /// <summary>Starts so many nodes, all of them full members.</summary>
    public static async Task<CallCluster> StartAsync(int nodes, ToolGroupOptions? options = null)
    {
        var cluster = new CallCluster(await ToolCluster.StartAsync(nodes));
        foreach (Node node in cluster.Cluster.Nodes.ToArray())
            await cluster.JoinAsync(node, options);
        await cluster.WhenFullAsync(nodes);
        return cluster;
    }

    /// <summary>Joins.</summary>
    public async Task<ToolGroup> JoinAsync(Node node, ToolGroupOptions? options = null)
    {
        var pricing = new Pricing(node.Name);
        ToolGroup group = await node.JoinAsync(
                "prices",
                tools => tools.Serve<IPricing>(pricing).Serve<IClock>(new Clock()),
                options
            )
            .Soon();
        pricing.Calls = group.Calls<IPricing>();
        pricing.Self = () => group.Group.Self!;
        Served.Add(pricing);
        Groups.Add(group);
        return group;
    }

    /// <summary>Waits until every member sees so many full members.</summary>
    public async Task WhenFullAsync(int members)
    {
        foreach (ToolGroup group in Groups)
            await WhenAsync(group, view => view.Members.Count(member => member.HoldsState) == members);
    }

    /// <summary>Waits until a member sees such a view.</summary>
    public static async Task WhenAsync(ToolGroup group, Func<View, bool> isSuch)
    {
        await foreach (ViewChange change in group.Group.ReadViewsAsync(Deadline.Token))
            if (isSuch(change.View))
                return;
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
