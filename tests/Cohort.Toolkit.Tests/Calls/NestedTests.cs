using Cohort.Tests;

namespace Cohort.Toolkit.Tests.Calls;

/// <summary>Calls that are made in calls neither wait for each other for ever nor go round in circles for ever.</summary>
public sealed class NestedTests
{
    [Fact]
    public async Task A_method_calls_its_own_group_behind_an_await_though_there_is_room_for_one_call()
    {
        await using CallCluster prices = await CallCluster.StartAsync(
            2,
            new ToolGroupOptions { MaxUnansweredCalls = 1 }
        );
        Replies<int> levels = await prices.Calls[0].DescendAsync(3).AsTask().Soon();
        Assert.Equal([3, 3], levels.Values);
    }

    [Fact]
    public async Task A_method_may_not_call_its_group_before_its_first_await()
    {
        await using CallCluster prices = await CallCluster.StartAsync(1);
        Reply<int> refused = Assert.Single((await prices.Calls[0].CallAtOnceAsync().AsTask().Soon()).All);
        var thrown = Assert.IsType<RemoteException>(refused.Error);
        Assert.Equal(typeof(InvalidOperationException).FullName, thrown.ExceptionType);
        Assert.Contains("before its first await", thrown.ExceptionMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_circle_of_calls_of_one_member_ends_and_is_named()
    {
        await using CallCluster prices = await CallCluster.StartAsync(1);
        MemberCalls<IPricing> calls = prices.Calls[0].To(prices.Groups[0].Group.Self!);
        Assert.Equal(31, await calls.CircleAsync(31).AsTask().Soon());
        var thrown = await Assert.ThrowsAsync<RemoteException>(() => calls.CircleAsync(32).AsTask().Soon());
        const string circle = "prices.IPricing.Circle → prices.IPricing.Circle";
        Assert.Contains(circle, thrown.ExceptionMessage, StringComparison.Ordinal);
        // Each level fails with what the one below has failed with, which is told once.
        Assert.Equal(typeof(RemoteException).FullName, thrown.ExceptionType);
        Assert.Equal(2, thrown.Message.Split("The method was called at").Length - 1);
    }

    [Fact]
    public async Task A_circle_of_calls_of_all_members_ends_at_the_fourth_level()
    {
        await using CallCluster prices = await CallCluster.StartAsync(3);
        Replies<int> replies = await prices.Calls[0].DescendAsync(3).AsTask().Soon();
        Assert.Equal([3, 3, 3], replies.Values);
        int descents = prices.Served[0].Descents;
        Assert.Equal(1 + 3 + 9 + 27, descents);
        replies = await prices.Calls[0].DescendAsync(32).AsTask().Soon();
        Assert.Equal(2 * descents, prices.Served[0].Descents);
        var none = Assert.Throws<NoValueException>(() => replies.First);
        Assert.All(none.Errors, error => Assert.IsType<RemoteException>(error));
        Assert.Equal(1, none.Message.Split("Do they go round in a circle?").Length - 1);
        const string chain = "prices.IPricing.Descend";
        Assert.EndsWith($"{string.Join(" → ", Enumerable.Repeat(chain, 5))}.", none.Message, StringComparison.Ordinal);
    }
}
