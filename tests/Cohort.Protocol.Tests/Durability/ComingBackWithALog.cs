using System.Text;
using Cohort.Protocol.Durability;
using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Durability;

/// <summary>Who comes back to a group with an earlier part of it in its log is given what that lacks, and not the state.</summary>
public sealed class ComingBackWithALog
{
    /// <summary>Three nodes for the root, and others for a group; their states are as large as is said.</summary>
    private static Cluster With(long logBytes, int stateBytes, params string[] members)
    {
        var cluster = new Cluster
        {
            Seeds = ["r", "s", "t"],
            Governed = true,
            HasDisks = true,
            LogBytes = logBytes,
        };
        foreach (string name in (string[])["r", "s", "t"])
            cluster.Start(name, group: null);
        cluster.RunUntilRootIsWhole();
        for (int at = 0; at < members.Length; at++)
        {
            Start(cluster, members[at], application => application.StatePadding = stateBytes);
            cluster.RunUntilView(members[..(at + 1)]);
        }
        return cluster;
    }

    private static Cluster With(params string[] members) => With(64 << 20, 2 << 20, members);

    private static void Start(Cluster cluster, string name, Action<TestGroup>? begin = null)
    {
        cluster.Start(name, group: null);
        cluster[name].Join("g", governed: true, durable: true, begin: begin);
    }

    private static void Send(Cluster cluster, string from, params string[] texts)
    {
        foreach (string text in texts)
        {
            cluster[from].Send(text, delivery: Delivery.Durable);
            cluster.Settle();
        }
    }

    private static int StatesTaken(Cluster cluster, params string[] names) =>
        names.Sum(name => cluster[name].Application.StatesTaken);

    private static int Differences(Cluster cluster, string name) => LogContents.Of(cluster[name]).Differences;

    [Fact]
    public void It_is_told_of_what_it_missed_in_its_order_and_nobody_saves_a_state()
    {
        Cluster cluster = With("a", "b", "c");
        Send(cluster, "c", "1");
        cluster.Kill("c");
        cluster.RunUntilView("a", "b");
        Send(cluster, "a", "2");
        Start(cluster, "d");
        cluster.RunUntilView("a", "b", "d");
        Send(cluster, "d", "3");
        cluster.Kill("b");
        cluster.RunUntilView("a", "d");
        Send(cluster, "a", new string('4', 200_000));
        int taken = StatesTaken(cluster, "a", "d");
        Start(cluster, "c");
        cluster.RunUntilView("a", "d", "c");
        Send(cluster, "c", "5");
        Assert.Equal(["1", "2", "3", new string('4', 200_000), "5"], cluster["c"].Delivered);
        Assert.Equal(cluster["a"].Delivered, cluster["c"].Delivered);
        Assert.Equal(cluster["a"].Application.Positions[^1], cluster["c"].Application.Positions[^1]);
        Assert.Equal(taken, StatesTaken(cluster, "a", "d"));
        Assert.Equal(0, cluster["c"].Application.StatesGiven);
        Assert.Equal(1, Differences(cluster, "c"));
        // All views in their order, those too in which it was not; the first of now says what it changed.
        ViewChange[] views = [.. cluster["c"].Views];
        Assert.Equal(Enumerable.Range(3, views.Length), views.Select(view => (int)view.View.Number.Value));
        int first = Array.FindIndex(views, view => !view.IsReplayed);
        Assert.All(views[..first], view => Assert.True(view.IsReplayed));
        Assert.All(views[first..], view => Assert.False(view.IsReplayed));
        Assert.Equal(["c"], views[first].Joined.Select(member => member.Name));
        Assert.DoesNotContain(views[first - 1].View.Members, member => member.Name == "c");
    }

