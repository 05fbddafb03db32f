using Cohort.Protocol.Durability;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Durability;

/// <summary>A group puts its state into its log now and then, and the log is needed no more before it.</summary>
public sealed class Compacting
{
    private const int Little = 400;

    /// <summary>Three nodes for the root, and others for a group; little has to be written before a state is.</summary>
    private static Cluster With(params string[] members)
    {
        var cluster = new Cluster
        {
            Seeds = ["r", "s", "t"],
            Governed = true,
            HasDisks = true,
            LogBytes = Little,
        };
        foreach (string name in (string[])["r", "s", "t"])
            cluster.Start(name, group: null);
        cluster.RunUntilRootIsWhole();
        for (int at = 0; at < members.Length; at++)
        {
            Start(cluster, members[at]);
            cluster.RunUntilView(members[..(at + 1)]);
        }
        return cluster;
    }

    private static void Start(Cluster cluster, string name)
    {
        cluster.Start(name, group: null);
        cluster[name].Join("g", governed: true, durable: true);
    }

    private static void Kill(Cluster cluster, params string[] names)
    {
        foreach (string name in names)
            cluster.Kill(name);
    }

    private static string Filler(char of) => new(of, Little);

    private static int Bases(Cluster cluster, string name) => LogContents.Of(cluster[name]).Bases.Count;

    private static GroupCopy CopyOf(Cluster cluster, string name)
    {
        GroupCopy? copy = cluster[name].CopyOf("g");
        Assert.NotNull(copy);
        return copy;
    }

