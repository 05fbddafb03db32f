using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;

namespace Cohort.Toolkit.Tests.Calls;

/// <summary>What is called, who replies, and what callers get, at real nodes.</summary>
public sealed class CallTests
{
    [Fact]
    public async Task All_members_reply_to_a_call_of_one()
    {
        await using CallCluster prices = await CallCluster.StartAsync(3);
        await prices.Calls[0].QuoteAsync(new Quote("fx", 2.5m)).Soon();
        Replies<decimal> values = await prices.Calls[0].ValueAsync("fx").AsTask().Soon();
        Assert.Equal([2.5m, 2.5m, 2.5m], values.Values);
        Assert.True(values.WasReached);
        Assert.Equal(values.View.Members.Select(member => member.Id).Order(), Repliers(values));
        Assert.Empty(values.Unanswered);
        Assert.Empty(values.Absent);
    }

    [Fact]
    public async Task Replies_are_read_as_they_come()
    {
        await using CallCluster prices = await CallCluster.StartAsync(3);
        PendingReplies<string> waiting = prices.Calls[0].WaitAsync("go");
        var read = new List<string>();
        prices.Served[1].Signal("go").SetResult("b");
        await foreach (Reply<string> reply in waiting)
        {
            read.Add(reply.Value);
            // The next one replies only when the one before has been read here.
            int next = read.Count == 1 ? 2 : 0;
            prices.Served[next].Signal("go").TrySetResult($"{next}");
        }
        Assert.Equal(["b", "2", "0"], read);
        Assert.Equal(read, (await waiting).Values);
    }

    [Fact]
    public async Task A_caller_gets_as_many_values_as_it_wants()
    {
        await using CallCluster prices = await CallCluster.StartAsync(3);
        PendingReplies<string> first = prices.Calls[0].WaitAsync("first", Wanted.First);
        PendingReplies<string> majority = prices.Calls[0].WaitAsync("majority", Wanted.Majority);
        prices.Served[1].Signal("first").SetResult("b");
        Replies<string> one = await first.AsTask().Soon();
        Assert.Equal("b", one.First);
        Assert.Equal(2, one.Unanswered.Length);
        prices.Served[1].Signal("majority").SetResult("b");
        prices.Served[2].Signal("majority").SetResult("c");
        Replies<string> two = await majority.AsTask().Soon();
        Assert.True(two.WasReached);
        Assert.Equal(["b", "c"], two.Values.Order());
        Replies<int> three = await prices.Calls[0].CountAsync("fx", Wanted.Count(4)).AsTask().Soon();
        Assert.False(three.WasReached);
    }

    [Fact]
    public async Task A_call_without_replies_ends_when_the_group_has_it()
    {
        await using CallCluster prices = await CallCluster.StartAsync(2);
        Replies<Done> none = await prices.Calls[0].ResetAsync(Wanted.None).AsTask().Soon();
        Assert.Empty(none.All);
        Assert.Throws<NoValueException>(() => none.First);
        await prices.Calls[0].QuoteAsync(new Quote("fx", 1)).Soon();
        Assert.Equal(1, await prices.Calls[0].To(prices.Groups[1].Group.Self!).CountAsync("fx").Soon());
    }

    [Fact]
    public async Task What_a_method_throws_is_the_reply_of_that_member()
    {
        await using CallCluster prices = await CallCluster.StartAsync(2);
        prices.Served[1].Quote(new Quote("fx", 7));
        Replies<decimal> values = await prices.Calls[0].ValueAsync("fx").AsTask().Soon();
        Assert.False(values.WasReached);
        Assert.Equal(7, values.First);
        var thrown = Assert.IsType<RemoteException>(values.From(prices.Groups[0].Group.Self!.Id)!.Error);
        Assert.Equal(typeof(KeyNotFoundException).FullName, thrown.ExceptionType);
        Assert.Equal($"{prices.Groups[0].Node.Name} has no fx", thrown.ExceptionMessage);
        Member self = prices.Groups[0].Group.Self!;
        await Assert.ThrowsAsync<RemoteException>(() => prices.Calls[1].To(self).ValueAsync("fx").Soon());
    }

