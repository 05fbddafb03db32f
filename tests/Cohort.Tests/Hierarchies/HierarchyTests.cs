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
        Assert.Contains("of at most 2 members", refusal.Message);
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
}
