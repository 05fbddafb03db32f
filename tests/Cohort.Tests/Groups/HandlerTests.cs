using System.Text;
using Cohort.Protocol;
using Cohort.Tests.Runtime;

namespace Cohort.Tests.Groups;

public class HandlerTests
{
    [Fact]
    public async Task Handlers_run_one_at_a_time_in_the_order_of_delivery()
    {
        var handled = new List<string>();
        int running = 0;
        var all = new TaskCompletionSource();
        await using SoloNode solo = await SoloNode.StartAsync();
        await using Group group = await solo
            .Node.JoinAsync(
                "prices",
                new GroupOptions
                {
                    OnView = change => handled.Add($"view {change.View}"),
                    OnStatus = change => handled.Add($"status {change.Status} {change.Reason}"),
                    OnMessageAsync = async (message, _) =>
                    {
                        Assert.Equal(1, Interlocked.Increment(ref running));
                        await Task.Yield();
                        handled.Add(
                            $"{message.Position} {message.Sender} {Encoding.UTF8.GetString(message.Payload.Span)}"
                        );
                        Interlocked.Decrement(ref running);
                        if (message.Position == 3)
                            all.SetResult();
                    },
                }
            )
            .Soon();
        foreach (string text in new[] { "a", "b", "c" })
            await group.SendAsync(Encoding.UTF8.GetBytes(text)).Soon();
        await all.Task.Soon();

        string self = solo.Node.Name;
        Assert.Equal(
            [$"view v0 [{self}]", "status Active alone", $"1 {self} a", $"2 {self} b", $"3 {self} c"],
            handled
        );
        Assert.Equal(3UL, group.Position);
        Assert.Equal(GroupStatus.Active, group.Status);
        Assert.Equal("alone", group.StatusReason);
        Assert.Equal(solo.Node.Process, group.Self?.Process);
    }

    [Fact]
    public async Task A_handler_that_holds_its_thread_up_is_relieved_and_then_called_elsewhere()
    {
        var byPool = new List<bool>();
        var all = new TaskCompletionSource();
        await using SoloNode solo = await SoloNode.StartAsync();
        await using Group group = await solo
            .Node.JoinAsync(
                "prices",
                new GroupOptions
                {
                    OnMessage = message =>
                    {
                        byPool.Add(Thread.CurrentThread.IsThreadPoolThread);
                        // The answer needs a turn of the node, whose thread this handler has until then.
                        if (message.Payload.Length == 1)
                            Assert.True(message.Group.SendAsync(new byte[2]).AsTask().Wait(Deadline.Limit));
                        else
                            all.SetResult();
                    },
                }
            )
            .Soon();

        await group.SendAsync(new byte[1]).Soon();
        await all.Task.Soon();
        Assert.Equal(2, byPool.Count);

        // Messages that come before that thread has noticed that it was relieved are still its own.
        for (int more = 0; more < 100 && !byPool[^1]; more++)
        {
            all = new TaskCompletionSource();
            await group.SendAsync(new byte[2]).Soon();
            await all.Task.Soon();
        }
        Assert.True(byPool[^1]);
    }

