using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.BackPressure;

/// <summary>Messages whose senders have been told, without a ticket, that they are accepted.</summary>
public sealed class Promises
{
    private static readonly Limits Narrow = new() { Window = 100 };

    private static readonly string Ten = new('x', 10);

    [Fact]
    public void They_are_answered_by_their_number_as_they_enter_the_stream()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b", "c");
        cluster["c"].Application.Consumes = false;
        for (int i = 0; i < 30; i++)
            cluster["a"].Application.Promise(Ten);
        cluster.RunSeconds(1);
        Assert.Equal(10, cluster["a"].Application.PromisesKept);
        cluster["c"].Application.CatchUp();
        cluster.RunUntilDelivered(30, "a", "b", "c");
        Assert.Equal(30, cluster["a"].Application.PromisesKept);
        Assert.Empty(cluster["a"].Accepted);
    }

    [Fact]
    public void A_member_leaves_when_they_are_sent()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b", "c");
        cluster["c"].Application.Consumes = false;
        for (int i = 0; i < 30; i++)
            cluster["a"].Application.Promise(Ten);
        cluster["a"].Leave();
        cluster.RunSeconds(0.5);
        cluster["c"].Application.CatchUp();
        cluster.RunUntilView("b", "c");
        Assert.Equal(GroupStatus.Left, cluster["a"].Status);
        Assert.Equal(30, cluster["b"].Delivered.Count);
        Assert.Equal(0, cluster["a"].Application.PromisesBroken);
    }

    [Fact]
    public void A_member_that_cannot_send_them_in_time_leaves_all_the_same()
    {
        Cluster cluster = Cluster.Of(Narrow, "a", "b", "c");
        cluster["c"].Application.Consumes = false;
        for (int i = 0; i < 30; i++)
            cluster["a"].Application.Promise(Ten);
        cluster["a"].Leave();
        cluster.RunUntilView("b", "c");
        Assert.Equal(GroupStatus.Left, cluster["a"].Status);
        Assert.Equal(10, cluster["b"].Delivered.Count);
        Assert.Equal(20, cluster["a"].Application.PromisesBroken);
    }

    [Fact]
    public void A_member_alone_sends_them_and_leaves_at_once()
    {
        Cluster cluster = Cluster.Of("a");
        cluster["a"].Application.Promise(Ten);
        cluster["a"].Leave();
        cluster.RunUntil(() => cluster["a"].Status == GroupStatus.Left);
        Assert.Equal([Ten], cluster["a"].Delivered);
    }
}