    [Fact]
    public void Its_log_has_all_of_it_then_and_others_can_go_on_from_there()
    {
        Cluster cluster = With("a", "b", "c");
        Send(cluster, "a", "1");
        cluster.Kill("c");
        cluster.RunUntilView("a", "b");
        Send(cluster, "a", "2");
        Start(cluster, "c");
        cluster.RunUntilView("a", "b", "c");
        cluster.Kill("b");
        cluster.RunUntilView("a", "c");
        Send(cluster, "a", "3");
        cluster.Kill("a");
        cluster.RunUntilView("c");
        Start(cluster, "b");
        cluster.RunUntilView("c", "b");
        Assert.Equal(["1", "2", "3"], cluster["b"].Delivered);
        Assert.Null(Assert.Single(cluster["c"].LogReads).Lacks);
        cluster.Kill("b");
        cluster.RunUntilView("c");
        Send(cluster, "c", "4");
        // Now all are gone, and c's log is what is left.
        cluster.Kill("c");
        Start(cluster, "c");
        cluster.RunUntilView("c");
        Assert.Equal(["1", "2", "3", "4"], cluster["c"].Delivered);
        Assert.Equal(0, cluster["c"].Application.StatesGiven);
        // Who died before all that gets it across the two formations.
        Start(cluster, "a");
        cluster.RunUntilView("c", "a");
        Assert.Equal(["1", "2", "3", "4"], cluster["a"].Delivered);
        Assert.Equal(0, cluster["a"].Application.StatesGiven);
        ViewChange other = Assert.Single(cluster["a"].Views, view => view.Continues is not null);
        Assert.True(other.IsReplayed);
        Assert.Equal(cluster["a"].Views[0].View.Group, other.Continues);
    }

    [Fact]
    public void What_it_alone_had_delivered_is_none_of_the_groups()
    {
        Cluster cluster = With("a", "b", "c");
        Send(cluster, "a", "1");
        cluster.Partition("c");
        cluster["c"].Send("mine", Order.Fifo, Delivery.Received);
        cluster.Settle();
        Assert.Equal(["1", "mine"], cluster["c"].Delivered);
        cluster.Kill("c");
        cluster.Heal();
        cluster.RunUntilView("a", "b");
        Send(cluster, "b", "2");
        Start(cluster, "c");
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal(["1", "2"], cluster["c"].Delivered);
        Assert.Equal(0, cluster["c"].Application.StatesGiven);
        GroupCopy? copy = cluster["c"].CopyOf("g");
        Assert.NotNull(copy);
        Assert.Contains(copy.Views, view => view.Cut is [_, _, 0] && view.Has(2, 1));
    }

    [Fact]
    public void A_state_in_its_log_that_contains_what_it_alone_had_is_of_no_use()
    {
        Cluster cluster = With(400, 0, "a", "b", "c");
        cluster["b"].StopDisk();
        cluster.Partition("c");
        cluster["c"].Send(new string('x', 500), Order.Fifo, Delivery.Received);
        cluster.RunSeconds(0.5);
        Assert.Single(cluster["c"].Delivered);
        GroupCopy? copy = cluster["c"].CopyOf("g");
        Assert.NotNull(copy?.Last.Start);
        cluster.Kill("c");
        cluster["b"].GoOnWithDisk();
        cluster.Heal();
        cluster.RunUntilView("a", "b");
        Send(cluster, "b", "2");
        Start(cluster, "c");
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal(["2"], cluster["c"].Delivered);
        Assert.Equal(1, cluster["c"].Application.StatesGiven);
    }

    [Fact]
    public void Nor_is_one_that_has_messages_in_an_order_that_the_others_never_heard_of()
    {
        Cluster cluster = With(400, 0, "a", "b", "c");
        // The orderer says that c's comes first, and b does not hear it.
        cluster.Network.HoldBack("a", "b");
        string large = new('x', 500);
        cluster["c"].Send(large, Order.Total, Delivery.Received);
        cluster.Settle();
        cluster["b"].Send("y", Order.Total, Delivery.Received);
        cluster.RunSeconds(0.5);
        Assert.Equal([large, "y"], cluster["c"].Delivered);
        Assert.NotNull(cluster["c"].CopyOf("g")?.Last.Start);
        cluster.Kill("a");
        cluster.Kill("c");
        cluster.RunUntilView("b");
        Assert.Equal(["y", large], cluster["b"].Delivered);
        Start(cluster, "c");
        cluster.RunUntilView("b", "c");
        Assert.Equal(["y", large], cluster["c"].Delivered);
    }

    [Fact]
    public void It_begins_with_the_state_in_its_log()
    {
        Cluster cluster = With(400, 0, "a", "b", "c");
        for (int number = 0; number < 10; number++)
            Send(cluster, "a", $"{number}{new string('x', 100)}");
        cluster.RunSeconds(1);
        Assert.NotNull(cluster["c"].CopyOf("g")?.Label);
        cluster.Kill("c");
        cluster.RunUntilView("a", "b");
        Send(cluster, "a", "y");
        Start(cluster, "c");
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal(cluster["a"].Delivered, cluster["c"].Delivered);
        Assert.Equal(11, cluster["c"].Delivered.Count);
        Assert.Equal(1, Differences(cluster, "c"));
        Assert.Equal(1, cluster["c"].Application.StatesLoaded);
        Assert.Equal(0, cluster["c"].Application.StatesGiven);
    }

