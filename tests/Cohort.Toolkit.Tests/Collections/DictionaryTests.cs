using Cohort.Serialization;
using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;

namespace Cohort.Toolkit.Tests.Collections;

/// <summary>A dictionary of which each member has a replica.</summary>
public sealed class DictionaryTests
{
    [Fact]
    public async Task Members_use_one_dictionary()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        ReplicatedDictionary<string, decimal>[] prices = await cluster.EachAsync(node =>
            node.DictionaryAsync<string, decimal>("prices")
        );
        ulong position = await prices[0].SetAsync("nail", 0.02m).Soon();
        Assert.False(await prices[1].TryAddAsync("nail", 0.03m).Soon());
        Assert.True(await prices[1].TryAddAsync("saw", 12m).Soon());
        Assert.Equal(0.02m, await prices[2].GetOrAddAsync("nail", 0.05m).Soon());
        Assert.Equal(7m, await prices[2].GetOrAddAsync("file", 7m).Soon());
        Assert.False(await prices[0].CompareAndSetAsync("saw", 11m, 13m).Soon());
        Assert.True(await prices[0].CompareAndSetAsync("saw", 12m, 13m).Soon());
        Assert.False(await prices[0].CompareAndSetAsync("nothing", 0m, 1m).Soon());
        Assert.Equal((true, 7m), await prices[1].TryRemoveAsync("file").Soon());
        Assert.Equal((false, 0m), await prices[1].TryRemoveAsync("file").Soon());
        Assert.Equal(13m, await prices[2].GetAsync("saw").Soon());
        Assert.Null(await prices[2].GetAsync("file").Soon());
        Assert.Equal(2, await prices[0].CountAsync().Soon());
        await prices[1].ReachAsync(position).Soon();
        Assert.Equal(0.02m, prices[1].Local["nail"]);
    }

    [Fact]
    public async Task What_is_null_is_no_key_and_never_goes_through_the_group()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using ReplicatedDictionary<string, int> map = await cluster[0]
            .Node.DictionaryAsync<string, int>("map")
            .Soon();
        await using ReplicatedSet<string> set = await cluster[0].Node.SetAsync<string>("set").Soon();
        (ulong ofMap, ulong ofSet) = (map.Position, set.Position);
        Assert.Throws<ArgumentNullException>("key", () => _ = map.SetAsync(null!, 1));
        Assert.Throws<ArgumentNullException>("key", () => _ = map.TryAddAsync(null!, 1));
        Assert.Throws<ArgumentNullException>("key", () => _ = map.TryRemoveAsync(null!));
        Assert.Throws<ArgumentNullException>("key", () => _ = map.GetOrAddAsync(null!, 1));
        Assert.Throws<ArgumentNullException>("key", () => _ = map.CompareAndSetAsync(null!, 1, 2));
        Assert.Throws<ArgumentNullException>("key", () => _ = map.TryGetAsync(null!));
        Assert.Throws<ArgumentNullException>("item", () => _ = set.AddAsync(null!));
        Assert.Throws<ArgumentNullException>("item", () => _ = set.RemoveAsync(null!));
        Assert.Throws<ArgumentNullException>("item", () => _ = set.ContainsAsync(null!));
        Assert.Equal((ofMap, ofSet), (map.Position, set.Position));
    }

    [Fact]
    public async Task The_replica_here_is_read_without_waiting()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using ReplicatedDictionary<Guid, string?> names = await cluster[0]
            .Node.DictionaryAsync<Guid, string?>("names")
            .Soon();
        (Guid first, Guid second) = (Guid.NewGuid(), Guid.NewGuid());
        await names.SetAsync(first, "Ada").Soon();
        await names.SetAsync(second, null).Soon();
        LocalDictionary<Guid, string?> local = names.Local;
        Assert.Equal("Ada", local[first]);
        Assert.True(local.TryGet(second, out string? none) && none is null);
        Assert.False(local.TryGet(Guid.Empty, out _));
        Assert.False(local.Contains(Guid.Empty));
        Assert.Throws<KeyNotFoundException>(() => local[Guid.Empty]);
        Assert.Equal(2, local.Count);
        Dictionary<Guid, string?> snapshot = local.Snapshot();
        await names.TryRemoveAsync(first).Soon();
        Assert.Equal(2, snapshot.Count);
        Assert.Equal(second, Assert.Single(local).Key);
        Assert.Equal((true, null), await names.TryGetAsync(second).Soon());
        Assert.Equal((false, null), await names.TryGetAsync(first).Soon());
    }

    [Fact]
    public async Task Keys_and_values_of_ones_own_types_and_one_that_joins_later_has_them()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using var first = await cluster[0].Node.DictionaryAsync<Place, Stay>("stays").Soon();
        await first.SetAsync(new Place(3, 'b'), new Stay("Ada", [1, 2])).Soon();
        ToolCluster.Place place = await cluster.AddAsync();
        await using var second = await place.Node.DictionaryAsync<Place, Stay>("stays").Soon();
        Stay? stay = await second.GetAsync(new Place(3, 'b')).Soon();
        Assert.Equal([1, 2], stay!.Nights);
        // Records with lists in them are never equal; what is packed is.
        Assert.True(
            await second.CompareAndSetAsync(new Place(3, 'b'), new Stay("Ada", [1, 2]), new Stay("Bo", [])).Soon()
        );
        Assert.Equal("Bo", (await first.GetAsync(new Place(3, 'b')).Soon())!.Guest);
    }

    [Fact]
    public async Task Who_watches_sees_all_there_is_and_then_every_change()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        ReplicatedDictionary<string, int>[] counts = await cluster.EachAsync(node =>
            node.DictionaryAsync<string, int>("counts")
        );
        await counts[0].SetAsync("a", 1).Soon();
        await counts[1].ReachAsync(counts[0].Position).Soon();
        await using var watching = counts[1].WatchAsync(Deadline.Token).GetAsyncEnumerator();
        Assert.True(await watching.MoveNextAsync());
        Assert.Equal(new KeyValuePair<string, int>("a", 1), Assert.Single(watching.Current.State!));
        ulong position = await counts[0].SetAsync("b", 2).Soon();
        await counts[0].TryRemoveAsync("a").Soon();
        await counts[0].TryRemoveAsync("a").Soon();
        await counts[0].TryAddAsync("b", 3).Soon();
        await counts[0].CompareAndSetAsync("b", 2, 4).Soon();
        Assert.True(await watching.MoveNextAsync());
        Assert.Equal((position, new DictionaryChange<string, int>("b", 2, false)), Seen());
        Assert.True(await watching.MoveNextAsync());
        Assert.Equal(new DictionaryChange<string, int>("a", 0, true), watching.Current.Event);
        Assert.True(await watching.MoveNextAsync());
        Assert.Equal(new DictionaryChange<string, int>("b", 4, false), watching.Current.Event);

        (ulong, DictionaryChange<string, int>?) Seen() => (watching.Current.Position, watching.Current.Event);
    }

    [Fact]
    public async Task What_has_no_codec_and_what_is_no_key_is_said_before_anything_is_joined()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await Assert.ThrowsAsync<NotSupportedException>(() =>
            cluster[0].Node.DictionaryAsync<string, Uri>("uris").Soon()
        );
        var refused = await Assert.ThrowsAsync<NotSupportedException>(() =>
            cluster[0].Node.DictionaryAsync<byte[], int>("bytes").Soon()
        );
        Assert.Contains("cannot be a key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_with_other_types_are_refused()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        await using var first = await cluster[0].Node.DictionaryAsync<string, int>("counts").Soon();
        var refused = await Assert.ThrowsAsync<JoinRefusedException>(() =>
            cluster[1].Node.DictionaryAsync<string, long>("counts").Soon()
        );
        Assert.Contains("dictionary of System.String and System.Int32", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_collections_have_one_group()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        ToolGroup[] groups = await cluster.EachAsync(node =>
            node.JoinAsync(
                "shop",
                tools =>
                    tools
                        .Dictionary<string, decimal>("prices")
                        .Set<string>("closed")
                        .Queue<int>("orders")
                        .Counter("visits")
                        .Configuration("settings")
            )
        );
        await groups[0].Dictionary<string, decimal>("prices").SetAsync("nail", 1m).Soon();
        Assert.True(await groups[1].Set<string>("closed").AddAsync("monday").Soon());
        await groups[0].Queue<int>("orders").EnqueueAsync(7).Soon();
        Assert.Equal(1, await groups[1].Counter("visits").IncrementAsync().Soon());
        await groups[1].Configuration("settings").SetAsync("open", "9").Soon();
        Assert.Equal(1m, await groups[1].Dictionary<string, decimal>("prices").GetAsync("nail").Soon());
        Assert.Equal(7, await groups[1].Queue<int>("orders").DequeueAsync().Soon());
        Assert.True(await groups[0].Set<string>("closed").ContainsAsync("monday").Soon());
        Assert.Equal(9, await groups[0].Configuration("settings").GetAsync("open", 0).Soon());
        Assert.Throws<ArgumentException>(() => groups[0].Dictionary<string, int>("prices"));
    }
}

/// <summary>A key.</summary>
[Packed]
public readonly partial record struct Place(int Floor, char Room);

/// <summary>A value.</summary>
[Packed]
public sealed partial record Stay(string Guest, List<int> Nights);
