using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;
using Cohort.Toolkit.Tests.Locks;

namespace Cohort.Toolkit.Tests.Tokens;

/// <summary>A token is with one member at a time, and never lost.</summary>
public sealed class TokenTests
{
    [Fact]
    public async Task It_goes_from_one_that_asks_to_the_next_with_larger_numbers()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        GroupToken[] tokens = await JoinAsync(cluster);
        HeldToken first = await tokens[1].RequestAsync().Soon();
        Assert.Equal((cluster[1].Node.Process, first.Number), At(await tokens[0].HolderAsync().Soon()));
        Task<HeldToken> asked = tokens[2].RequestAsync();
        await first.Wanted.Cancelled().Soon();
        Assert.False(asked.IsCompleted);
        await first.DisposeAsync();
        HeldToken second = await asked.Soon();
        Assert.True(second.Number > first.Number);
        await second.DisposeAsync();
        // It rests there, and goes to whoever asks.
        Assert.Equal(cluster[2].Node.Process, At(await tokens[0].HolderAsync().Soon()).Process);
        Assert.True((await tokens[0].RequestAsync().Soon()).Number > second.Number);
    }

    [Fact]
    public async Task It_is_passed_to_whom_its_holder_says()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        GroupToken[] tokens = await JoinAsync(cluster);
        HeldToken held = await tokens[0].RequestAsync().Soon();
        MemberId to = MemberOf(tokens[0], cluster[2]);
        Assert.Equal($"{tokens[0].Name} (number {held.Number})", $"{held}");
        var nobody = await Assert.ThrowsAsync<ArgumentException>(() => held.PassAsync(default).Soon());
        Assert.Contains("names no member", nobody.Message, StringComparison.Ordinal);
        await held.PassAsync(to).Soon();
        Assert.Equal(cluster[2].Node.Process, At(await tokens[1].HolderAsync().Soon()).Process);
        var gone = await Assert.ThrowsAsync<TokenNotHeldException>(() => held.PassAsync(to).Soon());
        Assert.Equal(cluster[2].Node.Process, gone.Holder.Member.Process);
        HeldToken again = await tokens[0].RequestAsync().Soon();
        await Assert.ThrowsAsync<ArgumentException>(() => again.PassAsync(to with { Join = ulong.MaxValue }).Soon());
    }

    [Fact]
    public async Task One_that_is_put_out_loses_it_to_the_first_that_waits_or_to_the_oldest()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        GroupToken[] tokens = await JoinAsync(cluster);
        HeldToken held = await tokens[2].RequestAsync().Soon();
        Task<HeldToken> asked = tokens[1].RequestAsync();
        await held.Wanted.Cancelled().Soon();
        Task lost = held.Lost.Cancelled();
        cluster[2].Links.CutOff();
        HeldToken next = await asked.Soon();
        Assert.True(next.Number > held.Number);
        await lost.Soon();
        cluster[2].Links.Heal();
        await held.DisposeAsync();
        await next.DisposeAsync();
        HeldToken last = await tokens[2].RequestAsync().Soon();
        cluster[2].Links.CutOff();
        await last.Lost.Cancelled().Soon();
        await Waiting.Until(() => tokens[0].LocalHolder.Number > last.Number);
        Assert.Equal(Views(tokens[0])[0], tokens[0].LocalHolder.Member);
    }

    private static Task<GroupToken[]> JoinAsync(ToolCluster cluster) =>
        cluster.EachAsync(async node =>
        {
            ToolGroup group = await node.JoinAsync("shop", tools => tools.Token("conductor"));
            return group.Token("conductor");
        });

    private static (ProcessId Process, ulong Number) At(TokenHolder holder) => (holder.Member.Process, holder.Number);

    private static MemberId[] Views(GroupToken token) =>
        [.. token.Group.Group.View.Members.Select(member => member.Id)];

    private static MemberId MemberOf(GroupToken token, ToolCluster.Place place) =>
        Views(token).Single(member => member.Process == place.Node.Process);
}
