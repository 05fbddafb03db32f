using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Durability;

/// <summary>U2: a Durable message is delivered when every member of the view has it on its disk.</summary>
public sealed class DurableMessages
{
    [Fact]
    public void A_durable_message_waits_for_the_disk_of_every_member()
    {
        Cluster cluster = Cluster.WithLogs("a", "b", "c");
        cluster["c"].StopDisk();
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunSeconds(1);
        Assert.All(["a", "b", "c"], name => Assert.Empty(cluster[name].Delivered));
        cluster["c"].GoOnWithDisk();
        cluster.Settle();
        Assert.All(["a", "b", "c"], name => Assert.Equal(["x"], cluster[name].Delivered));
    }

    [Theory]
    [InlineData(Delivery.Stable)]
    [InlineData(Delivery.Received)]
    public void Other_messages_wait_for_no_disk(Delivery delivery)
    {
        Cluster cluster = Cluster.WithLogs("a", "b");
        cluster["a"].StopDisk();
        cluster["b"].StopDisk();
        cluster["a"].Send("x", delivery: delivery);
        cluster.Settle();
        Assert.All(["a", "b"], name => Assert.Equal(["x"], cluster[name].Delivered));
    }

    [Fact]
    public void A_message_behind_a_durable_one_of_its_sender_waits_with_it()
    {
        Cluster cluster = Cluster.WithLogs("a", "b");
        cluster["b"].StopDisk();
        cluster["a"].Send("x", Order.Fifo, Delivery.Durable);
        cluster["a"].Send("y", Order.Fifo, Delivery.Received);
        cluster["b"].Send("z", Order.Fifo, Delivery.Received);
        cluster.Settle();
        Assert.Equal(["z"], cluster["a"].Delivered);
        cluster["b"].GoOnWithDisk();
        cluster.Settle();
        Assert.Equal(["z", "x", "y"], cluster["a"].Delivered);
    }

    [Fact]
    public void All_that_a_member_receives_comes_into_its_log()
    {
        Cluster cluster = Cluster.WithLogs("a", "b");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster["b"].Send("y", delivery: Delivery.Received);
        cluster.Settle();
        foreach (string name in (string[])["a", "b"])
        {
            LogContents log = LogContents.Of(cluster[name]);
            View view = log.Views[^1];
            Assert.Equal(cluster[name].View!.ToString(), view.ToString());
            Assert.Equal(["x", "y"], log.MessagesOf(view.Number));
        }
    }

    [Fact]
    public void A_view_change_waits_until_those_who_go_on_have_the_cut_on_the_disk()
    {
        Cluster cluster = Cluster.WithLogs("a", "b", "c");
        cluster["b"].StopDisk();
        cluster["c"].Send("x", delivery: Delivery.Durable);
        cluster.Settle();
        cluster.Kill("c");
        cluster.RunSeconds(10);
        Assert.Empty(cluster["a"].Delivered);
        Assert.Equal(3, cluster["a"].View!.Members.Length);
        cluster["b"].GoOnWithDisk();
        cluster.RunUntilView("a", "b");
        Assert.All(["a", "b"], name => Assert.Equal(["x"], cluster[name].Delivered));
        // The cut of a view, and then the next.
        LogContents log = LogContents.Of(cluster["b"]);
        Assert.Equal(log.Views[^2].Number, log.Cuts[^1].View);
        Assert.Equal(["x"], log.MessagesOf(log.Views[^2].Number));
    }

    [Fact]
    public void A_joiner_counts_only_when_it_has_the_state_on_its_disk()
    {
        Cluster cluster = Cluster.WithLogs("a", "b");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.Start("c", group: null);
        cluster["c"].StopDisk();
        cluster["c"].Join("g", governed: true, durable: true);
        cluster.RunUntil(() => cluster["c"].Delivered.Count == 1, what: "c has the state");
        cluster.RunSeconds(5);
        Assert.False(cluster["a"].View!.Members[2].HoldsState);
        cluster["c"].GoOnWithDisk();
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal("x", LogContents.Of(cluster["c"]).State);
    }

    [Fact]
    public void A_member_whose_disk_fails_stops_and_the_others_go_on()
    {
        Cluster cluster = Cluster.WithLogs("a", "b", "c");
        cluster["c"].StopDisk();
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.Settle();
        cluster["c"].Take(Input.DiskFailed("no space is left"));
        cluster.RunUntilView("a", "b");
        Assert.Equal(["x"], cluster["a"].Delivered);
        Assert.Empty(cluster["c"].Delivered);
        Assert.Equal(GroupStatus.Failed, cluster["c"].Status);
        Assert.Contains("no space is left", cluster["c"].Reason, StringComparison.Ordinal);
        TestGroup again = cluster["c"].Join("g", governed: true, durable: true);
        cluster.Settle();
        Assert.Equal(GroupStatus.Failed, again.Status);
        Assert.Contains("no space is left", again.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_that_keeps_a_log_needs_a_disk()
    {
        Cluster cluster = Cluster.WithRoot("a");
        TestGroup group = cluster["a"].Join("g", governed: true, durable: true);
        cluster.Settle();
        Assert.Contains("no folder", group.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Only_governed_groups_with_state_keep_a_log(bool governed, bool hasState)
    {
        Cluster cluster = Cluster.WithLogs("a");
        TestGroup group = cluster["a"].Join("h", hasState, governed: governed, durable: true);
        cluster.Settle();
        Assert.Contains("only governed groups with state", group.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void All_members_keep_a_log_or_none()
    {
        Cluster cluster = Cluster.WithLogs("a", "b");
        cluster["a"].Join("h", governed: true);
        cluster.Settle();
        TestGroup other = cluster["b"].Join("h", governed: true, durable: true);
        cluster.RunSeconds(1);
        Assert.Equal(GroupStatus.Failed, other.Status);
        Assert.Contains("give all members the same Durability", other.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_with_a_log_rests_when_all_is_on_the_disk()
    {
        Cluster cluster = Cluster.WithLogs("a", "b");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunSeconds(5);
        Assert.Equal(0, cluster["a"].GroupsAwake);
        cluster["a"].StopDisk();
        cluster["b"].Send("y", delivery: Delivery.Received);
        cluster.RunSeconds(5);
        Assert.Equal(1, cluster["a"].GroupsAwake);
    }

    [Fact]
    public void A_large_message_goes_into_records_of_bounded_size()
    {
        Cluster cluster = Cluster.WithLogs("a", "b");
        string large = new('x', 3 << 20);
        cluster["a"].Send(large, delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a", "b");
        Assert.Equal([large], LogContents.Of(cluster["b"]).MessagesOf(cluster["b"].View!.Number));
        Assert.All(cluster["b"].Log, record => Assert.InRange(record.Length, 1, 5 << 18));
    }
}
