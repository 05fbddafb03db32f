using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Cohort.Tests.Clusters;

namespace Cohort.Tests.Observation;

/// <summary>The activities tell the lives of messages and memberships.</summary>
public sealed class ActivityTests
{
    [Fact]
    public async Task A_message_is_accepted_ordered_stable_and_delivered_and_then_handled_at_every_member()
    {
        var current = new ConcurrentQueue<string?>();
        await using Cluster cluster = Cluster.Of(3);
        foreach (string seed in cluster.Seeds)
            await cluster.StartAsync(seed);
        await cluster.EachAsync(process =>
            process.JoinAsync(options =>
                options with
                {
                    OnMessage = message =>
                    {
                        current.Enqueue(Activity.Current?.OperationName);
                        options.OnMessage!(message);
                    },
                }
            )
        );
        await cluster.EachAsync(process => process.Replica.SeesAsync(3));
        using var activities = new Activities();
        using Activity caller = new Activity("caller").Start();

        await cluster[1].Group.SendAsync(Encoding.UTF8.GetBytes("hello")).Soon();
        Assert.Same(caller, Activity.Current);
        await cluster.AgreeAsync(1);

        Activity sent = Assert.Single(await activities.WaitAsync("cohort.send", cluster[1].Node, 1));
        Assert.Equal(["accepted", "ordered", "stable", "delivered"], sent.Events.Select(each => each.Name));
        Assert.Equal(sent.Events.Select(each => each.Timestamp).Order(), sent.Events.Select(each => each.Timestamp));
        Assert.Equal((ActivityKind.Producer, caller.Id), (sent.Kind, sent.ParentId));
        Assert.Equal(ActivityStatusCode.Unset, sent.Status);
        Assert.Equal(
            ("test", "ledger", "total", "stable", "5", cluster[1].Node.Name),
            (
                Tag(sent, "cluster"),
                Tag(sent, "group"),
                Tag(sent, "order"),
                Tag(sent, "delivery"),
                Tag(sent, "bytes"),
                Tag(sent, "sender")
            )
        );
        foreach (Cluster.Process process in cluster.Processes)
        {
            Activity handled = Assert.Single(await activities.WaitAsync("cohort.handle", process.Node, 1));
            Assert.Equal((ActivityKind.Consumer, null), (handled.Kind, handled.ParentId));
            Assert.Equal(Tag(sent, "message"), Tag(handled, "message"));
            Assert.Equal(Tag(sent, "sender"), Tag(handled, "sender"));
        }
        Assert.Equal(["cohort.handle", "cohort.handle", "cohort.handle"], current);
    }

    [Fact]
    public async Task What_waits_for_nobody_is_delivered_without_being_stable()
    {
        await using Cluster cluster = await Cluster.FormAsync(
            2,
            options => options with { SuspicionTime = TimeSpan.FromSeconds(30) }
        );
        using var activities = new Activities();
        cluster[1].Transport.CutOff();

        await cluster[0].SendAsync("x", Order.Fifo, Delivery.Received);
        await cluster[0].SendAsync("y", Order.Fifo, Delivery.Stable);

        Activity received = Assert.Single(await activities.WaitAsync("cohort.send", cluster[0].Node, 1));
        Assert.Equal(["accepted", "ordered", "delivered"], received.Events.Select(each => each.Name));
        cluster[1].Transport.Heal();
        Activity stable = (await activities.WaitAsync("cohort.send", cluster[0].Node, 2))[1];
        Assert.Equal(["accepted", "ordered", "stable", "delivered"], stable.Events.Select(each => each.Name));
    }