    [Fact]
    public async Task Every_message_is_reported_consumed_once_it_is_handled()
    {
        const int Messages = 1000;
        int consumed = 0;
        var all = new TaskCompletionSource();
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, _) =>
            {
                if (input.Kind == InputKind.Consumed && (consumed += (int)input.Amount) == Messages)
                    all.SetResult();
                return false;
            }
        );
        int handled = 0;
        await using Group group = await solo
            .Node.JoinAsync("prices", new GroupOptions { OnMessage = _ => handled++ })
            .Soon();

        for (int sent = 0; sent < Messages; sent++)
            await group.SendAsync(new byte[10]).Soon();
        await all.Task.Soon();

        Assert.Equal(Messages, handled);
        Assert.Equal(Messages, consumed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_that_throws_stops_its_member_and_nothing_is_handled_after(bool awaits)
    {
        var handled = new List<ulong>();
        void Handle(Message message)
        {
            handled.Add(message.Position);
            if (message.Position == 2)
                throw new FormatException("no such price");
        }
        string? reported = null;
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, say) =>
            {
                if (input.Kind == InputKind.ApplicationFailed)
                    reported = input.Text;
                if (input.Kind != InputKind.Send)
                    return false;
                foreach (int number in Enumerable.Range(1, 4))
                    say(machine.Deliver(input.Group, input.Bytes));
                return true;
            }
        );
        GroupOptions options = awaits
            ? new GroupOptions
            {
                OnMessageAsync = async (message, _) =>
                {
                    await Task.Yield();
                    Handle(message);
                },
            }
            : new GroupOptions { OnMessage = Handle };
        await using Group group = await solo.Node.JoinAsync("prices", options).Soon();

        Task pending = group.SendAsync(new byte[8 << 10]).AsTask();
        var failure = await Assert.ThrowsAsync<GroupFailedException>(() => group.Completion.Soon());

        Assert.Equal([1UL, 2UL], handled);
        Assert.Equal("the handler of a message threw FormatException: no such price", reported);
        Assert.Contains($"was stopped: {reported}. The other members go on", failure.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(failure.InnerException);
        Assert.Equal(GroupStatus.Failed, group.Status);
        var unknown = await Assert.ThrowsAsync<OutcomeUnknownException>(() => pending.Soon());
        Assert.Same(failure.InnerException, unknown.InnerException);
        var after = await Assert.ThrowsAsync<NotDeliveredException>(() => group.SendAsync(new byte[1]).Soon());
        Assert.Equal(GroupStatus.Failed, after.Status);
        Assert.Same(failure.InnerException, after.InnerException);
        // The node lives on, and the group can be joined again.
        await using Group again = await solo.Node.JoinAsync("prices").Soon();
        Assert.Equal(GroupStatus.Active, again.Status);
    }

    [Fact]
    public async Task A_view_handler_that_throws_fails_the_join()
    {
        await using SoloNode solo = await SoloNode.StartAsync();

        var failure = await Assert.ThrowsAsync<GroupFailedException>(() =>
            solo.Node.JoinAsync("prices", new GroupOptions { OnView = _ => throw new FormatException("no") }).Soon()
        );

        Assert.Contains("the handler of a view threw FormatException: no", failure.Message, StringComparison.Ordinal);
        Assert.Empty(solo.Node.Groups);
    }

    [Fact]
    public async Task A_send_in_a_handler_is_marked_as_one_that_must_not_wait()
    {
        var marks = new List<bool>();
        var all = new TaskCompletionSource();
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, _) =>
            {
                if (input.Kind == InputKind.Send)
                {
                    marks.Add(input.FromHandler);
                    if (marks.Count == 4)
                        all.SetResult();
                }
                return false;
            }
        );
        Task? detached = null;
        var handlerReturned = new TaskCompletionSource();
        await using Group group = await solo
            .Node.JoinAsync(
                "prices",
                new GroupOptions
                {
                    OnViewAsync = async (_, _) => await Task.Yield(),
                    OnMessageAsync = async (message, _) =>
                    {
                        if (message.Position != 1)
                            return;
                        await message.Group.SendAsync(new byte[1]);
                        await Task.Yield();
                        await message.Group.SendAsync(new byte[1]);
                        // It outlives the handler, and is then no part of it.
                        detached = SendLaterAsync(message.Group);
                    },
                }
            )
            .Soon();
        async Task SendLaterAsync(Group later)
        {
            await handlerReturned.Task;
            await later.SendAsync(new byte[1]);
        }

        await group.SendAsync(new byte[1]).Soon();
        while (group.Position < 3)
            await Task.Yield();
        handlerReturned.SetResult();
        await all.Task.Soon();
        await detached!.Soon();

        Assert.Equal([false, true, true, false], marks);
    }

    [Fact]
    public async Task A_send_in_a_handler_without_awaits_is_known_by_its_thread()
    {
        var marks = new List<bool>();
        var all = new TaskCompletionSource();
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, _) =>
            {
                if (input.Kind == InputKind.Send)
                {
                    marks.Add(input.FromHandler);
                    if (marks.Count == 2)
                        all.SetResult();
                }
                return false;
            }
        );
        await using Group group = await solo
            .Node.JoinAsync(
                "prices",
                new GroupOptions
                {
                    OnMessage = message =>
                    {
                        if (message.Position == 1)
                            message.Group.SendAsync(new byte[1]).AsTask().Wait(Deadline.Limit);
                    },
                }
            )
            .Soon();

        await group.SendAsync(new byte[1]).Soon();
        await all.Task.Soon();

        Assert.Equal([false, true], marks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Awaiting_a_flush_in_a_handler_is_an_error_that_says_why(bool awaits)
    {
        await using SoloNode solo = await SoloNode.StartAsync();
        GroupOptions options = awaits
            ? new GroupOptions
            {
                OnMessageAsync = async (message, token) =>
                {
                    await Task.Yield();
                    await message.Group.FlushAsync(token);
                },
            }
            : new GroupOptions { OnMessage = message => message.Group.FlushAsync().Wait(Deadline.Limit) };
        await using Group group = await solo.Node.JoinAsync("prices", options).Soon();

        await group.SendAsync(new byte[1]).Soon();

        var failure = await Assert.ThrowsAsync<GroupFailedException>(() => group.Completion.Soon());
        Assert.IsType<InvalidOperationException>(failure.InnerException);
        Assert.StartsWith("FlushAsync was called in a handler of group 'prices'.", failure.InnerException.Message);
    }

    [Fact]
    public async Task Leaving_and_disposing_in_a_handler_start_and_do_not_wait()
    {
        await using SoloNode solo = await SoloNode.StartAsync();
        await using Group left = await solo
            .Node.JoinAsync(
                "left",
                new GroupOptions { OnMessageAsync = async (message, token) => await message.Group.LeaveAsync(token) }
            )
            .Soon();
        await using Group disposed = await solo
            .Node.JoinAsync(
                "disposed",
                new GroupOptions { OnMessageAsync = async (message, _) => await message.Group.Node.DisposeAsync() }
            )
            .Soon();

        await left.SendAsync(new byte[1]).Soon();
        await left.Completion.Soon();
        await disposed.SendAsync(new byte[1]).Soon();
        await solo.Node.Completion.Soon();

        Assert.Empty(solo.Node.Groups);
        Assert.Equal(GroupStatus.Left, left.Status);
        Assert.Equal(GroupStatus.Left, disposed.Status);
        Assert.Equal(NodeStatus.Stopped, solo.Node.Status);
    }

    [Fact]
    public async Task The_token_of_a_handler_is_cancelled_when_the_membership_is_cut_off()
    {
        var started = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        await using SoloNode solo = await SoloNode.StartAsync(with: options =>
            options with
            {
                DisposeTimeout = TimeSpan.FromMilliseconds(20),
            }
        );
        Group group = await solo
            .Node.JoinAsync(
                "prices",
                new GroupOptions
                {
                    OnMessageAsync = async (_, token) =>
                    {
                        started.SetResult();
                        try
                        {
                            await Task.Delay(Timeout.Infinite, token);
                        }
                        finally
                        {
                            stopped.SetResult();
                        }
                    },
                }
            )
            .Soon();
        await group.SendAsync(new byte[1]).Soon();
        await started.Task.Soon();

        await group.DisposeAsync().Soon();

        await stopped.Task.Soon();
        await group.Completion.Soon();
        Assert.Equal(GroupStatus.Left, group.Status);
    }
}
