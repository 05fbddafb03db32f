using System.Text;
using Cohort.Tests.Clusters;

namespace Cohort.Tests.Hierarchies;

/// <summary>A hierarchical group over real nodes, in leaves of two.</summary>
public sealed class HierarchyTests
{
    private const string Name = "crowd";

    [Fact]
    public async Task All_members_of_all_leaves_get_all_messages_in_one_order()
    {
        await using Crowd crowd = await Crowd.FormAsync(5);
        Assert.All(crowd.Members, member => Assert.InRange(member.Group.Leaf.View.Members.Length, 1, 2));

        await Task.WhenAll(
            crowd.Members.Select(
                async (member, number) =>
                {
                    for (int message = 0; message < 100; message++)
                        await member.Group.SendAsync(Encoding.UTF8.GetBytes($"{number} {message}")).AsTask().Soon();
                    await member.Group.FlushAsync().Soon();
                }
            )
        );

        await crowd.AgreeAsync(500);
    }

    [Fact]
    public async Task A_fifo_message_comes_to_all_once_and_after_its_senders_earlier_ones()
    {
        await using Crowd crowd = await Crowd.FormAsync(3);
        for (int message = 0; message < 20; message++)
            await crowd.Members[0].Group.SendAsync(Encoding.UTF8.GetBytes($"{message:D2}"), Order.Fifo).AsTask().Soon();
        string[] sent = [.. Enumerable.Range(0, 20).Select(message => $"{message:D2}")];
        foreach (Crowd.Person member in crowd.Members)
            Assert.Equal(sent, await member.HasAsync(20));
    }

    [Fact]
    public async Task A_representative_that_dies_is_replaced_and_nothing_is_lost()
    {
        await using Crowd crowd = await Crowd.FormAsync(6);
        Crowd.Person dead = crowd.Members.Last(member =>
            member.Group.IsRepresentative && member.Group.Leaf.View.Members.Length == 2
        );
        Crowd.Person survivor = crowd.Members.Single(member =>
            member != dead && member.Group.Leaf.Name == dead.Group.Leaf.Name
        );
        for (int message = 0; message < 50; message++)
            await survivor.Group.SendAsync(Encoding.UTF8.GetBytes($"before {message}")).AsTask().Soon();
        crowd.Kill(dead);
        for (int message = 0; message < 50; message++)
            await survivor.Group.SendAsync(Encoding.UTF8.GetBytes($"after {message}")).AsTask().Soon();
        await survivor.Group.FlushAsync().Soon();
        await crowd.AgreeAsync(100);
    }

    [Fact]
    public async Task A_representative_that_was_put_out_passes_on_again_when_it_is_back()
    {
        await using Crowd crowd = await Crowd.FormAsync(
            6,
            options => options with { SuspicionTime = TimeSpan.FromMilliseconds(500) }
        );
        Crowd.Person lost = crowd.Members.Last(member => member.Group.Leaf.View.Members.Length == 2);
        Crowd.Person mate = crowd.Members.Single(member =>
            member != lost && member.Group.Leaf.Name == lost.Group.Leaf.Name
        );
        Node other = crowd.Members.First(member => member != lost && member != mate).Node;

        lost.Process.Transport.CutOff();
        await ParentAsync(other, view => view.RankOf(lost.Node.Process) < 0).Soon();
        lost.Process.Transport.Heal();
        await ParentAsync(
                other,
                view => view.RankOf(lost.Node.Process) is >= 0 and int rank && view.Members[rank].HoldsState
            )
            .Soon();
        crowd.Kill(mate);
        await lost.Group.SendAsync("back"u8.ToArray()).AsTask().Soon();
        foreach (Crowd.Person member in crowd.Members)
            Assert.Contains("back", await member.HasAsync(1));
    }

    private static async Task ParentAsync(Node node, Func<View, bool> holds)
    {
        await foreach (DirectoryChange _ in node.Directory.WatchAsync(Deadline.Token))
            if (node.Directory.Find($"{Name}/parent") is { } parent && holds(parent.View))
                return;
    }

    [Fact]
    public async Task One_that_leaves_is_gone_and_may_join_again()
    {
        await using Crowd crowd = await Crowd.FormAsync(3);
        Crowd.Person member = crowd.Members[2];
        await member.Group.LeaveAsync().Soon();
        await member.Group.Completion.Soon();
        await Assert.ThrowsAsync<NotDeliveredException>(() => member.Group.SendAsync(new byte[1]).AsTask());
        await member.JoinAsync();
        await crowd.Members[0].Group.SendAsync("again"u8.ToArray()).AsTask().Soon();
        Assert.Contains("again", await member.HasAsync(1));
    }

    [Fact]
    public async Task A_node_joins_once_at_a_time()
    {
        await using Crowd crowd = await Crowd.FormAsync(1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => crowd.Members[0].Node.JoinHierarchyAsync(Name));
    }

