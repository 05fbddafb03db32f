using Cohort.Protocol.Clients;
using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Clients;

/// <summary>Subscriptions of clients: a group's views and messages in order, from whichever member (C2).</summary>
public sealed class Subscribing
{
    private static Cluster Of(long history, string[] members, params string[] others)
    {
        Cluster cluster = Cluster.WithRoot([.. members, .. others]);
        foreach (string name in members)
        {
            TestGroup joined = cluster[name].Join("g", governed: true, diffusionHistory: history);
            cluster.RunUntil(() => joined is { Status: GroupStatus.Active, View: not null }, what: $"{name} in g");
        }
        cluster.RunUntil(() => members.All(name => Holders(cluster, name) == members.Length), what: "a view of all");
        return cluster;
    }

    private static int Holders(Cluster cluster, string name) =>
        cluster[name].Group("g").View?.Members.Count(member => member.HoldsState) ?? 0;

    private static (TestClient Client, List<string> Fed) Subscribe(Cluster cluster, params string[] nodes)
    {
        TestClient client = cluster.Connect(nodes: nodes);
        client.Subscribe("g");
        cluster.RunUntil(() => client.Fed.Count > 0, what: "the first view");
        return (client, client.Fed);
    }

    [Fact]
    public void A_subscriber_gets_the_view_and_what_is_sent_from_then_on()
    {
        Cluster cluster = Of(0, ["a", "b"], "c");
        cluster["a"].Group("g").Send("before");
        cluster.RunSeconds(1);
        (_, List<string> fed) = Subscribe(cluster, "c");
        string view = cluster["a"].Group("g").View!.ToString();
        foreach (string name in new[] { "a", "b" })
            for (int number = 0; number < 6; number++)
                cluster[name].Group("g").Send($"{name}{number}", (Order)(number % 3), (Delivery)(number % 2));
        cluster.RunUntil(() => fed.Count == 13, what: "all messages");
        Assert.Equal(view, fed[0]);
        Assert.Equal(cluster["a"].Group("g").Delivered.Skip(1).Order(), fed.Skip(1).Order());
        Assert.Equal(6, fed.Count(text => text[0] == 'a'));
        Assert.Equal(fed.Where(text => text[0] == 'a').Order(), fed.Where(text => text[0] == 'a'));
    }

    [Fact]
    public void It_takes_no_part_and_holds_up_nobody()
    {
        Cluster cluster = Of(0, ["a", "b"]);
        (TestClient client, List<string> fed) = Subscribe(cluster, "a");
        client.Handles = false;
        for (int number = 0; number < 100; number++)
            cluster["a"].Group("g").Send($"{number} {new string('.', 40_000)}");
        cluster.RunUntil(() => cluster["b"].Group("g").Delivered.Count == 100, what: "all delivered");
        Assert.Equal(["a", "b"], cluster["a"].Group("g").View!.Members.Select(member => member.Name));
        Assert.InRange(fed.Count, 10, 40);
    }

    [Fact]
    public void One_that_is_too_slow_has_a_gap_and_is_told_of_it()
    {
        Cluster cluster = Of(0, ["a", "b"]);
        (TestClient client, List<string> fed) = Subscribe(cluster, "a");
        client.Handles = false;
        for (int number = 0; number < 100; number++)
            cluster["a"].Group("g").Send($"{number} {new string('.', 40_000)}");
        cluster.RunUntil(() => cluster["b"].Group("g").Delivered.Count == 100, what: "all delivered");
        client.Handles = true;
        cluster.RunUntil(() => fed.Contains("gap"), what: "a gap");
        cluster["b"].Group("g").Send("after");
        cluster.RunUntil(() => fed[^1] == "after", what: "what came after the gap");
        int gap = fed.IndexOf("gap");
        Assert.StartsWith("v", fed[gap + 1], StringComparison.Ordinal);
        string[] before = [.. fed.Skip(1).Take(gap - 1)];
        Assert.Equal(before, cluster["a"].Group("g").Delivered.Take(before.Length));
    }

    [Fact]
    public void Another_member_goes_on_where_the_first_has_died_if_it_keeps_enough()
    {
        Cluster cluster = Of(1 << 20, ["a", "b"], "c", "d", "e");
        (TestClient client, List<string> fed) = Subscribe(cluster, "c");
        cluster["a"].Group("g").Send("one");
        cluster.RunUntil(() => fed.Contains("one"), what: "one");
        string feeder = client.ConnectionsTo("a") > 0 ? "a" : "b";
        string other = feeder == "a" ? "b" : "a";
        cluster.Cut(client.Address, feeder);
        for (int number = 0; number < 10; number++)
            cluster[other].Group("g").Send($"{number}", (Order)(number % 3), (Delivery)(number % 2));
        cluster.RunSeconds(1);
        cluster.Kill(feeder);
        cluster.RunUntil(() => fed.Count(text => text[0] == 'v') == 2, what: "the next view");
        cluster[other].Group("g").Send("last");
        cluster.RunUntil(() => fed[^1] == "last", what: "the last message");
        Assert.DoesNotContain("gap", fed);
        Assert.Equal(["one", .. Enumerable.Range(0, 10).Select(number => $"{number}"), "last"], Messages(fed));
    }

    private static IEnumerable<string> Messages(List<string> fed) => fed.Where(text => text[0] != 'v');

