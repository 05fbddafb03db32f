using Cohort.Protocol;
using Cohort.Tests.Runtime;

namespace Cohort.Tests.Groups;

public class SendTests
{
    private readonly List<Input> _requests = [];
    private readonly Dictionary<long, TaskCompletionSource> _seen = [];

    [Fact]
    public async Task A_message_too_large_is_refused_with_its_size_and_the_limit()
    {
        await using SoloNode solo = await SoloNode.StartAsync(with: options => options with { MaxMessageBytes = 1024 });
        await using Group group = await solo.Node.JoinAsync("prices").Soon();
        await group.SendAsync(new byte[1024]).Soon();

        var refusal = await Assert.ThrowsAsync<MessageTooLargeException>(() => group.SendAsync(new byte[1025]).Soon());

        Assert.Equal((1025L, 1024L), (refusal.Size, refusal.Limit));
        Assert.Equal(
            "A message of 1025 bytes is larger than the limit of 1024 bytes and was not sent to group 'prices'. "
                + "Send it in parts, or raise MaxMessageBytes at every node.",
            refusal.Message
        );
        await group.SendAsync(new byte[1024]).Soon();
    }

    [Fact]
    public async Task An_order_or_delivery_that_does_not_exist_is_refused()
    {
        await using SoloNode solo = await SoloNode.StartAsync();
        await using Group group = await solo.Node.JoinAsync("prices").Soon();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => group.SendAsync(new byte[1], (Order)3).Soon());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            group.SendAsync(new byte[1], delivery: (Delivery)3).Soon()
        );
    }

    [Fact]
    public async Task Nothing_is_durable_where_no_log_is_kept()
    {
        await using SoloNode solo = await SoloNode.StartAsync();
        await using Group group = await solo.Node.JoinAsync("prices").Soon();

        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() =>
            group.SendAsync(new byte[1], delivery: Delivery.Durable).Soon()
        );

        Assert.Contains("'prices' keeps no log", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Failure.TooLarge, typeof(MessageTooLargeException), "is larger than the limit of")]
    [InlineData(Failure.BacklogFull, typeof(BacklogFullException), "Send less from handlers")]
    [InlineData(Failure.NotDelivered, typeof(NotDeliveredException), "This call had no effect. Join again to send.")]
    [InlineData(
        Failure.Unknown,
        typeof(OutcomeUnknownException),
        "Whether the others deliver what was under way is not"
    )]
    [InlineData(Failure.NoSuchGroup, typeof(NotDeliveredException), "This call had no effect. Join again to send.")]
    public async Task A_send_that_the_machine_rejects_says_what_is_known_of_it(Failure failure, Type type, string text)
    {
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, say) =>
            {
                if (input.Kind == InputKind.Send)
                    say(SoloMachine.Answered(input, OutputKind.Rejected, failure));
                return input.Kind == InputKind.Send;
            }
        );
        await using Group group = await solo.Node.JoinAsync("prices").Soon();

        Exception? thrown = await Record.ExceptionAsync(() => group.SendAsync(new byte[8 << 10]).Soon());

        Assert.IsType(type, thrown);
        Assert.Contains(text, thrown.Message, StringComparison.Ordinal);
        Assert.Equal("prices", ((GroupException)thrown).Group);
    }

    [Fact]
    public async Task A_send_after_leaving_says_so()
    {
        await using SoloNode solo = await SoloNode.StartAsync();
        Group group = await solo.Node.JoinAsync("prices").Soon();
        await group.LeaveAsync().Soon();

        var refusal = await Assert.ThrowsAsync<NotDeliveredException>(() => group.SendAsync(new byte[1]).Soon());
        await Assert.ThrowsAsync<NotDeliveredException>(() => group.FlushAsync().Soon());

        Assert.Equal(GroupStatus.Left, refusal.Status);
        Assert.Equal(
            "Nothing more can be sent to group 'prices': this member has left it. This call had no effect. Join again to send.",
            refusal.Message
        );
    }

    [Fact]
    public async Task The_payload_can_be_reused_once_the_send_has_completed()
    {
        byte[]? delivered = null;
        var handled = new TaskCompletionSource();
        await using SoloNode solo = await SoloNode.StartAsync();
        using var proceed = new ManualResetEventSlim();
        await using Group group = await solo
            .Node.JoinAsync(
                "prices",
                new GroupOptions
                {
                    OnMessage = message =>
                    {
                        proceed.Wait(Deadline.Limit);
                        delivered = message.Payload.ToArray();
                        handled.SetResult();
                    },
                }
            )
            .Soon();
        byte[] payload = [1, 2, 3];

        await group.SendAsync(payload).Soon();
        payload.AsSpan().Clear();
        proceed.Set();
        await handled.Task.Soon();

        Assert.Equal([1, 2, 3], delivered!);
    }

    [Fact]
    public async Task Calls_take_effect_in_their_order_and_only_so_much_waits_in_the_machine()
    {
        await using SoloNode solo = await HoldingAsync();
        await using Group group = await solo.Node.JoinAsync("prices").Soon();

        Task[] sends = [.. Enumerable.Range(0, 40).Select(number => group.SendAsync(Large(number)).AsTask())];
        Task flush = group.FlushAsync();
        await SeenAsync(3);
        Assert.Equal(3, _requests.Count);

        for (int answered = 1; answered <= 41; answered++)
        {
            await SeenAsync(answered);
            AnswerNext(solo, answered);
        }
        await Task.WhenAll(sends).Soon();
        await flush.Soon();

        lock (_requests)
        {
            Assert.Equal(Enumerable.Range(0, 40), _requests.Take(40).Select(input => (int)input.Bytes.Span[0]));
            Assert.Equal(InputKind.Flush, _requests[40].Kind);
        }
    }

    [Fact]
    public async Task A_send_that_waits_behind_others_can_be_taken_back()
    {
        await using SoloNode solo = await HoldingAsync();
        await using Group group = await solo.Node.JoinAsync("prices").Soon();
        using var cancelled = new CancellationTokenSource();
        Task[] sends = [.. Enumerable.Range(0, 3).Select(number => group.SendAsync(Large(number)).AsTask())];
        Task taken = group.SendAsync(Large(3), cancellationToken: cancelled.Token).AsTask();
        Task last = group.SendAsync(Large(4)).AsTask();

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taken.Soon());
        for (int answered = 1; answered <= 4; answered++)
        {
            await SeenAsync(answered);
            AnswerNext(solo, answered);
        }
        await Task.WhenAll([.. sends, last]).Soon();

        lock (_requests)
            Assert.Equal([0, 1, 2, 4], _requests.Select(input => (int)input.Bytes.Span[0]));
    }

    [Fact]
    public async Task A_caller_can_stop_waiting_for_a_send_that_is_under_way()
    {
        await using SoloNode solo = await HoldingAsync();
        await using Group group = await solo.Node.JoinAsync("prices").Soon();
        using var cancelled = new CancellationTokenSource();
        Task send = group.SendAsync(new byte[8 << 10], cancellationToken: cancelled.Token).AsTask();
        await SeenAsync(1);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send.Soon());
        AnswerNext(solo, 1);
    }

    [Fact]
    public async Task What_is_under_way_when_a_membership_ends_is_unknown_and_what_waits_was_not_sent()
    {
        await using SoloNode solo = await HoldingAsync();
        Group group = await solo.Node.JoinAsync("prices").Soon();
        Task[] underWay = [.. Enumerable.Range(0, 3).Select(number => group.SendAsync(Large(number)).AsTask())];
        Task waiting = group.SendAsync(Large(3)).AsTask();
        await SeenAsync(3);

        await group.LeaveAsync().Soon();

        foreach (Task send in underWay)
            await Assert.ThrowsAsync<OutcomeUnknownException>(() => send.Soon());
        await Assert.ThrowsAsync<NotDeliveredException>(() => waiting.Soon());
    }

    [Fact]
    public async Task A_small_message_to_a_group_at_work_is_copied_and_its_sender_does_not_wait()
    {
        await using SoloNode solo = await HoldingAsync();
        await using Group group = await solo.Node.JoinAsync("prices").Soon();
        byte[] payload = [1, 2, 3];

        ValueTask send = group.SendAsync(payload);
        bool atOnce = send.IsCompletedSuccessfully;
        await send;
        payload.AsSpan().Clear();
        await SeenAsync(1);

        Assert.True(atOnce);
        lock (_requests)
            Assert.Equal([1, 2, 3], _requests[0].Bytes.ToArray());
    }

    [Fact]
    public async Task Small_messages_wait_too_when_too_many_of_them_are_on_their_way_and_keep_their_order()
    {
        await using SoloNode solo = await HoldingAsync();
        await using Group group = await solo.Node.JoinAsync("prices").Soon();
        byte[] Small(int number) => [.. BitConverter.GetBytes(number), .. new byte[996]];
        int sent = 0;
        while (group.SendAsync(Small(sent)) is { IsCompletedSuccessfully: true })
            Assert.InRange(++sent, 1, 1000);
        int waited = sent++;
        Task last = group.SendAsync(Small(sent++)).AsTask();

        await SeenAsync(sent);
        AnswerNext(solo, waited + 1);
        AnswerNext(solo, sent);
        await last.Soon();

        lock (_requests)
            Assert.Equal(Enumerable.Range(0, sent), _requests.Select(input => BitConverter.ToInt32(input.Bytes.Span)));
    }

    [Fact]
    public async Task A_group_that_is_not_at_work_makes_small_messages_wait_too()
    {
        await using SoloNode solo = await HoldingAsync();
        var blocked = new TaskCompletionSource();
        void OnStatus(StatusChange change)
        {
            if (change.Status == GroupStatus.Blocked)
                blocked.SetResult();
        }
        await using Group group = await solo.Node.JoinAsync("prices", new GroupOptions { OnStatus = OnStatus }).Soon();
        solo.Machine.Say(SoloMachine.Status(1, GroupStatus.Blocked, "no quorum"));
        await blocked.Task.Soon();

        ValueTask send = group.SendAsync(new byte[1]);
        bool atOnce = send.IsCompleted;
        await SeenAsync(1);
        AnswerNext(solo, 1);
        await send.Soon();

        Assert.False(atOnce);
    }

    // A third of what may be under way, so that three fit.
    private static byte[] Large(int number)
    {
        byte[] large = new byte[(1 << 20) / 3];
        large[0] = (byte)number;
        return large;
    }

    // It answers no flush, so there is none to wait for when it is disposed.
    private Task<SoloNode> HoldingAsync() =>
        SoloNode.StartAsync(
            machine => machine.Answer = Hold,
            options => options with { DisposeTimeout = TimeSpan.FromMilliseconds(20) }
        );

    private bool Hold(Input input, Action<Output> say)
    {
        if (input.Kind is not (InputKind.Send or InputKind.Flush))
            return false;
        lock (_requests)
        {
            _requests.Add(input);
            Seen(_requests.Count).TrySetResult();
        }
        return true;
    }

    private TaskCompletionSource Seen(long count)
    {
        lock (_requests)
            return _seen.TryGetValue(count, out TaskCompletionSource? seen)
                ? seen
                : _seen[count] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private Task SeenAsync(int count) => Seen(count).Task.Soon();

    private void AnswerNext(SoloNode solo, int number)
    {
        lock (_requests)
        {
            Input request = _requests[number - 1];
            OutputKind kind = request.Kind == InputKind.Flush ? OutputKind.Flushed : OutputKind.Accepted;
            solo.Machine.Say(SoloMachine.Answered(request, kind));
        }
    }
}
