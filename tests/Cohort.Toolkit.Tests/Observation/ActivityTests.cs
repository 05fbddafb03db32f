using System.Diagnostics;
using Cohort.Tests;
using Cohort.Tests.Observation;
using Cohort.Toolkit.Tests.Calls;
using Cohort.Toolkit.Tests.Clusters;
using Cohort.Toolkit.Tests.ReplicatedObjects;

namespace Cohort.Toolkit.Tests.Observation;

/// <summary>Updates and calls are activities that say what is done to what.</summary>
public sealed class ActivityTests
{
    [Fact]
    public async Task An_update_says_object_and_method_and_what_goes_wrong()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using Replica<Ledger> ledger = await cluster[0].Node.ReplicateAsync<Ledger>("ledger").Soon();
        await using ReplicatedDictionary<string, int> stock = await cluster[0]
            .Node.DictionaryAsync<string, int>("stock")
            .Soon();
        using var activities = new Activities();

        await ledger.WriteAsync("x").Soon();
        await stock.SetAsync("nail", 3).Soon();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ledger.WriteAsync("y", new CancellationToken(canceled: true)).Soon()
        );

        IReadOnlyList<Activity> updates = await activities.WaitAsync("cohort.update", cluster[0].Node, 3);
        Assert.Equal(
            [("ledger", "ledger", "Write"), ("stock", "stock", "Set"), ("ledger", "ledger", "Write")],
            updates.Select(update => (Tag(update, "group"), Tag(update, "object"), Tag(update, "method")))
        );
        Assert.All(updates, update => Assert.Equal(ActivityKind.Client, update.Kind));
        Assert.Equal(
            [ActivityStatusCode.Unset, ActivityStatusCode.Unset, ActivityStatusCode.Error],
            updates.Select(update => update.Status)
        );
        // The message that brings it to the group is part of it.
        Activity sent = (await activities.WaitAsync("cohort.send", cluster[0].Node, 1))[0];
        Assert.Equal(updates[0].Id, sent.ParentId);
    }

    [Fact]
    public async Task A_call_says_its_method_and_lasts_until_the_replies_are_there()
    {
        await using CallCluster prices = await CallCluster.StartAsync(2);
        using var activities = new Activities();
        Node caller = prices.Groups[0].Node;

        Replies<int> counts = await prices.Calls[0].CountAsync("fx").AsTask().Soon();
        PendingReplies<string> waiting = prices.Calls[0].WaitAsync("never");
        Activity counted = Assert.Single(await activities.WaitAsync("cohort.call", caller, 1));
        foreach (Pricing served in prices.Served)
            served.Signal("never").SetResult("a");
        await waiting.AsTask().Soon();

        Activity waited = (await activities.WaitAsync("cohort.call", caller, 2))[1];
        Assert.Equal(2, counts.Values.Count());
        Assert.Equal(("prices", "Count"), (Tag(counted, "group"), Tag(counted, "method")));
        Assert.Equal("Wait", Tag(waited, "method"));
    }

    private static string? Tag(Activity activity, string tag) => activity.GetTagItem($"cohort.{tag}")?.ToString();
}