    [Fact]
    public async Task One_member_alone_executes_what_it_is_called_for()
    {
        await using CallCluster prices = await CallCluster.StartAsync(3);
        Member second = prices.Groups[1].Group.Self!;
        await prices.Calls[0].To(second).QuoteAsync(new Quote("fx", 4)).Soon();
        await prices.Calls[0].To(second).ResetAsync().Soon();
        await prices.Calls[0].To(second).QuoteAsync(new Quote("fx", 5)).Soon();
        Replies<int> counts = await prices.Calls[0].CountAsync("fx").AsTask().Soon();
        Assert.Equal([0, 0, 1], counts.Values.Order());
        Assert.Equal(5, await prices.Calls[2].To(second).ValueAsync("fx").Soon());
    }

    [Fact]
    public async Task A_call_says_who_makes_it_and_all_execute_it_at_one_place()
    {
        await using CallCluster prices = await CallCluster.StartAsync(3);
        Replies<string> places = await prices.Calls[1].WhereAsync().AsTask().Soon();
        string[] said = [.. places.Values.Select(place => place[(place.IndexOf(' ') + 1)..]).Distinct()];
        Assert.StartsWith($"{prices.Groups[1].Node.Name} {places.View.Number} ", Assert.Single(said));
        Assert.Equal(3, places.Values.Distinct().Count());
    }

    [Fact]
    public async Task However_many_calls_all_members_make_at_once_each_is_replied_to_and_executed_once()
    {
        const int each = 500;
        await using CallCluster prices = await CallCluster.StartAsync(3);
        // Beyond what is copied on its way to the group, so that calls and replies wait there.
        string book = new('x', 2000);
        Task[] telling =
        [
            .. prices.Calls.SelectMany(calls =>
                Enumerable.Range(0, each).Select(price => calls.QuoteAsync(new Quote(book, price)).AsTask())
            ),
        ];
        Task<Replies<int>>[] asking =
        [
            .. prices.Calls.SelectMany(calls => Enumerable.Range(0, each).Select(_ => calls.CountAsync(book).AsTask())),
        ];
        await Task.WhenAll(telling).Soon();
        Assert.All(await Task.WhenAll(asking).Soon(), replies => Assert.Equal(3, replies.Values.Count()));
        // What each member has sent is behind a call of its own.
        foreach (GroupCalls<IPricing> calls in prices.Calls)
            await calls.CountAsync(book).AsTask().Soon();
        int[] counts = [.. (await prices.Calls[0].CountAsync(book).AsTask().Soon()).Values];
        Assert.Equal([3 * each, 3 * each, 3 * each], counts);
    }

    [Fact]
    public async Task Nothing_is_a_value_too()
    {
        await using CallCluster prices = await CallCluster.StartAsync(1);
        Assert.Null((await prices.Calls[0].MaybeAsync(false).AsTask().Soon()).First);
        Assert.NotNull((await prices.Calls[0].MaybeAsync(true).AsTask().Soon()).First);
    }

    [Fact]
    public async Task Several_contracts_are_called_in_one_group()
    {
        await using CallCluster prices = await CallCluster.StartAsync(2);
        Assert.Equal([1, 1], (await prices.Groups[0].Calls<IClock>().TickAsync().AsTask().Soon()).Values);
        Assert.Equal([2, 2], (await prices.Groups[1].Calls<IClock>().TickAsync().AsTask().Soon()).Values);
        Assert.Equal([0, 0], (await prices.Calls[1].CountAsync("fx").AsTask().Soon()).Values);
        Assert.Throws<InvalidOperationException>(() => prices.Groups[0].Calls<IDisposable>());
    }

    [Fact]
    public async Task Members_with_another_contract_are_refused_and_told_both()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        await using ToolGroup first = await cluster[0]
            .Node.JoinAsync("prices", tools => tools.Serve<IPricing>(new Pricing("a")))
            .Soon();
        var refused = await Assert.ThrowsAsync<JoinRefusedException>(() =>
            cluster[1].Node.JoinAsync("prices", tools => tools.Serve<IClock>(new Clock())).Soon()
        );
        Assert.Contains("Cohort.Toolkit.Tests.Calls.IPricing", refused.Message, StringComparison.Ordinal);
        Assert.Contains("clock", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_contract_or_is_served_twice_is_refused()
    {
        var tools = new GroupTools();
        tools.Serve<IClock>(new Clock());
        Assert.Throws<ArgumentException>(() => tools.Serve<IClock>(new Clock()));
        Assert.Throws<ArgumentException>(() => tools.Serve<IDisposable>(new MemoryStream()));
    }

    private static IEnumerable<MemberId> Repliers<T>(Replies<T> replies) =>
        replies.All.Select(reply => reply.Member.Id).Order();
}
