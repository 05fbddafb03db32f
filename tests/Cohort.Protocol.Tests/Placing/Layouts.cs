using System.Collections.Immutable;

namespace Cohort.Protocol.Tests.Placing;

/// <summary>The usual layout: spread, balanced, and moving as little as it can.</summary>
public sealed class Layouts
{
    [Fact]
    public void Each_shard_has_as_many_members_as_were_asked_for_and_the_nodes_as_many_shards_each()
    {
        ImmutableArray<ImmutableArray<ProcessId>> nodes = Place(Asked(shards: 10), Nodes("a", "b", "c", "d", "e"));
        Assert.All(nodes, shard => Assert.Equal(3, shard.Distinct().Count()));
        Assert.All(LoadsOf(nodes).Values, load => Assert.Equal(6, load));
    }

    [Fact]
    public void Members_are_spread_over_the_values_of_a_label()
    {
        PlacementCandidate[] candidates = [.. Nodes("a1", "a2", "a3", "b1", "c1")];
        ImmutableArray<ImmutableArray<ProcessId>> nodes = Place(
            Asked(shards: 8) with
            {
                SpreadBy = "zone",
            },
            candidates
        );
        Assert.All(nodes, shard => Assert.Equal("abc", string.Concat(shard.Select(node => node.Address[0]).Order())));
    }

    [Fact]
    public void Those_in_few_groups_come_first()
    {
        PlacementCandidate[] candidates = [.. Nodes("a", "b", "c", "d")];
        candidates[0] = candidates[0] with { Load = 5 };
        Assert.Equal(["b", "c", "d"], Names(Place(Asked(), candidates)[0]));
    }

    [Fact]
    public void What_a_node_that_is_gone_had_is_all_that_moves()
    {
        PlacementInfo before = Asked(shards: 16);
        before = before with { Nodes = Place(before, Nodes("a", "b", "c", "d", "e")) };
        ImmutableArray<ImmutableArray<ProcessId>> after = Place(before, Nodes("a", "b", "c", "d"));
        for (int shard = 0; shard < after.Length; shard++)
        {
            Assert.Equal(3, after[shard].Length);
            Assert.Subset(
                Names(after[shard]).ToHashSet(),
                Names(before.Nodes[shard]).Where(name => name != "e").ToHashSet()
            );
        }
    }

    [Fact]
    public void One_that_comes_moves_nothing_and_takes_what_is_lacking()
    {
        PlacementInfo before = Asked(shards: 4);
        before = before with { Nodes = Place(before, Nodes("a", "b")) };
        Assert.All(before.Nodes, shard => Assert.Equal(["a", "b"], Names(shard)));
        Assert.All(Place(before, Nodes("a", "b", "c")), shard => Assert.Equal(["a", "b", "c"], Names(shard)));
        before = before with { Nodes = Place(before, Nodes("a", "b", "c")) };
        Assert.Equal(before.Nodes.Select(Names), Place(before, Nodes("a", "b", "c", "d")).Select(Names));
    }

    [Fact]
    public void Fewer_replicas_take_out_those_that_are_spread_least()
    {
        PlacementInfo before = Asked() with { SpreadBy = "zone" };
        before = before with { Nodes = Place(before, Nodes("a1", "a2", "b1")) };
        Assert.Equal(
            "ab",
            string.Concat(
                Place(before with { Replicas = 2 }, Nodes("a1", "a2", "b1"))[0].Select(node => node.Address[0]).Order()
            )
        );
    }

    private static PlacementInfo Asked(int shards = 1) =>
        new()
        {
            Name = "orders",
            Replicas = 3,
            Shards = shards,
        };

    private static ImmutableArray<ImmutableArray<ProcessId>> Place(
        PlacementInfo asked,
        IEnumerable<PlacementCandidate> candidates
    ) => new SpreadLayout().Place(asked, [.. candidates]);

    // The first letter of a node's name is its zone.
    private static IEnumerable<PlacementCandidate> Nodes(params string[] names) =>
        names.Select(name => new PlacementCandidate(
            new NodeInfo
            {
                Name = name,
                Process = new ProcessId(name, 1),
                Labels = ImmutableSortedDictionary<string, string>.Empty.Add("zone", name[..1]),
                Load = 0,
                MemberSince = default,
            },
            0
        ));

    private static IEnumerable<string> Names(ImmutableArray<ProcessId> shard) =>
        shard.Select(process => process.Address).Order(StringComparer.Ordinal);

    private static Dictionary<ProcessId, int> LoadsOf(ImmutableArray<ImmutableArray<ProcessId>> nodes) =>
        nodes.SelectMany(shard => shard).CountBy(process => process).ToDictionary();
}