    [Fact]
    public async Task Many_messages_of_all_kinds_each_have_their_own_life()
    {
        await using Cluster cluster = await Cluster.FormAsync(3);
        using var activities = new Activities();
        Order[] orders = [Order.Total, Order.Fifo, Order.Causal];

        await cluster.EachAsync(async process =>
        {
            for (int number = 0; number < 300; number++)
                await process.SendAsync(new string('x', number), orders[number % 3], (Delivery)(number % 2));
        });
        await cluster.EachAsync(process => process.Replica.HasAsync(900));

        foreach (Cluster.Process process in cluster.Processes)
        {
            IReadOnlyList<Activity> sent = await activities.WaitAsync("cohort.send", process.Node, 300);
            Assert.Equal(
                Enumerable.Range(0, 300).Select(number => $"{number}"),
                sent.Select(each => Tag(each, "bytes"))
            );
            Assert.Equal(300, sent.Select(each => Tag(each, "message")).Distinct().Count());
            Assert.All(sent, each => Assert.Equal("delivered", each.Events.Last().Name));
            Assert.All(sent, each => Assert.Equal("accepted", each.Events.First().Name));
        }
    }

    [Fact]
    public async Task What_the_membership_takes_with_it_ends_in_an_error()
    {
        await using Cluster cluster = await Cluster.FormAsync(
            2,
            options =>
                options with
                {
                    SuspicionTime = TimeSpan.FromSeconds(30),
                    DisposeTimeout = TimeSpan.FromSeconds(1),
                }
        );
        using var activities = new Activities();
        cluster[1].Transport.CutOff();
        await cluster[0].SendAsync("x");

        await cluster[0].Group.DisposeAsync().AsTask().Soon();

        Activity lost = Assert.Single(await activities.WaitAsync("cohort.send", cluster[0].Node, 1));
        Assert.Equal(ActivityStatusCode.Error, lost.Status);
        Assert.DoesNotContain(lost.Events, each => each.Name == "delivered");
        cluster[1].Transport.Heal();
    }

    [Fact]
    public async Task Joins_transfers_and_view_changes_are_activities()
    {
        await using Cluster cluster = await Cluster.FormAsync(2);
        await cluster[0].SendAsync("x");
        using var activities = new Activities();
        Cluster.Process joiner = await cluster.AddAsync();
        await cluster.EachAsync(process => process.Replica.SeesAsync(3));

        Activity join = Assert.Single(await activities.WaitAsync("cohort.join", joiner.Node, 1));
        Assert.Equal("ledger", Tag(join, "group"));
        Assert.NotNull(Tag(join, "view"));
        Activity load = Assert.Single(await activities.WaitAsync("cohort.state.load", joiner.Node, 1));
        Activity save = Assert.Single(
            activities
                .Of("cohort.state.save", cluster[0].Node)
                .Concat(activities.Of("cohort.state.save", cluster[1].Node))
        );
        Assert.Equal(Tag(save, "bytes"), Tag(load, "bytes"));
        // It is taken in, and then it holds the state: two views.
        Activity change = (await activities.WaitAsync("cohort.view_change", cluster[0].Node, 2))[^1];
        Assert.Equal(("3", $"{cluster[0].Group.View.Number}"), (Tag(change, "members"), Tag(change, "view")));
    }

    [Fact]
    public async Task A_handler_that_throws_is_an_activity_with_an_error()
    {
        await using Cluster cluster = await Cluster.FormAsync(1);
        using var activities = new Activities();
        Cluster.Process process = await cluster.StartAsync();
        Group group = await process
            .Node.JoinAsync(
                "broken",
                new GroupOptions { OnMessage = _ => throw new InvalidOperationException("no"), SelfGoverned = false }
            )
            .Soon();

        await group.SendAsync(new byte[1]).Soon();

        Activity handled = Assert.Single(await activities.WaitAsync("cohort.handle", process.Node, 1));
        Assert.Equal(
            (ActivityStatusCode.Error, "InvalidOperationException: no"),
            (handled.Status, handled.StatusDescription)
        );
    }

    [Fact]
    public async Task What_the_application_was_doing_when_it_started_a_node_is_no_parent_of_what_the_node_does()
    {
        using var activities = new Activities();
        await using Cluster cluster = Cluster.Of(1);
        using (new Activity("starting").Start())
            await cluster.StartAsync(cluster.Seeds[0]);
        await cluster[0].JoinAsync().Soon();

        await cluster[0].SendAsync("x");

        Assert.Null(Assert.Single(await activities.WaitAsync("cohort.handle", cluster[0].Node, 1)).ParentId);
    }

    private static string? Tag(Activity activity, string tag) => activity.GetTagItem($"cohort.{tag}")?.ToString();
}