    [Fact]
    public async Task Leaves_of_another_size_are_refused()
    {
        await using Crowd crowd = await Crowd.FormAsync(1);
        Crowd.Person other = await crowd.StartAsync();
        JoinRefusedException refusal = await Assert.ThrowsAsync<JoinRefusedException>(() =>
            other.Node.JoinHierarchyAsync(Name, new HierarchyOptions { LeafSize = 3 }).Soon()
        );
        Assert.Contains("is one of leaves of 2, and this node joined it as one of leaves of 3", refusal.Message);
    }

    [Fact]
    public async Task A_handler_that_throws_stops_the_membership_and_a_group_of_others_goes_on()
    {
        await using Crowd crowd = await Crowd.FormAsync(2);
        Crowd.Person clumsy = await crowd.StartAsync();
        HierarchicalGroup group = await clumsy
            .Node.JoinHierarchyAsync(
                Name,
                new HierarchyOptions { LeafSize = 2, OnMessage = _ => throw new InvalidDataException("spilt") }
            )
            .Soon();
        await crowd.Members[0].Group.SendAsync("careful"u8.ToArray()).AsTask().Soon();
        GroupFailedException failure = await Assert.ThrowsAsync<GroupFailedException>(() => group.Completion.Soon());
        Assert.Equal("spilt", failure.InnerException?.Message);
        Assert.Contains("careful", await crowd.Members[1].HasAsync(1));
    }

    [Fact]
    public async Task A_handler_may_send()
    {
        await using Crowd crowd = await Crowd.FormAsync(2);
        Crowd.Person answers = await crowd.StartAsync();
        HierarchicalGroup group = await answers
            .Node.JoinHierarchyAsync(
                Name,
                new HierarchyOptions
                {
                    LeafSize = 2,
                    OnMessageAsync = async (message, token) =>
                    {
                        if (message.Payload.Span.SequenceEqual("question"u8))
                            await message.Group.SendAsync("answer"u8.ToArray(), cancellationToken: token);
                    },
                }
            )
            .Soon();
        await crowd.Members[0].Group.SendAsync("question"u8.ToArray()).AsTask().Soon();
        Assert.Equal(["question", "answer"], await crowd.Members[1].HasAsync(2));
        await group.DisposeAsync().AsTask().Soon();
    }

    [Theory]
    [InlineData("")]
    [InlineData("cohort.crowd")]
    [InlineData("a name of more than eighty characters, which is too long since its leaves' names begin with it")]
    public async Task Odd_names_are_refused(string name)
    {
        await using Crowd crowd = await Crowd.FormAsync(1);
        await Assert.ThrowsAsync<OptionsException>(() => crowd.Members[0].Node.JoinHierarchyAsync(name));
    }

    [Fact]
    public async Task What_is_too_large_or_in_an_order_that_there_is_not_is_refused()
    {
        await using Crowd crowd = await Crowd.FormAsync(1);
        HierarchicalGroup group = crowd.Members[0].Group;
        await Assert.ThrowsAsync<MessageTooLargeException>(() => group.SendAsync(new byte[16 << 20]).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => group.SendAsync(default, Order.Causal).AsTask());
        await Assert.ThrowsAsync<OptionsException>(() =>
            crowd.Members[0].Node.JoinHierarchyAsync("other", new HierarchyOptions { LeafSize = 0 })
        );
    }

    [Fact]
    public async Task A_group_takes_no_more_members_than_it_may_have()
    {
        await using Crowd crowd = await Crowd.FormAsync(1);
        var options = new GroupOptions { MaxMembers = 1 };
        await using Group first = await crowd.Members[0].Node.JoinAsync("single", options).Soon();
        Crowd.Person other = await crowd.StartAsync();
        JoinRefusedException refusal = await Assert.ThrowsAsync<JoinRefusedException>(() =>
            other.Node.JoinAsync("single", options).Soon()
        );
        Assert.True(refusal.IsFull);
    }

