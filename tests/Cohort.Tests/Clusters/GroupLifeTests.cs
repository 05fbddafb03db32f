using System.Text;

namespace Cohort.Tests.Clusters;

public class GroupLifeTests
{
    [Fact]
    public async Task A_node_without_seeds_is_a_group_of_its_own()
    {
        await using Node node = await Node.StartAsync(new NodeOptions { Cluster = "alone" });
        var replica = new Replica();
        await using Group group = await node.JoinAsync("ledger", replica.Options, Deadline.Token);

        await group.SendAsync("one"u8.ToArray()).Soon();
        await group.FlushAsync().Soon();
        await replica.HasAsync(1).Soon();

        Assert.Equal(["one"], replica.Log);
        Assert.Equal(node.Process, Assert.Single(group.View.Members).Process);
        Assert.Equal(GroupStatus.Active, group.Status);
        Assert.Equal(1UL, group.Position);
    }

    [Fact]
    public async Task Three_nodes_form_one_group_and_deliver_what_all_send_in_the_same_order()
    {
        await using Cluster cluster = await Cluster.FormAsync(3);

        await Task.WhenAll(
            cluster[0].SendManyAsync("a", 50),
            cluster[1].SendManyAsync("b", 50),
            cluster[2].SendManyAsync("c", 50)
        );
        IReadOnlyList<string> log = await cluster.AgreeAsync(150);

        foreach (char name in "abc")
            Assert.Equal(
                Enumerable.Range(1, 50).Select(number => $"{name}{number}"),
                log.Where(text => text[0] == name)
            );
        Assert.Single(cluster.Processes.Select(process => process.Group.View.ToString()).Distinct());
        Assert.All(cluster.Processes, process => Assert.Equal(150UL, process.Group.Position));
    }

    [Theory]
    [InlineData(Order.Fifo, Delivery.Received)]
    [InlineData(Order.Fifo, Delivery.Stable)]
    [InlineData(Order.Causal, Delivery.Received)]
    [InlineData(Order.Causal, Delivery.Stable)]
    [InlineData(Order.Total, Delivery.Received)]
    [InlineData(Order.Total, Delivery.Stable)]
    public async Task Every_order_and_delivery_reaches_everybody(Order order, Delivery delivery)
    {
        await using Cluster cluster = await Cluster.FormAsync(3);

        foreach (Cluster.Process process in cluster.Processes)
            await process.SendAsync(process.Node.Name, order, delivery);
        await Task.WhenAll(cluster.Processes.Select(process => process.Group.FlushAsync())).Soon();

        foreach (Cluster.Process process in cluster.Processes)
        {
            await process.Replica.HasAsync(3).Soon();
            Assert.Equal(cluster.Seeds.Order(), process.Replica.Log.Order());
        }
    }

    [Fact]
    public async Task A_node_that_comes_later_loads_the_state_and_goes_on_from_there()
    {
        await using Cluster cluster = await Cluster.FormAsync(3, selfGoverned: true);
        await cluster[0].SendManyAsync("a", 100);
        Task during = cluster[1].SendManyAsync("b", 100);

        Cluster.Process late = await cluster.AddAsync();
        await late.SendManyAsync("d", 10);
        await during;

        await cluster.AgreeAsync(210);
        Assert.Equal(1, late.Replica.Loads);
        Assert.All(cluster.Processes.Take(3), process => Assert.Equal(0, process.Replica.Loads));
        Assert.Equal(3, late.Group.View.RankOf(late.Node.Process));
        Assert.Equal(late.Node.Process, late.Group.Self?.Process);
    }

    [Fact]
    public async Task A_member_that_leaves_is_gone_from_the_next_view_and_what_it_sent_is_not()
    {
        await using Cluster cluster = await Cluster.FormAsync(3, selfGoverned: true);
        Cluster.Process leaver = cluster[0];
        await leaver.SendManyAsync("a", 20);
        await leaver.Group.FlushAsync().Soon();

        await leaver.Group.LeaveAsync().Soon();
        cluster.Forget(leaver);
        await Task.WhenAll(cluster.Processes.Select(process => process.Replica.SeesAsync(2))).Soon();
        await cluster[0].SendManyAsync("b", 20);

        await cluster.AgreeAsync(40);
        Assert.Equal(GroupStatus.Left, leaver.Group.Status);
        ViewChange change = cluster[0].Replica.Views[^1];
        Assert.Equal([leaver.Node.Name], change.Left.Select(member => member.Name));

        // It may come back, as a new member.
        await leaver.JoinAsync().Soon();
        await leaver.Replica.HasAsync(40).Soon();
        Assert.Equal(cluster[0].Replica.Log.AsEnumerable(), leaver.Replica.Log.AsEnumerable());
        Assert.Equal(2UL, leaver.Group.Self?.Id.Join);
        await leaver.Node.DisposeAsync().Soon();
    }

