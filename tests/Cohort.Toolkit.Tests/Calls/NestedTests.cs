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
        Replies<int> levels = await prices.Calls[0].DescendAsync(4).AsTask().Soon();
        Assert.Equal([4, 4], levels.Values);
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
    public async Task A_circle_of_calls_ends_and_is_named()
    {
        await using CallCluster prices = await CallCluster.StartAsync(1);
        Reply<int> reply = Assert.Single((await prices.Calls[0].DescendAsync(31).AsTask().Soon()).All);
        Assert.Equal(31, reply.Value);
        reply = Assert.Single((await prices.Calls[0].DescendAsync(32).AsTask().Soon()).All);
        var thrown = Assert.IsType<RemoteException>(reply.Error);
        // Each level fails with what the one below has failed with.
        const string circle = "prices.IPricing.Descend → prices.IPricing.Descend";
        Assert.Contains(circle, thrown.ExceptionMessage, StringComparison.Ordinal);
    }
}
