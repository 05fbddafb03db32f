using System.Collections.Immutable;
using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Placing;

/// <summary>P1: what the cluster is asked to keep running is placed on nodes that offer to host it, and those that die are
/// replaced.</summary>
public sealed class Placements
{
    private static readonly string[] s_all = ["a", "b", "c", "d", "e"];

    [Fact]
    public void It_is_placed_and_all_nodes_know_where()
    {
        Cluster cluster = Offering("orders");
        cluster["d"].Ensure(Asked());
        RunUntilPlaced(cluster, 3, s_all);
        Assert.Single(
            s_all.Select(name => string.Join(' ', cluster[name].Directory.Placements["orders"].Nodes[0])).Distinct()
        );
        Assert.Equal("", cluster["a"].Directory.Placements["orders"].Missing);
    }

    [Fact]
    public void One_that_dies_is_replaced_and_the_others_stay()
    {
        Cluster cluster = Offering("orders");
        cluster["a"].Ensure(Asked());
        RunUntilPlaced(cluster, 3, s_all);
        ProcessId[] before = [.. Placed(cluster, "e")];
        cluster.Kill(before[1].Address);
        string[] alive = [.. s_all.Where(name => name != before[1].Address)];
        cluster.RunUntil(() =>
            alive.All(name => !Placed(cluster, name).Contains(before[1]) && Placed(cluster, name).Length == 3)
        );
        Assert.All([before[0], before[2]], stays => Assert.Contains(stays, Placed(cluster, alive[0])));
    }

    [Fact]
    public void Whoever_leads_the_cluster_may_die_meanwhile()
    {
        Cluster cluster = Offering("orders");
        cluster["c"].Ensure(Asked());
        cluster.Kill(cluster["c"].Root!.Members[0].Process.Address);
        RunUntilPlaced(cluster, 3, "c");
    }

    [Fact]
    public void With_too_few_nodes_it_goes_on_with_fewer_says_what_is_missing_and_takes_what_comes()
    {
        Cluster cluster = Offering("other", "orders");
        cluster.Offers = ["orders"];
        cluster.Start("f", group: null);
        cluster["a"].Ensure(Asked() with { Replicas = 6, Labels = Labels("ssd", "yes") });
        cluster.RunUntil(() =>
            cluster["a"].Directory.Placements.TryGetValue("orders", out PlacementInfo? placed)
            && placed.Missing.Length > 0
        );
        string missing = cluster["a"].Directory.Placements["orders"].Missing;
        Assert.Contains("only 0 nodes offer to host 'orders' and have ssd=yes", missing);
        cluster["a"].Ensure(Asked() with { Replicas = 7 });
        RunUntilPlaced(cluster, 6, "a");
        Assert.Contains("it has 6 of 7 members", cluster["a"].Directory.Placements["orders"].Missing);
        cluster.Start("g", group: null);
        RunUntilPlaced(cluster, 7, "a");
        Assert.Equal("", cluster["a"].Directory.Placements["orders"].Missing);
    }

    [Fact]
    public void Only_nodes_with_the_labels_that_offer_it_are_chosen()
    {
        Cluster cluster = Offering("orders");
        cluster.Start("f", group: null, labels: [.. Labels("zone", "x")]);
        cluster.Offers = [];
        cluster.Start("h", group: null, labels: [.. Labels("zone", "x")]);
        cluster["a"].Ensure(Asked() with { Replicas = 1, Labels = Labels("zone", "x") });
        RunUntilPlaced(cluster, 1, "a");
        Assert.Equal("f", Placed(cluster, "a")[0].Address);
    }

    [Fact]
    public void What_is_asked_for_last_counts_and_no_replicas_end_it()
    {
        Cluster cluster = Offering("orders");
        cluster["a"].Ensure(Asked() with { Shards = 4 });
        cluster.RunUntil(() =>
            cluster["e"].Directory.Placements.TryGetValue("orders", out PlacementInfo? placed)
            && placed.Nodes.Length == 4
        );
        cluster["b"].Ensure(Asked() with { Replicas = 2 });
        RunUntilPlaced(cluster, 2, s_all);
        Assert.Single(cluster["a"].Directory.Placements["orders"].Nodes);
        cluster["c"].Ensure(Asked() with { Replicas = 0 });
        cluster.RunUntil(() => s_all.All(name => cluster[name].Directory.Placements.Count == 0));
    }

    [Fact]
    public void A_node_that_comes_later_knows_the_placements()
    {
        Cluster cluster = Offering("orders");
        cluster["a"].Ensure(Asked() with { SpreadBy = "zone" });
        RunUntilPlaced(cluster, 3, s_all);
        cluster.Start("f", group: null);
        RunUntilPlaced(cluster, 3, "f");
        Assert.Equal("zone", cluster["f"].Directory.Placements["orders"].SpreadBy);
    }

    [Theory]
    [InlineData(0, "answered with 0 shards of 1")]
    [InlineData(1, "chose a process that is no candidate")]
    [InlineData(2, "threw InvalidOperationException: no idea")]
    public void A_layout_that_makes_no_sense_is_done_without(int mistake, string complaint)
    {
        Cluster cluster = Offering(new Senseless(mistake), "orders");
        cluster["a"].Ensure(Asked());
        RunUntilPlaced(cluster, 3, s_all);
        cluster.RunSeconds(10);
        string[] warnings =
        [
            .. s_all.SelectMany(name => cluster[name].Warnings).Where(text => text.Contains("layout")),
        ];
        Assert.Contains(complaint, Assert.Single(warnings));
    }

    private sealed class Senseless(int mistake) : IPlacementLayout
    {
        public ImmutableArray<ImmutableArray<ProcessId>> Place(
            PlacementInfo placement,
            IReadOnlyList<PlacementCandidate> candidates
        ) =>
            mistake switch
            {
                0 => [],
                1 =>
                [
                    [new ProcessId("nobody", 1)],
                ],
                _ => throw new InvalidOperationException("no idea"),
            };
    }

    private static ProcessId[] Placed(Cluster cluster, string at) =>
        cluster[at].Directory.Placements.TryGetValue("orders", out PlacementInfo? placed) && placed.Nodes.Length > 0
            ? [.. placed.Nodes[0]]
            : [];

    private static void RunUntilPlaced(Cluster cluster, int replicas, params string[] at) =>
        cluster.RunUntil(() => at.All(name => Placed(cluster, name).Length == replicas), what: $"{replicas} replicas");

    private static PlacementInfo Asked() => new() { Name = "orders", Replicas = 3 };

    private static ImmutableSortedDictionary<string, string> Labels(string label, string value) =>
        ImmutableSortedDictionary<string, string>.Empty.Add(label, value);

    private static Cluster Offering(params string[] offers) => Offering(null, offers);

    private static Cluster Offering(IPlacementLayout? layout, params string[] offers)
    {
        var cluster = new Cluster
        {
            Seeds = s_all,
            Governed = true,
            Offers = offers,
            Layout = layout,
        };
        foreach (string name in s_all)
            cluster.Start(name, group: null);
        cluster.RunUntil(() => s_all.All(name => cluster[name].Root?.Members.Length == s_all.Length), what: "a root");
        return cluster;
    }
}
