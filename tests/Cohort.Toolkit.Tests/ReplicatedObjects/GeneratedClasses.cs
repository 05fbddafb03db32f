using System.Buffers;
using Cohort.Serialization;
using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;

namespace Cohort.Toolkit.Tests.ReplicatedObjects;

/// <summary>What is generated for a class does what the class says.</summary>
public sealed class GeneratedClasses
{
    [Fact]
    public async Task All_kinds_of_fields_go_to_one_that_joins_and_comparers_stay()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using Replica<Cabinet> first = await cluster[0].Node.ReplicateAsync<Cabinet>("cabinet").Soon();
        Assert.Null(await first.FillAsync("a", 1).Soon());
        Assert.Null(await first.FillAsync("b", 2).Soon());
        ToolCluster.Place place = await cluster.AddAsync();
        await using Replica<Cabinet> second = await place.Node.ReplicateAsync<Cabinet>("cabinet").Soon();
        Assert.Equal("2|1|b,a|3|made,,a,b|1,2|none", second.Local.Look());
        Assert.Equal(first.ReadLocal(0, (it, _) => it.Id), second.ReadLocal(0, (it, _) => it.Id));
        // The comparers that the constructor gave go on.
        await second.FillAsync("A", 7).Soon();
        await second.FillAsync("c", 3).Soon();
        Assert.Equal("3|7|c,b,a,A|3|made,,a,b,A,c|1,2,7,3|none", await first.LookAsync().Soon());
        Assert.Equal(await first.LookAsync().Soon(), await second.LookAsync().Soon());
    }

    [Fact]
    public async Task The_context_may_stand_anywhere()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        var time = new FixedTime();
        var options = new ToolGroupOptions { TimeProvider = time };
        await using Replica<Cabinet> cabinet = await cluster[0].Node.ReplicateAsync<Cabinet>("cabinet", options).Soon();
        Assert.Equal(1UL + 5, await cabinet.FirstAsync(5).Soon());
        Assert.Equal(2UL + 5, await cabinet.FirstAsync(5).Soon());
        Assert.Equal(time.GetUtcNow().UtcTicks + 6, await cabinet.LastAsync(6).Soon());
        Assert.InRange(await cabinet.AloneAsync().Soon(), 4UL, cabinet.Position);
    }

    [Fact]
    public async Task Bytes_may_stay_where_they_lie()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using Replica<Cabinet> cabinet = await cluster[0].Node.ReplicateAsync<Cabinet>("cabinet").Soon();
        Task<string> whole = Ask([1, 2, 3]);
        Task<string> empty = Ask([]);
        Assert.Equal("010203 7 FF", await whole.Soon());
        Assert.Equal(" 7 FF", await empty.Soon());

        Task<string> Ask(ReadOnlySpan<byte> first) => cabinet.BytesAsync(first, 7, [255]).AsTask();
    }

    [Fact]
    public void A_newer_class_loads_an_older_state_and_the_other_way()
    {
        OldAccount old = Create<OldAccount>();
        old.Pay("Ada", 100);
        NewAccount newer = Loaded<NewAccount>(Saved(old));
        // What the older one has not saved stays as it is made.
        Assert.Equal("Ada 100 1+2", newer.Look());
        newer.Pay("Bo", 20);
        Assert.Equal("Bo 120 1+2+20", newer.Look());
        Assert.Equal("Bo 120", Loaded<OldAccount>(Saved(newer)).Look());
    }

    [Fact]
    public async Task Members_of_both_versions_are_one_group()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        await using var old = await cluster[0].Node.ReplicateAsync<OldAccount>("account").Soon();
        await old.PayAsync("Ada", 100).Soon();
        await using var newer = await cluster[1].Node.ReplicateAsync<NewAccount>("account").Soon();
        Assert.Equal(120, await newer.PayAsync("Bo", 20).Soon());
        Assert.Equal("Bo 120", await old.LookAsync().Soon());
        Assert.Equal("Bo 120 1+2+20", newer.Local.Look());
    }

    private static T Create<T>()
        where T : class, IReplicated<T> => T.Create();

    private static byte[] Saved<T>(T replica)
        where T : class, IReplicated<T>
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new PackWriter(output);
        replica.Save(ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static T Loaded<T>(byte[] state)
        where T : class, IReplicated<T>
    {
        var reader = new PackReader(state);
        T replica = T.Create();
        replica.Load(ref reader);
        reader.EndPayload();
        return replica;
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }
}
