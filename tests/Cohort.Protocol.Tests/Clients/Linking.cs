using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Clients;

/// <summary>How a client comes to be linked to a node, and to another one where that one is gone.</summary>
public sealed class Linking
{
    private static Cluster Of(params string[] names) => Cluster.WithRoot(names);

    private static void RunUntilLinked(Cluster cluster, TestClient client) =>
        cluster.RunUntil(() => client.Node is not null, what: "a client linked");

    [Fact]
    public void A_client_is_linked_to_one_of_the_nodes_that_it_was_given()
    {
        Cluster cluster = Of("a", "b", "c");
        TestClient client = cluster.Connect();
        cluster.Settle();
        Assert.Contains(client.Node, cluster.Seeds);
        Assert.Equal(1, cluster.Seeds.Sum(client.ConnectionsTo));
        Assert.Empty(cluster.Seeds.SelectMany(name => cluster[name].Warnings));
    }

    [Fact]
    public void Clients_spread_over_the_nodes_that_they_were_given()
    {
        Cluster cluster = Of("a", "b", "c");
        TestClient[] clients = [.. Enumerable.Range(0, 20).Select(number => cluster.Connect($"x{number}"))];
        cluster.Settle();
        Assert.Equal(cluster.Seeds, clients.Select(client => client.Node).Distinct().Order());
    }

    [Fact]
    public void It_is_in_no_view_and_nobody_dials_it()
    {
        Cluster cluster = Of("a", "b");
        cluster.Connect();
        cluster.RunSeconds(10);
        Assert.Equal(["a", "b"], cluster["a"].Root!.Members.Select(member => member.Name));
        Assert.DoesNotContain(
            cluster.Network.Written,
            frame => frame.Type == FrameType.JoinRequest && frame.From == "x"
        );
    }

    [Fact]
    public void It_stays_linked_while_nothing_happens()
    {
        Cluster cluster = Of("a", "b");
        TestClient client = cluster.Connect();
        cluster.RunSeconds(60);
        Assert.Single(client.Links);
    }

    [Fact]
    public void Where_its_node_dies_it_goes_on_with_another_one()
    {
        Cluster cluster = Of("a", "b", "c");
        TestClient client = cluster.Connect();
        cluster.Settle();
        string first = client.Node!;
        cluster.Kill(first);
        cluster.RunUntil(
            () => client.Node is { } node && node != first,
            TimeSpan.FromMilliseconds(100),
            "linked to another node"
        );
    }

    [Fact]
    public void Where_its_node_falls_silent_it_goes_on_with_another_one_after_the_suspicion_time()
    {
        Cluster cluster = Of("a", "b", "c");
        TestClient client = cluster.Connect();
        cluster.RunSeconds(3);
        string first = client.Node!;
        cluster.Cut(client.Address, first);
        cluster.RunUntil(
            () => client.Node is { } node && node != first,
            TimeSpan.FromSeconds(4),
            "linked to another node"
        );
    }

    [Fact]
    public void It_learns_of_nodes_that_it_was_not_given()
    {
        Cluster cluster = Of("a", "b", "c");
        TestClient client = cluster.Connect(nodes: ["a"]);
        cluster.Settle();
        cluster.Kill("a");
        RunUntilLinked(cluster, client);
        cluster.RunUntil(() => client.Node is "b" or "c", what: "linked to a node that it was told of");
    }

    [Fact]
    public void It_learns_of_nodes_that_come_later()
    {
        Cluster cluster = Of("a");
        TestClient client = cluster.Connect();
        cluster.Settle();
        cluster.Start("d", group: null);
        cluster.RunUntil(() => cluster["a"].Root!.Members.Length == 2, what: "d in the root group");
        cluster.Kill("a");
        cluster.RunUntil(() => client.Node is "d", what: "linked to d");
    }

    [Fact]
    public void It_is_linked_before_there_is_a_cluster()
    {
        var cluster = new Cluster { Seeds = ["a", "b"], Governed = true };
        cluster.Start("a", group: null);
        TestClient client = cluster.Connect();
        RunUntilLinked(cluster, client);
        Assert.Equal("a", client.Node);
    }

    [Fact]
    public void It_waits_for_nodes_that_have_not_started_and_says_so()
    {
        var cluster = new Cluster { Seeds = ["a", "b"], Governed = true };
        TestClient client = cluster.Connect();
        cluster.RunSeconds(5);
        Assert.Equal("a: nobody listens there; b: nobody listens there", client.Links[^1].Reason);
        Assert.False(client.Links[^1].IsRefused);
        cluster.Start("b", group: null);
        RunUntilLinked(cluster, client);
    }

    [Fact]
    public void A_client_of_another_cluster_is_refused_and_told_both_names()
    {
        Cluster cluster = Of("a", "b");
        TestClient client = cluster.Connect(cluster: "other");
        cluster.RunUntil(() => client.Links.Count > 0, what: "an answer");
        Assert.True(client.Links[0].IsRefused);
        Assert.Contains("'other'", client.Links[0].Reason, StringComparison.Ordinal);
        Assert.Contains("'test'", client.Links[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_takes_no_more_clients_than_it_may_and_says_where_to_go()
    {
        var cluster = new Cluster
        {
            Seeds = ["a"],
            Governed = true,
            Limits = new Limits { Clients = 2 },
        };
        cluster.Start("a", group: null);
        TestClient[] linked = [cluster.Connect("x"), cluster.Connect("y")];
        cluster.Settle();
        TestClient third = cluster.Connect("z");
        cluster.RunUntil(() => third.Links.Count > 0, what: "an answer");
        Assert.All(linked, client => Assert.Equal("a", client.Node));
        Assert.Contains("has 2 clients, the most that it takes", third.Links[0].Reason, StringComparison.Ordinal);
        // A place that becomes free is taken.
        cluster.Kill(linked[0].Address);
        RunUntilLinked(cluster, third);
    }

    [Fact]
    public void A_client_that_is_silent_loses_its_place()
    {
        var cluster = new Cluster
        {
            Seeds = ["a"],
            Governed = true,
            Limits = new Limits { Clients = 1 },
        };
        cluster.Start("a", group: null);
        TestClient client = cluster.Connect("x");
        RunUntilLinked(cluster, client);
        cluster.Cut("a", client.Address);
        cluster.RunSeconds(6);
        TestClient next = cluster.Connect("y");
        RunUntilLinked(cluster, next);
    }

    [Fact]
    public void A_client_that_speaks_as_a_node_is_cut_off()
    {
        Cluster cluster = Of("a");
        TestClient client = cluster.Connect();
        RunUntilLinked(cluster, client);
        cluster.Inject(client.Address, "a", FrameType.Lookup, writer => writer.Text("g"));
        cluster.Settle();
        Assert.Contains(cluster["a"].Warnings, text => text.Contains("made no sense", StringComparison.Ordinal));
        // And it comes back: the connection was at fault, not the process.
        RunUntilLinked(cluster, client);
    }
}
