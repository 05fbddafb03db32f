using Cohort.Simulation.Costs;

namespace Cohort.Simulation.Tests.Costs;

/// <summary>What the root group costs clusters of different sizes: it grows with the nodes, not with their square.</summary>
public sealed class ClusterCostsTests
{
    [Fact]
    public void Beyond_the_voters_costs_grow_with_the_nodes()
    {
        ClusterCost ten = ClusterCosts.Measure(10);
        ClusterCost thirty = ClusterCosts.Measure(30);
        Assert.All(
            new (Cost Small, Cost Large)[]
            {
                (ten.Join, thirty.Join),
                (ten.Message, thirty.Message),
                (ten.DeathOfFollower!, thirty.DeathOfFollower!),
                (ten.DeathOfVoter, thirty.DeathOfVoter),
            },
            pair => Assert.InRange(pair.Large.Frames, pair.Small.Frames, 4 * pair.Small.Frames)
        );
        Assert.InRange(thirty.Message.Bytes, ten.Message.Bytes, 4 * ten.Message.Bytes);
    }

    [Fact]
    public void Where_all_vote_nobody_follows() => Assert.Null(ClusterCosts.Measure(3).DeathOfFollower);
}
