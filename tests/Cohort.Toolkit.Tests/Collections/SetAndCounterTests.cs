using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;

namespace Cohort.Toolkit.Tests.Collections;

/// <summary>Sets and counters of which each member has a replica.</summary>
public sealed class SetAndCounterTests
{
    [Fact]
    public async Task Members_use_one_set()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        ReplicatedSet<string>[] sets = await cluster.EachAsync(node => node.SetAsync<string>("names"));
        await using var watching = sets[1].WatchAsync(Deadline.Token).GetAsyncEnumerator();
        Assert.True(await watching.MoveNextAsync());
        Assert.Empty(watching.Current.State!);
        Assert.True(await sets[0].AddAsync("Ada").Soon());
        Assert.False(await sets[1].AddAsync("Ada").Soon());
        Assert.True(await sets[1].ContainsAsync("Ada").Soon());
        Assert.False(await sets[1].ContainsAsync("ada").Soon());
        Assert.Equal(1, await sets[0].CountAsync().Soon());
        Assert.Equal("Ada", Assert.Single(sets[1].Local));
        Assert.True(sets[1].Local.Contains("Ada"));
        Assert.True(await sets[0].RemoveAsync("Ada").Soon());
        Assert.False(await sets[0].RemoveAsync("Ada").Soon());
        Assert.Empty(sets[0].Local);
        Assert.True(await watching.MoveNextAsync());
        Assert.Equal(new SetChange<string>("Ada", IsRemoved: false), watching.Current.Event);
        Assert.True(await watching.MoveNextAsync());
        Assert.Equal(new SetChange<string>("Ada", IsRemoved: true), watching.Current.Event);
    }

    [Fact]
    public async Task No_two_get_the_same_from_a_counter()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        ReplicatedCounter[] counters = await cluster.EachAsync(node => node.CounterAsync("tickets"));
        long[] drawn = await Task.WhenAll(
                Enumerable.Range(0, 300).Select(draw => counters[draw % 3].IncrementAsync().AsTask())
            )
            .Soon();
        Assert.Equal(Enumerable.Range(1, 300).Select(number => (long)number), drawn.Order());
        Assert.Equal(290, await counters[1].AddAsync(-10).Soon());
        Assert.False(await counters[2].CompareAndSetAsync(300, 0).Soon());
        Assert.True(await counters[2].CompareAndSetAsync(290, long.MaxValue).Soon());
        Assert.Equal(long.MaxValue, await counters[0].GetAsync().Soon());
        var failed = await Assert.ThrowsAsync<UpdateFailedException>(() => counters[0].IncrementAsync().Soon());
        Assert.Equal("System.OverflowException", failed.ExceptionType);
        Assert.Equal(long.MaxValue, counters[0].Local);
    }
}