    [Fact]
    public async Task A_send_that_was_cancelled_keeps_nobody_waiting()
    {
        await using Crowd crowd = await Crowd.FormAsync(2);
        HierarchicalGroup group = crowd.Members[0].Group;
        for (int message = 0; message < 300; message++)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                group.SendAsync(new byte[8], Order.Total, new CancellationToken(canceled: true)).AsTask()
            );
        await group.SendAsync("sent"u8.ToArray()).AsTask().Soon();
        await group.FlushAsync().Soon();
        Assert.Equal(["sent"], await crowd.Members[1].HasAsync(1));
    }

    [Fact]
    public async Task Flushes_end_with_the_membership()
    {
        await using Crowd crowd = await Crowd.FormAsync(3);
        Crowd.Person slow = await crowd.StartAsync();
        var gate = new TaskCompletionSource();
        HierarchicalGroup group = await slow
            .Node.JoinHierarchyAsync(
                Name,
                new HierarchyOptions { LeafSize = 2, OnMessageAsync = async (_, _) => await gate.Task }
            )
            .Soon();
        for (int message = 0; message < 100; message++)
            await group.SendAsync(new byte[8], Order.Fifo).AsTask().Soon();
        Task pending = group.FlushAsync();
        Task leaving = group.LeaveAsync();
        Assert.False(pending.IsCompleted);
        gate.SetResult();
        await leaving.Soon();
        await pending.ContinueWith(_ => { }, TaskScheduler.Default).Soon();
        await Assert.ThrowsAsync<NotDeliveredException>(() => group.FlushAsync().Soon());
        Assert.False(group.IsRepresentative);
    }

    [Fact]
    public async Task A_flush_after_a_handler_has_failed_does_not_say_that_all_is_well()
    {
        await using Crowd crowd = await Crowd.FormAsync(2);
        Crowd.Person clumsy = await crowd.StartAsync();
        HierarchicalGroup group = await clumsy
            .Node.JoinHierarchyAsync(
                Name,
                new HierarchyOptions { LeafSize = 2, OnMessage = _ => throw new InvalidDataException("spilt") }
            )
            .Soon();
        await group.SendAsync(new byte[8], Order.Fifo).AsTask().Soon();
        await Assert.ThrowsAsync<GroupFailedException>(() => group.Completion.Soon());
        await Assert.ThrowsAsync<NotDeliveredException>(() => group.FlushAsync().Soon());
    }

    [Fact]
    public async Task A_handler_that_never_returns_does_not_hold_up_disposing()
    {
        await using Crowd crowd = await Crowd.FormAsync(1);
        Crowd.Person stuck = await crowd.StartAsync(with: options =>
            options with
            {
                DisposeTimeout = TimeSpan.FromSeconds(1),
                SuspicionTime = TimeSpan.FromMilliseconds(500),
            }
        );
        var entered = new TaskCompletionSource();
        HierarchicalGroup group = await stuck
            .Node.JoinHierarchyAsync(
                Name,
                new HierarchyOptions
                {
                    LeafSize = 2,
                    OnMessageAsync = async (_, _) =>
                    {
                        entered.TrySetResult();
                        await new TaskCompletionSource().Task;
                    },
                }
            )
            .Soon();
        await crowd.Members[0].Group.SendAsync(new byte[8]).AsTask().Soon();
        await entered.Task.Soon();
        await group.DisposeAsync().AsTask().Soon();
    }

    [Fact]
    public async Task Where_messages_are_too_small_for_what_goes_with_them_it_says_so()
    {
        await using Cluster cluster = Cluster.Of(
            LoopbackPorts.FreeAddresses(1),
            options => options with { MaxMessageBytes = 4096 }
        );
        Node node = (await cluster.StartAsync(cluster.Seeds[0])).Node;
        OptionsException error = await Assert.ThrowsAsync<OptionsException>(() => node.JoinHierarchyAsync(Name));
        Assert.Contains("MaxMessageBytes is 4096", error.Message);
    }

    [Fact]
    public async Task One_may_join_again_as_soon_as_it_has_left()
    {
        await using Crowd crowd = await Crowd.FormAsync(2);
        for (int times = 0; times < 10; times++)
        {
            await crowd.Members[1].Group.LeaveAsync().Soon();
            await crowd.Members[1].JoinAsync();
        }
    }

    [Fact]
    public async Task One_of_another_contract_is_refused_though_all_leaves_are_full_and_does_no_harm()
    {
        await using Crowd crowd = await Crowd.FormAsync(2);
        Crowd.Person other = await crowd.StartAsync();
        JoinRefusedException refusal = await Assert.ThrowsAsync<JoinRefusedException>(() =>
            other.Node.JoinHierarchyAsync(Name, new HierarchyOptions { LeafSize = 2, Contract = "other" }).Soon()
        );
        Assert.Contains("one of leaves of 2: other", refusal.Message);
        await other.JoinAsync();
    }

    [Fact]
    public async Task Groups_whose_names_look_like_those_of_leaves_are_none()
    {
        await using Crowd crowd = await Crowd.FormAsync(1);
        await using Group notes = await crowd.Members[0].Node.JoinAsync("crowd/leaf-notes").Soon();
        await using Group two = await crowd.Members[0].Node.JoinAsync("crowd/leaf-2").Soon();
        Crowd.Person second = await crowd.StartAsync();
        await second.JoinAsync();
        Crowd.Person third = await crowd.StartAsync();
        await third.JoinAsync();
        Assert.Equal("crowd/leaf-3", third.Group.Leaf.Name);
    }

    [Fact]
    public async Task Who_finds_no_room_in_the_parent_is_told()
    {
        await using Cluster cluster = Cluster.Of(
            LoopbackPorts.FreeAddresses(1),
            options => options with { MaxMembers = 1 }
        );
        Node one = (await cluster.StartAsync(cluster.Seeds[0])).Node;
        Node other = (await cluster.StartAsync()).Node;
        HierarchyOptions alone = new() { LeafSize = 1 };
        await using HierarchicalGroup first = await one.JoinHierarchyAsync("few", alone).Soon();
        JoinRefusedException refusal = await Assert.ThrowsAsync<JoinRefusedException>(() =>
            other.JoinHierarchyAsync("few", alone).Soon()
        );
        Assert.True(refusal.IsFull);
    }
}
