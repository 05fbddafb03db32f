using Cohort.Simulation.Costs;

namespace Cohort.Simulation.Tests.Costs;

/// <summary>What the root group costs clusters of different sizes: it grows with the nodes, not with their square.</summary>
public sealed class ClusterCostsTests
{
    [Fact]
    public void Beyond_the_voters_costs_grow_with_the_nodes()
    {
        ClusterCost twenty = ClusterCosts.Measure(20);
        ClusterCost forty = ClusterCosts.Measure(40);
        Assert.All(
            new (Cost Small, Cost Large)[]
            {
                (twenty.Join, forty.Join),
                (twenty.Message, forty.Message),
                (twenty.DeathOfFollower!, forty.DeathOfFollower!),
                (twenty.DeathOfVoter, forty.DeathOfVoter),
            },
            pair => Assert.InRange(pair.Large.Frames, pair.Small.Frames, 3 * pair.Small.Frames)
        );
        Assert.InRange(forty.Message.Bytes, twenty.Message.Bytes, 3 * twenty.Message.Bytes);
    }

    [Fact]
    public void Where_all_vote_nobody_follows() => Assert.Null(ClusterCosts.Measure(3).DeathOfFollower);
}