    [Fact]
    public void Where_it_does_not_there_is_a_gap()
    {
        Cluster cluster = Of(0, ["a", "b"], "c", "d", "e");
        (TestClient client, List<string> fed) = Subscribe(cluster, "c");
        string feeder = client.ConnectionsTo("a") > 0 ? "a" : "b";
        string other = feeder == "a" ? "b" : "a";
        cluster.Cut(client.Address, feeder);
        cluster[other].Group("g").Send("missed");
        cluster.RunSeconds(1);
        cluster.Kill(feeder);
        cluster.RunUntil(() => fed.Contains("gap"), what: "a gap");
        cluster[other].Group("g").Send("last");
        cluster.RunUntil(() => fed[^1] == "last", what: "the last message");
        Assert.DoesNotContain("missed", fed);
    }

    [Fact]
    public void A_broken_connection_costs_nothing_where_nothing_happened_meanwhile()
    {
        Cluster cluster = Of(0, ["a"], "c");
        (TestClient client, List<string> fed) = Subscribe(cluster, "c");
        cluster["a"].Group("g").Send("one");
        cluster.RunUntil(() => fed.Contains("one"), what: "one");
        cluster.Break(client.Address, "a");
        cluster.RunSeconds(1);
        cluster["a"].Group("g").Send("two");
        cluster.RunUntil(() => fed.Contains("two"), what: "two");
        Assert.Equal(["one", "two"], Messages(fed));
    }

    [Fact]
    public void What_only_the_feeder_has_is_not_told()
    {
        Cluster cluster = Of(1 << 20, ["a", "b", "c"], "d", "e");
        TestClient client = cluster.Connect(nodes: ["a"]);
        client.Subscribe("g");
        cluster.RunUntil(() => client.Fed.Count > 0, what: "the first view");
        cluster.Network.Lose(FrameType.StreamItems, from: "a");
        cluster["a"].Group("g").Send("lost", Order.Fifo, Delivery.Received);
        cluster.RunUntil(() => cluster["a"].Group("g").Delivered.Contains("lost"), what: "delivered at a");
        cluster.RunSeconds(1);
        cluster.Kill("a");
        cluster.Network.Release();
        cluster.RunUntil(() => client.Fed.Count(text => text[0] == 'v') == 2, what: "the next view");
        cluster["b"].Group("g").Send("last");
        cluster.RunUntil(() => client.Fed[^1] == "last", what: "the last message");
        Assert.DoesNotContain("lost", client.Fed);
        Assert.DoesNotContain("gap", client.Fed);
    }

    [Fact]
    public void Large_messages_come_whole()
    {
        Cluster cluster = Of(0, ["a", "b"]);
        (_, List<string> fed) = Subscribe(cluster, "a");
        string large = new('x', 3 << 20);
        cluster["b"].Group("g").Send(large);
        cluster["b"].Group("g").Send("small");
        cluster.RunUntil(() => fed.Count == 3, what: "both");
        Assert.Equal([large, "small"], fed.Skip(1));
    }

    [Fact]
    public void Calls_are_no_messages()
    {
        Cluster cluster = Cluster.WithRoot("a", "b");
        cluster.JoinServing("g", null, "a", "b");
        (TestClient client, List<string> fed) = Subscribe(cluster, "a");
        long call = client.Call("call");
        cluster.RunUntil(() => client.Ended.ContainsKey(call), what: "the call ended");
        cluster["a"].Group("g").Send("message");
        cluster.RunUntil(() => fed.Contains("message"), what: "the message");
        Assert.Equal(2, fed.Count);
    }

    [Fact]
    public void A_group_that_there_is_not_ends_the_subscription()
    {
        Cluster cluster = Of(0, ["a"]);
        TestClient client = cluster.Connect();
        client.Subscribe("h");
        cluster.RunUntil(() => client.Fed.Contains("ended NoSuchGroup"), what: "the end");
    }

    [Fact]
    public void Who_subscribes_no_longer_is_told_nothing_and_nothing_is_kept_for_it()
    {
        Cluster cluster = Of(0, ["a"]);
        (TestClient client, List<string> fed) = Subscribe(cluster, "a");
        client.Unsubscribe();
        cluster.Settle();
        int frames = cluster.Network.Count(FrameType.FeedMessage);
        cluster["a"].Group("g").Send("late");
        cluster.RunSeconds(1);
        Assert.Equal(frames, cluster.Network.Count(FrameType.FeedMessage));
        Assert.Single(fed);
    }

    [Fact]
    public void Positions_that_make_no_sense_cost_nobody_but_who_sends_them()
    {
        Cluster cluster = Of(1 << 20, ["a", "b"]);
        (TestClient client, _) = Subscribe(cluster, "a");
        View view = cluster["a"].Group("g").View!;
        foreach (ulong[] numbers in new ulong[][] { [], [9], [1, 2, 3], [ulong.MaxValue, ulong.MaxValue] })
        foreach (ulong ahead in new ulong[] { 0, 1, 50 })
        {
            cluster.Inject(
                client.Address,
                "a",
                FrameType.Subscribe,
                writer =>
                {
                    writer.Number(1_000_000);
                    writer.Text("g");
                    writer.Flag(true);
                    writer.Id(view.Group);
                    writer.Number(view.Number.Value + ahead);
                    writer.Numbers(numbers);
                }
            );
            cluster["b"].Group("g").Send($"{ahead}");
            cluster.RunSeconds(1);
        }
        Assert.Equal(12, cluster["a"].Group("g").Delivered.Count);
        Assert.Equal(GroupStatus.Active, cluster["a"].Group("g").Status);
    }
}