    [Fact]
    public void Where_the_donors_log_begins_later_it_is_given_the_state()
    {
        Cluster cluster = With(400, 0, "a", "c");
        Send(cluster, "a", "1");
        cluster.Kill("c");
        cluster.RunUntilView("a");
        for (int number = 0; number < 20; number++)
            Send(cluster, "a", $"{number}{new string('x', 100)}");
        cluster.RunSeconds(1);
        Assert.NotNull(cluster["a"].CopyOf("g")?.Views[0].Start);
        Start(cluster, "c");
        cluster.RunUntilView("a", "c");
        Assert.Equal(cluster["a"].Delivered, cluster["c"].Delivered);
        Assert.Equal(21, cluster["c"].Delivered.Count);
        Assert.NotNull(Assert.Single(cluster["a"].LogReads).Lacks);
        Assert.Equal(0, Differences(cluster, "c"));
        Assert.Equal(1, cluster["c"].Application.StatesGiven);
    }

    [Fact]
    public void Where_the_donors_log_cannot_be_read_it_is_given_the_state()
    {
        Cluster cluster = With("a", "c");
        cluster.Kill("c");
        cluster.RunUntilView("a");
        Send(cluster, "a", "1");
        cluster["a"].LogIsUnreadable = true;
        Start(cluster, "c");
        cluster.RunUntilView("a", "c");
        Assert.Equal(["1"], cluster["c"].Delivered);
        Assert.Equal(1, cluster["c"].Application.StatesGiven);
    }

    [Theory]
    [InlineData("")]
    [InlineData("makes no sense")]
    public void What_is_no_difference_is_not_taken_and_it_is_given_the_state(string text)
    {
        Cluster cluster = With("a", "c");
        cluster.Kill("c");
        cluster.RunUntilView("a");
        Send(cluster, "a", "1");
        cluster["a"].ReadsFromLog = Encoding.UTF8.GetBytes(text);
        Start(cluster, "c");
        cluster.RunUntilView("a", "c");
        Assert.Equal(["1"], cluster["c"].Delivered);
        Assert.Equal(1, cluster["c"].Application.StatesGiven);
        Assert.Single(cluster["a"].LogReads);
        Assert.Equal(0, Differences(cluster, "c"));
    }

    [Fact]
    public void Where_the_state_is_smaller_it_is_given_that()
    {
        Cluster cluster = With(64 << 20, 0, "a", "b", "c");
        Send(cluster, "a", "1");
        cluster.Kill("b");
        cluster.RunUntilView("a", "c");
        Start(cluster, "b");
        Start(cluster, "d");
        cluster.RunUntilView("a", "c", "b", "d");
        // To d it has given the state, so that it knows how large that is.
        cluster.Kill("d");
        cluster.RunUntilView("a", "c", "b");
        cluster.Kill("c");
        cluster.RunUntilView("a", "b");
        cluster["a"].Send(new string('x', 100_000), delivery: Delivery.Durable);
        cluster.RunUntilDelivered(2, "a", "b");
        Start(cluster, "c");
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal([null, "the state is smaller"], cluster["a"].LogReads.Select(read => read.Lacks));
        Assert.Equal(1, cluster["c"].Application.StatesGiven);
        Assert.Equal(cluster["a"].Delivered, cluster["c"].Delivered);
    }

    [Fact]
    public void When_the_donor_dies_another_one_is_asked()
    {
        Cluster cluster = With("a", "b", "c");
        cluster.Kill("c");
        cluster.RunUntilView("a", "b");
        Send(cluster, "a", "1", "2");
        cluster["a"].ReadsLogAfter = TimeSpan.FromSeconds(60);
        Start(cluster, "c");
        cluster.RunUntil(() => cluster["a"].LogReads.Count == 1, what: "a is asked");
        cluster.Kill("a");
        cluster.RunUntilView("b", "c");
        Assert.Null(Assert.Single(cluster["b"].LogReads).Lacks);
        Assert.Equal(["1", "2"], cluster["c"].Delivered);
        Assert.Equal(0, cluster["c"].Application.StatesGiven);
    }

