using Cohort.Protocol;
using Cohort.Tests.Runtime;

namespace Cohort.Tests.Groups;

public class JoinTests
{
    [Fact]
    public async Task Joining_completes_with_the_first_view_in_which_the_member_holds_the_state()
    {
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, say) =>
            {
                if (input.Kind == InputKind.Join)
                    say(SoloMachine.Status(input.Group, GroupStatus.Joining, "waiting for 127.0.0.1:9"));
                return input.Kind == InputKind.Join;
            }
        );
        var waits = new TaskCompletionSource<StatusChange>();
        Task<Group> joining = solo.Node.JoinAsync(
            "prices",
            new GroupOptions { OnStatus = change => waits.TrySetResult(change) }
        );

        Assert.Equal(new StatusChange(GroupStatus.Joining, "waiting for 127.0.0.1:9"), await waits.Task.Soon());
        Assert.False(joining.IsCompleted);
        Assert.Equal("group 'prices' is Joining: waiting for 127.0.0.1:9", solo.Node.StatusReason);
        Group waiting = Assert.Single(solo.Node.Groups);
        Assert.Null(waiting.Self);
        Assert.Empty(waiting.View.Members);

        solo.Machine.Say(SoloMachine.Status(1, GroupStatus.Active, "in"));
        solo.Machine.Say(solo.Machine.View(1, 4));

        Assert.Same(waiting, await joining.Soon());
        Assert.Equal("v4", waiting.View.Number.ToString());
    }

    [Fact]
    public async Task A_witness_joins_no_group()
    {
        await using Node witness = await Node.StartAsync(new NodeOptions { Cluster = "test", Witness = true });

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => witness.JoinAsync("prices"));

        Assert.Contains("is a witness, which votes and is in no group", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_join_says_what_it_waited_for_and_takes_the_request_back()
    {
        var left = new TaskCompletionSource();
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, say) =>
            {
                if (input.Kind == InputKind.Join)
                    say(SoloMachine.Status(input.Group, GroupStatus.Joining, "waiting for 127.0.0.1:9"));
                if (input.Kind == InputKind.Leave)
                    left.TrySetResult();
                return input.Kind == InputKind.Join && input.Settings.Name == "prices";
            }
        );
        using var cancelled = new CancellationTokenSource();
        var waits = new TaskCompletionSource();
        Task<Group> joining = solo.Node.JoinAsync(
            "prices",
            new GroupOptions { OnStatus = _ => waits.TrySetResult() },
            cancelled.Token
        );
        await waits.Task.Soon();

        await cancelled.CancelAsync();

        var stopped = await Assert.ThrowsAsync<OperationCanceledException>(() => joining.Soon());
        Assert.Equal(
            "Joining group 'prices' was cancelled while it was Joining: waiting for 127.0.0.1:9.",
            stopped.Message
        );
        Assert.Equal(cancelled.Token, stopped.CancellationToken);
        await left.Task.Soon();
    }

    [Fact]
    public async Task A_join_that_is_cancelled_from_the_start_says_that_it_had_not_begun()
    {
        await using SoloNode solo = await SoloNode.StartAsync();
        var cancelled = new CancellationToken(canceled: true);

        var stopped = await Assert.ThrowsAsync<OperationCanceledException>(() =>
            solo.Node.JoinAsync("prices", cancellationToken: cancelled)
        );

        Assert.Equal("Joining group 'prices' was cancelled before it had begun.", stopped.Message);
        Assert.Equal(cancelled, stopped.CancellationToken);
        Assert.Empty(solo.Node.Groups);
    }

    [Fact]
    public async Task Disposing_the_node_ends_a_join_that_waits_as_what_it_is()
    {
        SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, _) => input.Kind == InputKind.Join
        );
        Task<Group> joining = solo.Node.JoinAsync("prices");

        await solo.DisposeAsync().Soon();

        var ended = await Assert.ThrowsAsync<ObjectDisposedException>(() => joining.Soon());
        Assert.StartsWith("Joining group 'prices' has ended: node ", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_is_joined_once_at_a_time_by_a_node()
    {
        await using SoloNode solo = await SoloNode.StartAsync();
        Group first = await solo.Node.JoinAsync("prices").Soon();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => solo.Node.JoinAsync("prices").Soon());
        Assert.Contains("is in group 'prices' already", refusal.Message, StringComparison.Ordinal);

        Task leaving = first.LeaveAsync();
        await using Group second = await solo.Node.JoinAsync("prices").Soon();
        await leaving.Soon();
        Assert.NotSame(first, second);
        Assert.Same(second, Assert.Single(solo.Node.Groups));
    }

    [Theory]
    [InlineData(GroupStatus.Lost, typeof(GroupLostException), "Group 'prices' is lost: nobody is left.")]
    [InlineData(
        GroupStatus.Expelled,
        typeof(JoinRefusedException),
        "Joining group 'prices' has failed: nobody is left."
    )]
    [InlineData(GroupStatus.Left, typeof(JoinRefusedException), "Joining group 'prices' has failed: nobody is left.")]
    [InlineData(GroupStatus.Failed, typeof(JoinRefusedException), "Joining group 'prices' has failed: nobody is left.")]
    public async Task A_join_that_ends_without_a_membership_says_how(GroupStatus status, Type type, string text)
    {
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, say) =>
            {
                if (input.Kind == InputKind.Join)
                    say(SoloMachine.Ended(input.Group, status, "nobody is left"));
                return input.Kind == InputKind.Join;
            }
        );

        Exception? thrown = await Record.ExceptionAsync(() => solo.Node.JoinAsync("prices").Soon());

        Assert.IsType(type, thrown);
        Assert.StartsWith(text, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposed_node_joins_nothing()
    {
        SoloNode solo = await SoloNode.StartAsync();
        Group group = await solo.Node.JoinAsync("prices").Soon();
        await solo.DisposeAsync().Soon();
        await solo.DisposeAsync().Soon();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => solo.Node.JoinAsync("prices").Soon());
        Assert.Equal(GroupStatus.Left, group.Status);
        await group.Completion.Soon();
        Assert.Equal(NodeStatus.Stopped, solo.Node.Status);
        Assert.True(solo.Node.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Disposing_flushes_before_it_leaves()
    {
        var order = new List<InputKind>();
        SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, _) =>
            {
                if (input.Kind is InputKind.Flush or InputKind.Leave)
                    order.Add(input.Kind);
                return false;
            }
        );
        await solo.Node.JoinAsync("prices").Soon();

        await solo.DisposeAsync().Soon();

        Assert.Equal([InputKind.Flush, InputKind.Leave], order);
    }

    [Fact]
    public async Task Disposing_is_bounded_when_the_group_neither_flushes_nor_leaves()
    {
        SoloNode solo = await SoloNode.StartAsync(
            machine => machine.Answer = (input, _) => input.Kind is InputKind.Flush or InputKind.Leave,
            options => options with { DisposeTimeout = TimeSpan.FromMilliseconds(20) }
        );
        Group group = await solo.Node.JoinAsync("prices").Soon();

        await solo.DisposeAsync().Soon();

        var failure = await Assert.ThrowsAsync<GroupFailedException>(() => group.Completion.Soon());
        Assert.Contains(
            "it had not left within DisposeTimeout, 00:00:00.0200000",
            failure.Message,
            StringComparison.Ordinal
        );
    }
}
