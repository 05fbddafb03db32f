using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.BackPressure;

/// <summary>Section 2: a large message is cut into fragments, and holds up nothing.</summary>
public sealed class LargeMessages
{
    private static string Megabytes(int count)
    {
        var random = new Random(count);
        return string.Create(count << 20, random, (text, source) => source.GetItems("abcdefgh", text));
    }

    [Fact]
    public void One_arrives_whole()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        string large = Megabytes(3);
        cluster["b"].Send(large);
        cluster.RunUntilDelivered(1, "a", "b", "c");
        Assert.Equal(large, cluster["c"].Delivered[0]);
        Assert.All(
            cluster.Network.Written.Where(frame => frame.Type == FrameType.StreamItems),
            frame => Assert.InRange(frame.Bytes.Length, 1, 80 << 10)
        );
    }

    [Fact]
    public void One_goes_on_where_its_connection_broke()
    {
        Cluster cluster = Cluster.Of("a", "b");
        string large = Megabytes(2);
        int before = cluster.Network.Written.Count;
        cluster.BytesPerMillisecond = 1000;
        cluster["b"].Send(large);
        cluster.RunSeconds(1);
        cluster.Break("a", "b");
        cluster.RunUntilDelivered(1, "a", "b");
        Assert.Equal(large, cluster["a"].Delivered[0]);
        long sent = cluster
            .Network.Written.Skip(before)
            .Where(frame => frame.Type == FrameType.StreamItems)
            .Sum(frame => frame.Bytes.Length);
        Assert.InRange(sent, 2 << 20, 3 << 20);
        Assert.Single(cluster["a"].Views);
    }

    [Fact]
    public void One_has_a_connection_of_its_own_and_goes_on_with_the_others_where_that_breaks()
    {
        Cluster cluster = Cluster.Of("a", "b");
        cluster.BytesPerMillisecond = 1000;
        string[] large = [Megabytes(2), Megabytes(1)];
        foreach (string message in large)
            cluster["b"].Send(message);
        cluster.RunSeconds(1);
        Assert.Equal(2, cluster["b"].ConnectionsTo("a"));
        cluster.BreakLast("b", "a");
        cluster.RunUntilDelivered(2, "a", "b");
        Assert.Equal(large, cluster["a"].Delivered);
        Assert.Single(cluster["a"].Views);
        Assert.Equal(2, cluster["b"].ConnectionsTo("a"));
        cluster.RunSeconds(15);
        Assert.Equal(1, cluster["b"].ConnectionsTo("a"));
    }

    [Fact]
    public void One_that_a_view_change_cuts_short_begins_again_in_the_next()
    {
        Cluster cluster = Cluster.Of(new Limits { FragmentSize = 10 }, "a", "b", "c");
        string large = new('x', 10_000);
        // One step has a part of it.
        cluster["b"].Send(large);
        cluster["b"].Pause();
        cluster["b"].Send("after");
        cluster.Kill("c");
        cluster.RunUntil(() => cluster["a"].Status == GroupStatus.Changing);
        cluster["b"].Continue();
        cluster.RunUntilDelivered(2, "a", "b");
        Assert.Equal([large, "after"], cluster["a"].Delivered);
        Assert.Equal(cluster["a"].History, cluster["b"].History);
    }

    [Fact]
    public void One_that_takes_longer_than_the_suspicion_time_raises_no_suspicion()
    {
        Cluster cluster = Cluster.Of("a", "b");
        cluster.BytesPerMillisecond = 500;
        cluster["b"].Send(Megabytes(4), Order.Fifo);
        cluster.RunSeconds(5);
        Assert.Empty(cluster["a"].Delivered);
        cluster.RunUntilDelivered(1, "a");
        Assert.Single(cluster["a"].Views);
        Assert.Single(cluster["b"].Views);
    }

    [Fact]
    public void Messages_of_another_group_pass_between_its_fragments()
    {
        Cluster cluster = Cluster.Of("a", "b");
        foreach (string name in (string[])["a", "b"])
            cluster[name].Join("other");
        cluster.RunUntil(() => cluster["b"].Group("other").Status == GroupStatus.Active);
        cluster.BytesPerMillisecond = 500;
        cluster["b"].Send(Megabytes(4), Order.Fifo);
        cluster.RunSeconds(1);
        cluster["b"].Group("other").Send("small", Order.Fifo, Delivery.Received);
        cluster.RunSeconds(2.5);
        Assert.Equal(["small"], cluster["a"].Group("other").Delivered);
        Assert.Empty(cluster["a"].Delivered);
    }

    [Fact]
    public void A_view_change_brings_the_rest_of_one_to_who_lacks_it()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.BytesPerMillisecond = 500;
        cluster["b"].Send(Megabytes(4), Order.Fifo);
        cluster.RunSeconds(1);
        cluster.Kill("c");
        cluster.RunUntil(() => cluster["a"].View!.Members.Length == 2, TimeSpan.FromSeconds(12));
        Assert.Single(cluster["a"].Delivered);
        Assert.Equal(cluster["a"].History, cluster["b"].History);
    }
}