    [Fact]
    public void Who_dies_before_all_of_it_is_on_the_disk_has_what_it_had_before()
    {
        Cluster cluster = With("a", "b", "c");
        Send(cluster, "a", "1");
        ViewNumber left = cluster["c"].View!.Number;
        cluster.Kill("c");
        cluster.RunUntilView("a", "b");
        for (int number = 0; number < 12; number++)
            Send(cluster, "a", new string('x', 100_000));
        cluster.Start("c", group: null);
        cluster.RunUntilRootIsWhole();
        cluster["c"].StopDisk();
        cluster["c"].Join("g", governed: true, durable: true);
        cluster.RunUntil(() => cluster["c"].Delivered.Count == 13, what: "c is told of all");
        cluster.RunSeconds(1);
        int last = cluster["c"].Log.FindLastIndex(record => record[0] == (byte)RecordKind.Difference);
        Assert.Equal((byte)RecordKind.Difference, cluster["c"].Log[last - 1][0]);
        cluster["c"].SyncUpTo(last);
        cluster.RunSeconds(1);
        Assert.DoesNotContain(cluster["a"].View!.Members, member => member.Name == "c" && member.HoldsState);
        cluster.Kill("c");
        GroupCopy? before = null;
        Start(cluster, "c", begin: _ => before = cluster["c"].CopyOf("g"));
        Assert.NotNull(before);
        Assert.Equal(left, before.Last.View.Number);
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal(cluster["a"].Delivered, cluster["c"].Delivered);
        Assert.Equal(0, cluster["c"].Application.StatesGiven);
    }

    [Fact]
    public void It_holds_the_state_when_its_application_has_done_with_all_that_it_was_told()
    {
        Cluster cluster = With("a", "b", "c");
        cluster.Kill("c");
        cluster.RunUntilView("a", "b");
        Send(cluster, "a", "1", "2");
        Start(cluster, "c", begin: application => application.Consumes = false);
        cluster.RunUntil(() => cluster["c"].Delivered.Count == 2, what: "c is told of all");
        Send(cluster, "b", "3");
        cluster["c"].Application.Consume(1);
        cluster.RunSeconds(5);
        Assert.Contains(cluster["a"].View!.Members, member => member.Name == "c" && !member.HoldsState);
        cluster["c"].Application.Consume(1);
        cluster.RunUntilView("a", "b", "c");
        cluster["c"].Application.CatchUp();
        Assert.Equal(["1", "2", "3"], cluster["c"].Delivered);
    }

    [Fact]
    public void A_log_that_was_let_go_of_meanwhile_is_not_gone_on_from()
    {
        Cluster cluster = With(400, 0, "a", "c");
        cluster.Kill("c");
        cluster.RunUntilView("a");
        Start(cluster, "d");
        cluster.RunUntilView("a", "d");
        // Its node is there for long, and writes much, before it joins the group again.
        cluster.Start("c", group: null);
        TestGroup busy = cluster["c"].Join("h", governed: true, durable: true);
        GroupCopy? copy = cluster["c"].CopyOf("g");
        Assert.NotNull(copy);
        for (int number = 0; number < 50; number++)
        {
            busy.Send(new string('x', 400), delivery: Delivery.Durable);
            cluster.RunSeconds(0.1);
        }
        Assert.Null(cluster["c"].CopyOf("g"));
        TestGroup joined = cluster["c"].JoinWith("g", copy);
        cluster.RunUntil(() => joined is { Status: GroupStatus.Active, StatesGiven: 1 }, what: "c is given the state");
        Assert.Equal(0, Differences(cluster, "c"));
    }

    [Fact]
    public void Chunks_go_on_where_a_link_broke()
    {
        Cluster cluster = With("a", "c");
        cluster.Kill("c");
        cluster.RunUntilView("a");
        for (int number = 0; number < 5; number++)
            Send(cluster, "a", new string((char)('0' + number), 100_000));
        Start(cluster, "c");
        int chunks = 0;
        cluster.Network.Before(
            frame => frame.Type == FrameType.DifferenceChunk && ++chunks == 3,
            () => cluster.Break("a", "c")
        );
        cluster.RunUntilView("a", "c");
        Assert.Equal(cluster["a"].Delivered, cluster["c"].Delivered);
        Assert.InRange(cluster.Network.Count(FrameType.DifferenceChunk), 8, 14);
        Assert.Single(cluster["a"].LogReads);
        Assert.Equal(0, cluster["c"].Application.StatesGiven);
    }
}