    [Fact]
    public void What_is_before_a_state_is_dropped_and_the_group_goes_on_from_the_rest()
    {
        Cluster cluster = With("a");
        List<string> sent = [];
        for (int number = 0; number < 40; number++)
        {
            sent.Add($"{number}{Filler('x')}");
            cluster["a"].Send(sent[^1], delivery: Delivery.Durable);
            cluster.Settle();
        }
        Assert.Equal(sent, cluster["a"].Delivered);
        Assert.InRange(cluster["a"].Dropped, 1, cluster["a"].OnDisk);
        // Of all that was written the last state is left, and what is behind it.
        long kept = cluster["a"].Log.Skip(cluster["a"].Dropped).Sum(record => (long)record.Length);
        Assert.InRange(kept, 1, 4 * sent.Sum(text => text.Length));
        Assert.InRange(CopyOf(cluster, "a").Bytes, 1, 2 * sent.Sum(text => text.Length) + 4 * Little);
        cluster.Kill("a");
        Start(cluster, "a");
        cluster.RunUntilView("a");
        Assert.Equal(sent, cluster["a"].Delivered);
        Assert.Equal(1, cluster["a"].Application.StatesLoaded);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public void In_the_middle_of_a_view_with_all_kinds_of_messages_under_way(string survivor)
    {
        Cluster cluster = With("a", "b", "c");
        foreach (string name in (string[])["a", "b", "c"])
        {
            cluster[name].Send($"causal of {name}", Order.Causal, Delivery.Received);
            cluster[name].Send($"total of {name}", Order.Total, Delivery.Durable);
        }
        cluster.Settle();
        // From now on what waits for a disk stays under way, with its place in the order, and what is behind it.
        foreach (string name in (string[])["a", "b", "c"])
            if (name != survivor)
                cluster[name].StopDisk();
        foreach (string name in (string[])["c", "a", "b"])
        {
            cluster[name].Send($"durable of {name}", Order.Total, Delivery.Durable);
            cluster.Settle();
        }
        string large = new('l', 300 << 10);
        cluster["a"].Send(large, Order.Total, Delivery.Durable);
        foreach (string name in (string[])["b", "c", "a"])
        {
            cluster[name].Send($"fifo of {name}", Order.Fifo, Delivery.Stable);
            cluster[name].Send($"behind it of {name}", Order.Causal, Delivery.Received);
            cluster.Settle();
        }
        Assert.Equal(6, cluster[survivor].Delivered.Count);
        int before = Bases(cluster, survivor);
        cluster[survivor].Send(Filler('x'), Order.Causal, Delivery.Stable);
        cluster.RunSeconds(1);
        // It is behind what waits, and yet enough for a state.
        Assert.InRange(Bases(cluster, survivor), before + 1, int.MaxValue);
        GroupCopy copy = CopyOf(cluster, survivor);
        Assert.NotNull(copy.Last.Start);
        Assert.Equal(4UL, copy.Last.Start.Places.Aggregate(0UL, (sum, place) => sum + place.Placement.Count));
        List<string> delivered = cluster[survivor].Delivered;

        Kill(cluster, "a", "b", "c");
        Start(cluster, survivor);
        cluster.RunUntilView(survivor);
        List<string> after = cluster[survivor].Delivered;
        Assert.Equal(delivered, after[..delivered.Count]);
        Assert.Equal(
            ["durable of c", "durable of a", "durable of b", large],
            after[delivered.Count..]
                .Where(text => text.StartsWith("durable", StringComparison.Ordinal) || text == large)
        );
        Assert.Equal(6 + 3 + 1 + 6 + 1, after.Count);
        foreach (string name in (string[])["a", "b", "c"])
            Assert.True(after.IndexOf($"fifo of {name}") < after.IndexOf($"behind it of {name}"));
    }

    [Fact]
    public void What_is_taken_of_a_run_in_the_order_is_not_delivered_again()
    {
        Cluster cluster = With("a", "b");
        cluster["b"].StopDisk();
        // They are announced as one run, and the third waits for the disk.
        cluster["a"].Pause();
        cluster["b"].Send("1", Order.Total, Delivery.Received);
        cluster["b"].Send("2", Order.Total, Delivery.Received);
        cluster["b"].Send("3", Order.Total, Delivery.Durable);
        cluster["b"].Send("4", Order.Total, Delivery.Received);
        cluster.Settle();
        cluster["a"].Continue();
        cluster.Settle();
        cluster["a"].Send("5", Order.Total, Delivery.Received);
        cluster["a"].Send(Filler('x'), Order.Causal, Delivery.Received);
        cluster.RunSeconds(1);
        Assert.Equal(["1", "2"], cluster["a"].Delivered);
        Assert.Equal(
            [new Placement(1, 2), new Placement(0, 1)],
            CopyOf(cluster, "a").Last.Start!.Places.Select(place => place.Placement)
        );
        Kill(cluster, "a", "b");
        Start(cluster, "a");
        cluster.RunUntilView("a");
        Assert.Equal(["1", "2", "3", "4", "5", Filler('x')], cluster["a"].Delivered);
    }

    [Fact]
    public void A_vector_goes_on_from_what_was_delivered_and_not_from_what_was_received()
    {
        Cluster cluster = With("a", "b");
        cluster["a"].Send("1", Order.Causal, Delivery.Received);
        cluster.Settle();
        cluster["b"].Send("2", Order.Causal, Delivery.Received);
        cluster.Settle();
        cluster["a"].StopDisk();
        // Each says only what has changed since the one before it of its sender, and none of them is delivered.
        cluster["b"].Send("3", Order.Causal, Delivery.Durable);
        cluster["a"].Send("4", Order.Fifo, Delivery.Received);
        cluster.Settle();
        cluster["b"].Send("5", Order.Causal, Delivery.Received);
        cluster["a"].Send(Filler('x'), Order.Fifo, Delivery.Received);
        cluster.RunSeconds(1);
        Assert.Equal(["1", "2", "4", Filler('x')], cluster["b"].Delivered);
        ViewBase start = CopyOf(cluster, "b").Last.Start!;
        Assert.Equal(1UL, start.Afters[1][0]);
        Kill(cluster, "a", "b");
        Start(cluster, "b");
        cluster.RunUntilView("b");
        Assert.Equal(["1", "2", "4", Filler('x'), "3", "5"], cluster["b"].Delivered);
    }

    [Fact]
    public void Whoever_dies_before_the_state_is_on_the_disk_goes_on_from_what_was_there_before()
    {
        Cluster cluster = With("a");
        cluster["a"].Application.StatePadding = 3 << 20;
        cluster["a"].Application.SavesAfter = TimeSpan.FromSeconds(1);
        cluster["a"].Send(Filler('x'), delivery: Delivery.Durable);
        cluster["a"].Send("2", delivery: Delivery.Durable);
        cluster.Settle();
        Assert.Equal(1, Bases(cluster, "a"));
        cluster["a"].StopDisk();
        cluster.RunSeconds(2);
        // Of the state all parts but the last come to the disk.
        int last = cluster["a"].Log.FindLastIndex(record => record[0] == (byte)RecordKind.State);
        Assert.InRange(last - cluster["a"].OnDisk, 1, 10);
        cluster["a"].SyncUpTo(last);
        Assert.Equal(0, cluster["a"].Dropped);
        cluster.Kill("a");
        Start(cluster, "a");
        cluster.RunUntilView("a");
        Assert.Equal([Filler('x'), "2"], cluster["a"].Delivered);
        Assert.Equal(0, cluster["a"].Application.StatesLoaded);
    }

    [Fact]
    public void An_application_that_cannot_save_its_state_is_asked_again()
    {
        Cluster cluster = With("a");
        cluster["a"].Application.Saves = false;
        cluster["a"].Send(Filler('x'), delivery: Delivery.Durable);
        cluster.RunUntil(() => cluster["a"].Application.StatesTaken == 1, what: "a is asked");
        cluster["a"].Take(Input.StateNotTaken(cluster["a"].Application.Handle, -1, "it is in a knot"));
        cluster["a"].Send("2", delivery: Delivery.Durable);
        cluster.RunSeconds(10);
        Assert.Contains(cluster["a"].Warnings, text => text.Contains("it is in a knot", StringComparison.Ordinal));
        Assert.Equal(1, cluster["a"].Application.StatesTaken);
        cluster["a"].Application.Saves = true;
        cluster.RunSeconds(10);
        cluster["a"].Send("3", delivery: Delivery.Durable);
        cluster.RunSeconds(1);
        Assert.Equal(2, cluster["a"].Application.StatesTaken);
        cluster.Kill("a");
        Start(cluster, "a");
        cluster.RunUntilView("a");
        Assert.Equal([Filler('x'), "2", "3"], cluster["a"].Delivered);
        Assert.Equal(1, cluster["a"].Application.StatesLoaded);
    }

    [Fact]
    public void A_view_may_change_while_the_state_is_being_saved()
    {
        Cluster cluster = With("a");
        cluster["a"].Application.SavesAfter = TimeSpan.FromSeconds(10);
        cluster["a"].Send(Filler('x'), delivery: Delivery.Durable);
        cluster.RunUntil(() => cluster["a"].Application.StatesTaken == 1, what: "a is asked");
        cluster["a"].Send("2", delivery: Delivery.Durable);
        cluster["a"].Application.SavesAfter = default;
        Start(cluster, "b");
        cluster.RunUntilView("a", "b");
        cluster["b"].Send("3", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(3, "a", "b");
        int dropped = cluster["a"].Dropped;
        cluster.RunSeconds(10);
        Assert.InRange(cluster["a"].Dropped, dropped + 1, cluster["a"].OnDisk);
        GroupCopy copy = CopyOf(cluster, "a");
        Assert.NotNull(copy.Views[0].Start);
        Assert.True(copy.Views.Count > 1);
        Kill(cluster, "a", "b");
        Start(cluster, "a");
        cluster.RunUntilView("a");
        Assert.Equal([Filler('x'), "2", "3"], cluster["a"].Delivered);
        Assert.Equal(1, cluster["a"].Application.StatesLoaded);
    }

    [Fact]
    public void Who_is_put_out_while_the_state_is_being_saved_lets_it_be()
    {
        Cluster cluster = With("a", "b", "c");
        cluster["c"].Application.SavesAfter = TimeSpan.FromSeconds(40);
        cluster["c"].Send(Filler('x'), delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a", "b", "c");
        Assert.Equal(1, cluster["c"].Application.StatesTaken);
        cluster.Partition("c");
        cluster.RunUntilView("a", "b");
        cluster.Heal();
        cluster.RunUntilView("a", "b", "c");
        cluster["a"].Send("2", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(2, "a", "b", "c");
        cluster.RunSeconds(40);
        Assert.DoesNotContain(CopyOf(cluster, "c").Views, view => view.Start is not null);
        Kill(cluster, "a", "b", "c");
        Start(cluster, "c");
        cluster.RunUntilView("c");
        Assert.Equal([Filler('x'), "2"], cluster["c"].Delivered);
    }

    [Fact]
    public void A_group_in_which_nothing_happens_does_not_hold_the_log()
    {
        Cluster cluster = With("a");
        cluster["a"].Send("1", delivery: Delivery.Durable);
        cluster.Settle();
        TestGroup busy = cluster["a"].Join("h", governed: true, durable: true);
        cluster.RunUntil(() => busy.Status == GroupStatus.Active, what: "h is at work");
        for (int number = 0; number < 50; number++)
        {
            busy.Send(Filler('x'), delivery: Delivery.Durable);
            cluster.RunSeconds(0.1);
        }
        Assert.InRange(cluster["a"].Group("g").StatesTaken, 1, 10);
        int dropped = cluster["a"].Dropped;
        Assert.InRange(cluster["a"].OnDisk - dropped, 1, cluster["a"].OnDisk / 2);
        cluster.Kill("a");
        Start(cluster, "a");
        cluster.RunUntilView("a");
        Assert.Equal(["1"], cluster["a"].Delivered);
    }

    [Fact]
    public void What_the_log_has_of_a_group_that_was_not_joined_again_stays()
    {
        Cluster cluster = With("a");
        cluster["a"].Send("1", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a");
        cluster.Kill("a");
        cluster.Start("a", group: null);
        TestGroup busy = cluster["a"].Join("h", governed: true, durable: true);
        cluster.RunUntil(() => busy.Status == GroupStatus.Active, what: "h is at work");
        for (int number = 0; number < 50; number++)
        {
            busy.Send(Filler('x'), delivery: Delivery.Durable);
            cluster.RunSeconds(0.1);
        }
        Assert.True(busy.StatesTaken > 1);
        cluster.Kill("a");
        Start(cluster, "a");
        cluster.RunUntilView("a");
        Assert.Equal(["1"], cluster["a"].Delivered);
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a")]
    public void A_group_that_this_node_has_left_holds_the_log_only_where_it_was_the_last(params string[] members)
    {
        Cluster cluster = With(members);
        cluster["a"].Send("1", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, members);
        ulong needed = CopyOf(cluster, "a").At.Record;
        cluster["a"].Leave();
        cluster.RunUntil(() => cluster["a"].Status == GroupStatus.Left, TimeSpan.FromSeconds(60), "a has left");
        TestGroup busy = cluster["a"].Join("h", governed: true, durable: true);
        cluster.RunUntil(() => busy.Status == GroupStatus.Active, what: "h is at work");
        for (int number = 0; number < 20; number++)
        {
            busy.Send(Filler('x'), delivery: Delivery.Durable);
            cluster.RunSeconds(0.5);
        }
        if (members.Length > 1)
            Assert.InRange(cluster["a"].Dropped, (int)needed, cluster["a"].OnDisk);
        else
            Assert.InRange(cluster["a"].Dropped, 0, (int)needed - 1);
        Kill(cluster, members);
        Start(cluster, members[^1]);
        cluster.RunUntilView(members[^1]);
        Assert.Equal(["1"], cluster[members[^1]].Delivered);
    }

    [Fact]
    public void The_directory_does_not_hold_the_log()
    {
        Cluster cluster = With("r");
        for (int number = 0; number < 60; number++)
        {
            cluster["r"].Send(Filler('x'), delivery: Delivery.Durable);
            cluster.RunSeconds(0.1);
        }
        Assert.InRange(cluster["r"].OnDisk - cluster["r"].Dropped, 1, cluster["r"].OnDisk / 2);
        Kill(cluster, "r", "s", "t");
        cluster.Start("s", group: null);
        cluster.Start("t", group: null);
        Start(cluster, "r");
        cluster.RunUntilView("r");
        Assert.Equal(60, cluster["r"].Delivered.Count);
    }

    [Fact]
    public void A_joiner_s_log_begins_with_the_state_that_it_was_given()
    {
        Cluster cluster = With("a");
        for (int life = 0; life < 3; life++)
        {
            Start(cluster, "b");
            cluster.RunUntilView("a", "b");
            cluster["a"].Send($"{life}", delivery: Delivery.Durable);
            cluster.RunUntilDelivered(life + 1, "a", "b");
            cluster.Kill("b");
            cluster.RunUntilView("a");
        }
        Start(cluster, "b");
        cluster.RunUntilView("a", "b");
        cluster.Settle();
        Assert.Equal(CopyOf(cluster, "b").At.Record, (ulong)cluster["b"].Dropped + 1);
        Kill(cluster, "a", "b");
        Start(cluster, "b");
        cluster.RunUntilView("b");
        Assert.Equal(["0", "1", "2"], cluster["b"].Delivered);
    }
}
