using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Governance;

/// <summary>Members leave a governed group.</summary>
public sealed class Leaving
{
    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    [InlineData("a", "c")]
    [InlineData("c", "a")]
    [InlineData("b", "c")]
    [InlineData("c", "b")]
    public void Two_that_leave_at_once_are_gone_at_once(string one, string other)
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Join("g", "a", "b", "c");
        cluster[one].Leave();
        cluster[other].Leave();
        Instant before = cluster.Now;
        cluster.RunUntil(() => cluster[one].Status == GroupStatus.Left && cluster[other].Status == GroupStatus.Left);
        Assert.InRange((cluster.Now - before).TotalSeconds, 0, 1);
    }
}
