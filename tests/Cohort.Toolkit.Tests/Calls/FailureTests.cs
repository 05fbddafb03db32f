using Cohort.Tests;

namespace Cohort.Toolkit.Tests.Calls;

/// <summary>Q1 at real nodes: whatever fails, a call ends, and says what is known.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_member_that_is_gone_before_it_replies_is_absent()
    {
        await using CallCluster prices = await CallCluster.StartAsync(3);
        Member gone = prices.Groups[2].Group.Self!;
        PendingReplies<string> all = prices.Calls[0].WaitAsync("never");
        Task<string> one = prices.Calls[0].To(gone).WaitAsync("never").AsTask();
        prices.Served[0].Signal("never").SetResult("a");
        prices.Served[1].Signal("never").SetResult("b");
        await using IAsyncEnumerator<Reply<string>> replies = all.GetAsyncEnumerator();
        Assert.True(await replies.MoveNextAsync().Soon());
        Assert.True(await replies.MoveNextAsync().Soon());
        prices.Cluster[2].Links.CutOff();
        Replies<string> settled = await all.AsTask().Soon();
        Assert.False(settled.WasReached);
        Assert.Equal(["a", "b"], settled.Values.Order());
        Assert.Equal(gone.Id, Assert.Single(settled.Absent).Id);
        var error = await Assert.ThrowsAsync<MemberGoneException>(() => one.Soon());
        Assert.Equal(gone.Id, error.Member.Id);
        // One that is no member any more is gone from the start.
        await Assert.ThrowsAsync<MemberGoneException>(() => prices.Calls[0].To(gone).CountAsync("fx").Soon());
        prices.Cluster[2].Links.Heal();
    }

    [Fact]
    public async Task What_cannot_be_reached_any_more_is_not_waited_for()
    {
        await using CallCluster prices = await CallCluster.StartAsync(3);
        PendingReplies<string> majority = prices.Calls[0].WaitAsync("never", Wanted.Majority);
        prices.Served[1].Signal("never").SetException(new InvalidOperationException("no"));
        prices.Cluster[2].Links.CutOff();
        Replies<string> settled = await majority.AsTask().Soon();
        Assert.False(settled.WasReached);
        Assert.Single(settled.Unanswered);
        Assert.Equal(2, settled.Errors.Count());
        prices.Cluster[2].Links.Heal();
    }

    [Fact]
    public async Task A_caller_that_is_put_out_of_the_group_is_told_so_and_calls_again_when_it_is_back()
    {
        await using CallCluster prices = await CallCluster.StartAsync(3);
        PendingReplies<string> waiting = prices.Calls[2].WaitAsync("never");
        Task cancelled = prices.Served[2].Ended.Task;
        while (!prices.Served[2].Signals.ContainsKey("never"))
            await Task.Delay(10);
        prices.Cluster[2].Links.CutOff();
        await CallCluster.WhenAsync(prices.Groups[0], view => view.Members.Length == 2);
        prices.Cluster[2].Links.Heal();
        var unknown = await Assert.ThrowsAsync<CallOutcomeUnknownException>(() => waiting.AsTask().Soon());
        Assert.Contains("put out of the group", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("0 of 3 members had replied", unknown.Message, StringComparison.Ordinal);
        await cancelled.Soon();
        // It waits until this process is a member again.
        Replies<int> counts = await prices.Calls[2].CountAsync("fx").AsTask().Soon();
        Assert.NotEmpty(counts.Values);
    }

    [Fact]
    public async Task A_membership_that_is_over_ends_its_calls()
    {
        await using CallCluster prices = await CallCluster.StartAsync(2);
        PendingReplies<string> waiting = prices.Calls[1].WaitAsync("never");
        while (!prices.Served[1].Signals.ContainsKey("never"))
            await Task.Delay(10);
        await prices.Groups[1].DisposeAsync().Soon();
        await Assert.ThrowsAsync<CallOutcomeUnknownException>(() => waiting.AsTask().Soon());
        await Assert.ThrowsAsync<NotDeliveredException>(() => prices.Calls[1].CountAsync("fx").AsTask().Soon());
        await Assert.ThrowsAsync<NotDeliveredException>(() => prices.Calls[1].QuoteAsync(new Quote("fx", 1)).Soon());
        await prices.Served[1].Ended.Task.Soon();
    }

    [Fact]
    public async Task One_who_stops_waiting_is_told_what_may_happen_nevertheless()
    {
        await using CallCluster prices = await CallCluster.StartAsync(2);
        using var cancelled = new CancellationTokenSource();
        PendingReplies<string> waiting = prices.Calls[0].WaitAsync("never", cancellationToken: cancelled.Token);
        await cancelled.CancelAsync();
        var error = await Assert.ThrowsAsync<OperationCanceledException>(() => waiting.AsTask().Soon());
        Assert.Contains("may be executed nevertheless", error.Message, StringComparison.Ordinal);
        PendingReplies<int> late = prices.Calls[0].CountAsync("fx", cancellationToken: cancelled.Token);
        error = await Assert.ThrowsAsync<OperationCanceledException>(() => late.AsTask().Soon());
        Assert.Contains("executed nowhere", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await prices.Calls[0].CountAsync("fx").AsTask().Soon()).Values.Count());
    }

    [Fact]
    public async Task One_who_joins_later_is_not_waited_for()
    {
        await using CallCluster prices = await CallCluster.StartAsync(1);
        PendingReplies<string> waiting = prices.Calls[0].WaitAsync("go");
        while (!prices.Served[0].Signals.ContainsKey("go"))
            await Task.Delay(10);
        await prices.JoinAsync((await prices.Cluster.AddAsync()).Node);
        prices.Served[0].Signal("go").SetResult("a");
        Assert.Equal(["a"], (await waiting.AsTask().Soon()).Values);
        await prices.WhenFullAsync(2);
        Assert.Equal(2, (await prices.Calls[0].CountAsync("fx").AsTask().Soon()).All.Length);
    }

    [Fact]
    public async Task A_reply_that_is_too_large_is_said_to_be()
    {
        await using CallCluster prices = await CallCluster.StartAsync(2, new ToolGroupOptions { MaxReplyBytes = 2048 });
        Assert.Equal(1024, (await prices.Calls[0].BytesAsync(1024).AsTask().Soon()).First.Length);
        Replies<byte[]> large = await prices.Calls[0].BytesAsync(4096).AsTask().Soon();
        Assert.All(large.All, reply => Assert.Equal(2048, Assert.IsType<ReplyTooLargeException>(reply.Error).Limit));
        while (
            !prices.Cluster[1].Warnings.Any(text => text.Contains("more than the limit of", StringComparison.Ordinal))
        )
            await Task.Delay(10);
    }

    [Fact]
    public async Task A_member_that_has_too_much_to_do_says_so()
    {
        await using CallCluster prices = await CallCluster.StartAsync(1, new ToolGroupOptions { MaxRunningCalls = 2 });
        PendingReplies<string>[] waiting = [prices.Calls[0].WaitAsync("go"), prices.Calls[0].WaitAsync("go")];
        Reply<string> busy = Assert.Single((await prices.Calls[0].WaitAsync("go").AsTask().Soon()).All);
        Assert.Equal(2, Assert.IsType<MemberBusyException>(busy.Error).Limit);
        prices.Served[0].Signal("go").SetResult("a");
        foreach (PendingReplies<string> each in waiting)
            Assert.Equal("a", (await each.AsTask().Soon()).First);
        Assert.Equal("a", (await prices.Calls[0].WaitAsync("go").AsTask().Soon()).First);
    }

    [Fact]
    public async Task Calls_beyond_those_that_may_be_under_way_wait_for_their_turn()
    {
        await using CallCluster prices = await CallCluster.StartAsync(
            1,
            new ToolGroupOptions { MaxUnansweredCalls = 1 }
        );
        PendingReplies<string> first = prices.Calls[0].WaitAsync("go");
        using var cancelled = new CancellationTokenSource();
        PendingReplies<int> given = prices.Calls[0].CountAsync("fx", cancellationToken: cancelled.Token);
        PendingReplies<int> second = prices.Calls[0].CountAsync("fx");
        await cancelled.CancelAsync();
        var error = await Assert.ThrowsAsync<OperationCanceledException>(() => given.AsTask().Soon());
        Assert.Contains("executed nowhere", error.Message, StringComparison.Ordinal);
        Assert.False(second.AsTask().IsCompleted);
        prices.Served[0].Signal("go").SetResult("a");
        await first.AsTask().Soon();
        Assert.Equal(0, (await second.AsTask().Soon()).First);
    }

    [Fact]
    public async Task A_one_way_call_that_throws_is_warned_of_where_it_throws()
    {
        await using CallCluster prices = await CallCluster.StartAsync(1);
        await prices.Calls[0].QuoteAsync(new Quote("fx", -1)).Soon();
        const string said = "a price is not negative. It was called without replies";
        while (!prices.Cluster[0].Warnings.Any(text => text.Contains(said, StringComparison.Ordinal)))
            await Task.Delay(10);
        Assert.Equal(0, (await prices.Calls[0].CountAsync("fx").AsTask().Soon()).First);
    }

    [Fact]
    public async Task A_method_that_returns_no_task_is_named()
    {
        await using CallCluster prices = await CallCluster.StartAsync(1);
        Reply<int> forgotten = Assert.Single((await prices.Calls[0].ForgetAsync().AsTask().Soon()).All);
        Assert.Contains("prices.IPricing.Forget has returned null", forgotten.Error!.Message, StringComparison.Ordinal);
        Reply<Done> lost = Assert.Single((await prices.Calls[0].LoseAsync().AsTask().Soon()).All);
        Assert.Contains("prices.IPricing.Lose has returned null", lost.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_several_members_have_thrown_alike_is_told_once_with_all_of_them()
    {
        await using CallCluster prices = await CallCluster.StartAsync(2);
        Replies<string> replies = await BothThrowAsync("alike", "no", "no");
        var none = Assert.Throws<NoValueException>(() => replies.First);
        string[] names = [.. replies.All.Select(reply => $"{reply.Member}").Order(StringComparer.Ordinal)];
        string text =
            $"The method was called at {names[0]}, {names[1]}, and threw System.InvalidOperationException: no.";
        Assert.Equal($"No member has replied with a value. {text}", none.Message);
        replies = await BothThrowAsync("apart", "no", "never");
        none = Assert.Throws<NoValueException>(() => replies.First);
        Assert.Contains("no. The method", none.Message.Replace("never.", "no."), StringComparison.Ordinal);

        Task<Replies<string>> BothThrowAsync(string signal, string first, string second)
        {
            prices.Served[0].Signal(signal).SetException(new InvalidOperationException(first));
            prices.Served[1].Signal(signal).SetException(new InvalidOperationException(second));
            return prices.Calls[0].WaitAsync(signal).AsTask().Soon();
        }
    }

    [Fact]
    public async Task A_call_that_is_too_large_for_a_message_is_refused()
    {
        await using CallCluster prices = await CallCluster.StartAsync(1);
        var quote = new Quote(new string('x', 17 << 20), 1);
        await Assert.ThrowsAsync<MessageTooLargeException>(() => prices.Calls[0].QuoteAsync(quote).Soon());
    }
}
