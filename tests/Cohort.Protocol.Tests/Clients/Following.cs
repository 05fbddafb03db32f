using Cohort.Protocol.Clients;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Clients;

/// <summary>A client follows the directory at the node that it is linked to.</summary>
public sealed class Following
{
    [Fact]
    public void It_is_told_all_there_is_and_then_what_changes()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Start("d", group: null, labels: [new("zone", "z1")]);
        cluster.Join("g", "a", "b");
        TestClient client = Followed(cluster);
        Same(cluster, client, "a");
        Assert.Equal(1, client.Directory.Wholes);
        cluster["c"].Join("h", governed: true);
        cluster["a"].Leave();
        cluster.RunUntil(() =>
            client.Directory.Groups.ContainsKey("h") && client.Directory.Groups["g"].View.Members.Length == 1
        );
        cluster["b"].Leave();
        cluster.Kill("d");
        cluster.RunUntil(() => client.Directory is { Groups.Count: 1, Nodes.Count: 3 });
        Same(cluster, client, "b");
        Assert.Equal(1, client.Directory.Wholes);
    }

    [Fact]
    public void A_client_that_did_not_ask_is_told_nothing()
    {
        Cluster cluster = Cluster.WithRoot("a");
        TestClient client = cluster.Connect();
        cluster.Join("g", "a");
        cluster.RunSeconds(1);
        Assert.Equal(0, client.Directory.Changes);
    }

    [Fact]
    public void Where_its_node_dies_it_goes_on_at_another_one_and_knows_in_between_that_it_may_be_behind()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Join("g", "a", "b", "c");
        TestClient client = Followed(cluster);
        string first = client.Node!;
        string[] others = [.. cluster.Seeds.Where(name => name != first)];
        cluster.Kill(first);
        cluster.RunUntil(() => client.Directory is { IsCurrent: true, Nodes.Count: 2 });
        Assert.Equal(1, client.Directory.Lapses);
        cluster.RunUntilView(others);
        Same(cluster, client, others[0]);
        Assert.Equal(2, client.Directory.Wholes);
    }

    [Fact]
    public void Where_its_node_has_no_quorum_it_is_told_so()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Join("g", "a");
        TestClient client = cluster.Connect(nodes: ["c"]);
        client.FollowDirectory();
        cluster.RunUntil(() => client.Directory is { IsCurrent: true, Groups.Count: 1 });
        cluster.Cut("a", "c");
        cluster.Cut("b", "c");
        cluster.Cut("a", client.Address);
        cluster.Cut("b", client.Address);
        cluster.RunUntil(() => !client.Directory.IsCurrent);
        long ticket = client.ReadDirectory();
        cluster.RunSeconds(10);
        Assert.Empty(client.Directory.Reads);
        cluster["a"].Leave();
        cluster.RunSeconds(1);
        cluster.Heal();
        cluster.RunUntil(() => client.Directory.Reads.Contains(ticket));
        Assert.Empty(client.Directory.Groups);
        Assert.True(client.Directory.IsCurrent);
    }

    [Fact]
    public void A_read_is_answered_when_all_that_was_decided_before_has_been_told()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        TestClient[] clients = [.. Enumerable.Range(0, 5).Select(number => cluster.Connect($"x{number}"))];
        cluster.RunUntil(() => clients.All(client => client.Node is not null));
        cluster.Join("g", "a");
        long[] tickets = [.. clients.Select(client => client.ReadDirectory())];
        cluster.RunUntil(() => clients.All(client => client.Directory.Reads.Count == 1));
        Assert.Equal(tickets, clients.Select(client => client.Directory.Reads[0]));
        Assert.All(clients, client => Assert.Single(client.Directory.Groups));
    }

    [Fact]
    public void A_read_survives_the_node_that_it_was_asked_at()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        TestClient client = Followed(cluster);
        client.ReadDirectory();
        cluster.Kill(client.Node!);
        cluster.RunUntil(() => client.Directory.Reads.Count == 1);
    }

    [Fact]
    public void A_directory_that_takes_many_frames_is_told_whole()
    {
        Cluster cluster = Cluster.WithRoot("a");
        TestNode node = cluster["a"];
        string padding = new('x', 900);
        for (int number = 0; number < 300; number++)
            node.Join($"{padding}{number:D4}", governed: true, contract: padding);
        cluster.RunUntil(() => node.Directory.Groups.Count == 300);
        TestClient client = Followed(cluster);
        Same(cluster, client, "a");
        Assert.Equal(1, client.Directory.Wholes);
    }

    [Fact]
    public void A_slow_link_holds_up_nothing_but_its_client_which_comes_to_know_the_last_state()
    {
        Cluster cluster = Cluster.WithRoot("a");
        TestNode node = cluster["a"];
        TestClient client = Followed(cluster);
        cluster.BytesPerMillisecond = 20;
        string padding = new('x', 300);
        for (int number = 0; number < 1500; number++)
        {
            TestGroup group = node.Join($"{padding}{number:D4}", governed: true, contract: padding);
            if (number % 10 == 0)
                cluster.Run(TimeSpan.FromMilliseconds(1));
            group.Leave();
        }
        node.Join("last", governed: true);
        cluster.RunUntil(
            () => client.Directory.Groups.Count == 1 && client.Directory.Groups.ContainsKey("last"),
            TimeSpan.FromSeconds(120)
        );
    }

    [Theory]
    [InlineData((byte)FrameType.Directory)]
    [InlineData((byte)FrameType.DirectoryRead)]
    public void What_makes_no_sense_costs_the_link_and_nothing_else(byte type)
    {
        Cluster cluster = Cluster.WithRoot("a", "b");
        TestClient client = Followed(cluster);
        cluster.Inject(
            client.Node!,
            client.Address,
            (FrameType)type,
            writer => writer.Raw([0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
        );
        cluster.RunUntil(() => client.Links.Count > 1 && client.Directory.IsCurrent);
        Assert.Equal(2, client.Directory.Wholes);
    }

    [Fact]
    public void A_client_that_asks_again_before_it_is_answered_is_none()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        TestClient client = Followed(cluster);
        string node = client.Node!;
        // Without the others nothing is answered.
        foreach (string other in cluster.Seeds.Where(name => name != node))
            cluster.Cut(node, other);
        for (ulong number = 1; number <= 2; number++)
            cluster.Inject(client.Address, node, FrameType.ReadDirectory, writer => writer.Number(number));
        Assert.Contains(cluster[node].Warnings, warning => warning.Contains("ReadDirectory made no sense"));
    }

    [Fact]
    public void Entries_that_are_cut_short_are_nothing()
    {
        var directory = new ClusterDirectory();
        var founder = new Member(new MemberId(new ProcessId("a", 1), 0), "a", HoldsState: true);
        directory.Take(new View(new GroupId(1, 1), new ViewNumber(0), [founder]));
        var writer = new FrameWriter();
        ClusterDirectory.WriteHeader(writer, founder.Id, 1);
        new DirectoryCommand.Create("g", new GroupTerms(true, "prices"), new GroupId(2, 2), founder, null).Write(
            writer
        );
        Assert.True(directory.Apply(writer.Written.Span, new Limits()));
        var entries = new FrameWriter();
        entries.Group(directory.Describe(directory.Find("g")!));
        int group = entries.Length;
        entries.Node(directory.Describe(founder.Process)!);
        int node = entries.Length;
        entries.PlacementEntry(Placed);
        for (int length = 1; length <= entries.Length; length++)
        {
            var reader = new FrameReader(entries.Written.Span[..length], new Limits());
            Assert.Equal(
                length == group || length == node || length == entries.Length,
                DirectoryFrames.TryRead(ref reader, new Limits(), new DirectoryParts())
            );
        }
    }

    private static PlacementInfo Placed =>
        new()
        {
            Name = "orders",
            Replicas = 2,
            Shards = 3,
            Version = 7,
            Missing = "a node",
            Nodes =
            [
                [new ProcessId("b", 2), new ProcessId("a", 1)],
                [],
                [new ProcessId("a", 1)],
            ],
        };

    [Fact]
    public void A_placement_is_read_as_it_was_written()
    {
        var writer = new FrameWriter();
        writer.PlacementEntry(Placed);
        var reader = new FrameReader(writer.Written.Span, new Limits());
        var parts = new DirectoryParts();
        Assert.True(DirectoryFrames.TryRead(ref reader, new Limits(), parts));
        PlacementInfo read = Assert.Single(parts.Placements);
        Assert.True(read.AsksFor(Placed));
        Assert.Equal((Placed.Version, Placed.Missing), (read.Version, read.Missing));
        Assert.Equal(Placed.Nodes.Select(shard => shard.ToArray()), read.Nodes.Select(shard => shard.ToArray()));
    }

    private static TestClient Followed(Cluster cluster)
    {
        TestClient client = cluster.Connect();
        client.FollowDirectory();
        cluster.RunUntil(() => client.Directory.IsCurrent, what: "a client that knows the directory");
        return client;
    }

    /// <summary>The client has been told what the node's application has.</summary>
    private static void Same(Cluster cluster, TestClient client, string node)
    {
        cluster.RunSeconds(1);
        Assert.Equal(cluster[node].Directory.ToString(), client.Directory.ToString());
    }
}