    [Fact]
    public async Task Disposing_a_node_flushes_what_it_sent()
    {
        await using Cluster cluster = await Cluster.FormAsync(3);
        Cluster.Process leaver = cluster[2];
        Task[] sends = [.. Enumerable.Range(1, 200).Select(number => leaver.SendAsync($"c{number}"))];
        await Task.WhenAll(sends);

        await leaver.Node.DisposeAsync().Soon();
        cluster.Forget(leaver);

        await cluster.AgreeAsync(200);
        Assert.Equal(NodeStatus.Stopped, leaver.Node.Status);
        Assert.Equal(GroupStatus.Left, leaver.Group.Status);
    }

    [Fact]
    public async Task The_death_of_a_process_is_seen_at_once_and_loses_nothing_that_was_flushed()
    {
        await using Cluster cluster = await Cluster.FormAsync(3, QuickToDispose);
        Cluster.Process dead = cluster[0];
        await dead.SendManyAsync("a", 20);
        await dead.Group.FlushAsync().Soon();
        Task during = cluster[1].SendManyAsync("b", 200);

        long killed = System.Diagnostics.Stopwatch.GetTimestamp();
        dead.Transport.Kill();
        cluster.Forget(dead);
        await Task.WhenAll(cluster.Processes.Select(process => process.Replica.SeesAsync(2))).Soon();
        TimeSpan pause = System.Diagnostics.Stopwatch.GetElapsedTime(killed);
        await during;

        await cluster.AgreeAsync(220);
        // It is refused connections that tell it, not silence.
        Assert.InRange(pause, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await dead.Node.DisposeAsync().Soon();
    }

    [Fact]
    public async Task Broken_connections_change_no_view_and_lose_nothing()
    {
        await using Cluster cluster = await Cluster.FormAsync(3);
        string view = cluster[0].Group.View.ToString();
        Task[] sending = [.. cluster.Processes.Select((process, number) => process.SendManyAsync($"{number}-", 200))];

        for (int breaks = 0; breaks < 5; breaks++)
        {
            await cluster[breaks % 3].Replica.HasAsync(100 * (breaks + 1)).Soon();
            cluster[breaks % 3].Transport.BreakConnections();
        }
        await Task.WhenAll(sending).Soon();

        await cluster.AgreeAsync(600);
        Assert.All(cluster.Processes, process => Assert.Equal(view, process.Group.View.ToString()));
    }

    [Theory]
    [InlineData(true, "no quorum of")]
    [InlineData(false, "no contact with the root group's quorum: no quorum of")]
    public async Task A_member_without_a_quorum_blocks_and_says_whom_it_misses(bool selfGoverned, string why)
    {
        await using Cluster cluster = await Cluster.FormAsync(3, QuickToDispose, selfGoverned);
        // Those that form a group rank by address. Of a view of two the first would have a quorum alone, and lack the seeds.
        Cluster.Process last = cluster.Processes.MaxBy(
            process => process.Node.Process.Address,
            StringComparer.Ordinal
        )!;

        foreach (Cluster.Process dead in cluster.Processes.Where(process => process != last).ToArray())
        {
            dead.Transport.Kill();
            cluster.Forget(dead);
            _ = dead.Node.DisposeAsync().AsTask();
        }

        bool SaysWhy(StatusChange change) =>
            change.Status == GroupStatus.Blocked && change.Reason.StartsWith(why, StringComparison.Ordinal);
        await cluster.EachAsync(alone => alone.Replica.WhenAsync(replica => replica.Statuses.Any(SaysWhy)));
        StatusChange blocked = last.Replica.Statuses.First(SaysWhy);
        Assert.Contains("out of reach are", blocked.Reason, StringComparison.Ordinal);
        Assert.Contains($"group 'ledger' is Blocked: {why}", last.Node.StatusReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_cut_off_for_long_is_expelled_and_comes_back_by_itself_with_the_state()
    {
        await using Cluster cluster = await Cluster.FormAsync(
            3,
            options => options with { SuspicionTime = TimeSpan.FromSeconds(2) }
        );
        Cluster.Process lost = cluster[2];
        await lost.SendManyAsync("c", 10);
        await lost.Group.FlushAsync().Soon();

        lost.Transport.CutOff();
        await lost.Group.SendAsync("never heard"u8.ToArray());
        await Task.WhenAll(cluster[0].Replica.SeesAsync(2), cluster[1].Replica.SeesAsync(2)).Soon();
        await cluster[0].SendManyAsync("a", 10);
        lost.Transport.Heal();
        await cluster.EachAsync(process => process.Replica.SeesAsync(3));
        var unknown = await Assert.ThrowsAsync<OutcomeUnknownException>(() => lost.Group.FlushAsync().Soon());
        Assert.Contains("put this process out of group 'ledger'", unknown.Message, StringComparison.Ordinal);
        await lost.SendManyAsync("d", 10);

        await cluster.AgreeAsync(30);
        Assert.Contains(GroupStatus.Expelled, lost.Replica.Statuses.Select(change => change.Status));
        Assert.NotEqual(0, lost.Replica.Loads);
        Assert.NotEqual(1UL, lost.Group.Self?.Id.Join);
        Assert.Equal(GroupStatus.Active, lost.Group.Status);
    }

    [Fact]
    public async Task A_member_that_does_not_want_to_come_back_ends_when_it_is_expelled()
    {
        await using Cluster cluster = await Cluster.FormAsync(
            3,
            options => options with { SuspicionTime = TimeSpan.FromSeconds(2) }
        );
        Cluster.Process guest = await cluster.AddAsync(options => options with { Rejoin = false });
        cluster.Forget(guest);

        guest.Transport.CutOff();
        await cluster.EachAsync(process => process.Replica.SeesAsync(3));
        guest.Transport.Heal();

        var failure = await Assert.ThrowsAsync<ExpelledException>(() => guest.Group.Completion.Soon());
        Assert.StartsWith(
            "The others put this member out of group 'ledger'",
            failure.Message,
            StringComparison.Ordinal
        );
        await Assert.ThrowsAsync<NotDeliveredException>(() => guest.SendAsync("late"));
        await guest.Node.DisposeAsync().Soon();
    }

    [Fact]
    public async Task A_large_message_travels_whole_and_a_larger_one_is_refused()
    {
        await using Cluster cluster = await Cluster.FormAsync(3, options => options with { MaxMessageBytes = 8 << 20 });
        string large = new('x', 8 << 20);

        await cluster[1].SendAsync(large);
        var refusal = await Assert.ThrowsAsync<MessageTooLargeException>(() => cluster[1].SendAsync(large + "y"));
        await cluster[1].SendAsync("after");

        await cluster.AgreeAsync(2);
        Assert.Equal(large.Length, cluster[0].Replica.Log[0].Length);
        Assert.Equal((large.Length + 1L, (long)large.Length), (refusal.Size, refusal.Limit));
    }

    [Fact]
    public async Task Handlers_that_answer_every_message_never_deadlock()
    {
        await using Cluster cluster = Cluster.Of(3);
        foreach (string seed in cluster.Seeds)
            await cluster.StartAsync(seed, options => options with { WindowBytes = 64 << 10 });
        int answered = 0;
        await Task.WhenAll(
                cluster.Processes.Select(process =>
                    process.JoinAsync(options =>
                        options with
                        {
                            OnMessage = null,
                            OnMessageAsync = async (message, token) =>
                            {
                                options.OnMessage!(message);
                                if (Encoding.UTF8.GetString(message.Payload.Span[..1]) != "q")
                                    return;
                                Interlocked.Increment(ref answered);
                                await message.Group.SendAsync(new byte[1000], cancellationToken: token);
                            },
                        }
                    )
                )
            )
            .Soon();

        await Task.WhenAll(cluster.Processes.Select(process => process.SendManyAsync("q", 100))).Soon();

        await cluster.AgreeAsync(300 + 900);
        Assert.Equal(900, answered);
    }

    [Fact]
    public async Task Messages_can_be_read_instead_of_handled()
    {
        await using Cluster cluster = await Cluster.FormAsync(2);
        await using Node node = await Node.StartAsync(
            new NodeOptions
            {
                Cluster = "test",
                Seeds = cluster.Seeds,
                SuspicionTime = TimeSpan.FromSeconds(5),
            }
        );
        await using Group group = await node.JoinAsync(
            "ledger",
            new GroupOptions { ReadMessages = true, State = StateTransfer.Of(save: _ => { }, load: _ => { }) },
            Deadline.Token
        );
        Task sending = cluster[0].SendManyAsync("a", 100);

        var read = new List<string>();
        await foreach (Message message in group.ReadMessagesAsync(Deadline.Token))
        {
            read.Add(Encoding.UTF8.GetString(message.Payload.Span));
            if (read.Count == 100)
                break;
        }
        await sending;

        Assert.Equal(Enumerable.Range(1, 100).Select(number => $"a{number}"), read);
    }

    [Fact]
    public async Task One_node_is_in_several_groups_at_once()
    {
        await using Cluster cluster = await Cluster.FormAsync(2);
        var replicas = new Replica[] { new(), new() };
        Group[] others = await Task.WhenAll(
                cluster.Processes.Select((process, number) => process.Node.JoinAsync("other", replicas[number].Options))
            )
            .Soon();

        await others[0].SendAsync("other"u8.ToArray()).Soon();
        await cluster[1].SendAsync("ledger");
        await Task.WhenAll(replicas.Select(replica => replica.HasAsync(1))).Soon();

        await cluster.AgreeAsync(1);
        Assert.All(replicas, replica => Assert.Equal(["other"], replica.Log));
        Assert.Equal(["ledger", "other"], cluster[0].Node.Groups.Select(group => group.Name).Order());
    }

    // Who has been cut off from the others cannot leave in good order: there is nothing to wait for.
    private static NodeOptions QuickToDispose(NodeOptions options) =>
        options with
        {
            DisposeTimeout = TimeSpan.FromMilliseconds(500),
        };
}
