using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Multicast;

/// <summary>Section 2: a frame may be lost, repeated or ignored at any time.</summary>
public sealed class Repetition
{
    [Fact]
    public void What_comes_twice_is_delivered_once()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster["b"].Send("once", Order.Fifo, Delivery.Received);
        cluster.Settle();
        SentFrame items = cluster.Network.Written.Last(frame => frame is { Type: FrameType.StreamItems, To: "a" });
        Assert.True(cluster.Inject("b", "a", items.Bytes.ToArray()));
        cluster["b"].Send("twice", Order.Fifo, Delivery.Received);
        cluster.RunSeconds(1);
        Assert.Equal(["once", "twice"], cluster["a"].Delivered);
    }

    [Fact]
    public void What_comes_too_early_waits_for_what_was_lost_before_it()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Network.Lose(FrameType.StreamItems, from: "b", to: "a");
        cluster["b"].Send("lost", Order.Fifo, Delivery.Received);
        cluster.Settle();
        cluster.Network.Release();
        cluster["b"].Send("early", Order.Fifo, Delivery.Received);
        cluster.Settle();
        Assert.Empty(cluster["a"].Delivered);
        cluster.Break("a", "b");
        cluster.RunUntilDelivered(2, "a");
        Assert.Equal(["lost", "early"], cluster["a"].Delivered);
    }

    [Fact]
    public void Every_frame_of_a_change_may_come_twice()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d");
        for (int i = 0; i < 10; i++)
            cluster["d"].Send($"{i}");
        cluster.Kill("d");
        cluster.RunUntilView("a", "b", "c");
        foreach (SentFrame frame in cluster.Network.Written.ToArray())
            if (frame is { Type: not (FrameType.Hello or FrameType.Refusal), From: not "d", To: not "d" })
                cluster.Inject(frame.From, frame.To, frame.Bytes.ToArray());
        cluster["b"].Send("on we go");
        cluster.RunUntil(() => cluster.Seeds[..3].All(name => cluster[name].Delivered.Contains("on we go")));
        Assert.Equal(cluster["a"].History, cluster["b"].History);
        Assert.Equal(cluster["a"].History, cluster["c"].History);
    }
}
