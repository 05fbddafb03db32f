using System.Text;
using Cohort.Protocol;
using Cohort.Tests.Runtime;

namespace Cohort.Tests.Groups;

public class ReaderTests
{
    private static readonly GroupOptions Reading = new() { ReadMessages = true };

    [Fact]
    public async Task A_reader_gets_all_messages_since_the_join_and_each_counts_once_the_next_is_asked_for()
    {
        var consumed = new List<ulong>();
        var all = new TaskCompletionSource();
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, _) =>
            {
                if (input.Kind == InputKind.Consumed)
                    lock (consumed)
                        consumed.Add(input.Amount);
                return false;
            }
        );
        await using Group group = await solo.Node.JoinAsync("prices", Reading).Soon();
        foreach (string text in new[] { "a", "b", "c" })
            await group.SendAsync(Encoding.UTF8.GetBytes(text)).Soon();

        var read = new List<string>();
        await foreach (Message message in group.ReadMessagesAsync(Deadline.Token))
        {
            lock (consumed)
                Assert.InRange(consumed.Sum(amount => (long)amount), 0, read.Count);
            read.Add(Encoding.UTF8.GetString(message.Payload.Span));
            if (read.Count == 3)
                break;
        }

        Assert.Equal(["a", "b", "c"], read);
    }

    [Fact]
    public async Task A_later_reader_goes_on_where_the_one_before_stopped()
    {
        await using SoloNode solo = await SoloNode.StartAsync();
        await using Group group = await solo.Node.JoinAsync("prices", Reading).Soon();
        foreach (int number in Enumerable.Range(1, 3))
            await group.SendAsync(new[] { (byte)number }).Soon();

        var read = new List<byte>();
        foreach (int _ in Enumerable.Range(1, 3))
        await foreach (Message message in group.ReadMessagesAsync(Deadline.Token))
        {
            read.Add(message.Payload.Span[0]);
            break;
        }

        Assert.Equal([1, 2, 3], read);
    }

    [Fact]
    public async Task Two_readers_at_once_are_refused()
    {
        await using SoloNode solo = await SoloNode.StartAsync();
        await using Group group = await solo.Node.JoinAsync("prices", Reading).Soon();
        await using IAsyncEnumerator<Message> first = group.ReadMessagesAsync().GetAsyncEnumerator();

        var refusal = Assert.Throws<InvalidOperationException>(() => group.ReadMessagesAsync().GetAsyncEnumerator());

        Assert.Contains("Somebody is reading this group's messages already", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_needs_the_option()
    {
        await using SoloNode solo = await SoloNode.StartAsync();
        await using Group group = await solo.Node.JoinAsync("prices").Soon();

        var refusal = Assert.Throws<InvalidOperationException>(() => group.ReadMessagesAsync());

        Assert.Contains("was joined without ReadMessages", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_body_of_the_loop_is_a_handler()
    {
        var marks = new List<bool>();
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, _) =>
            {
                if (input.Kind == InputKind.Send)
                    lock (marks)
                        marks.Add(input.FromHandler);
                return false;
            }
        );
        await using Group group = await solo.Node.JoinAsync("prices", Reading).Soon();
        Task<int> reading = ReadAsync();
        await group.SendAsync(new byte[1]).Soon();

        Assert.Equal(2, await reading.Soon());
        lock (marks)
            Assert.Equal([false, true], marks);
        await group.SendAsync(new byte[1]).Soon();
        await group.FlushAsync().Soon();

        async Task<int> ReadAsync()
        {
            int read = 0;
            await foreach (Message message in group.ReadMessagesAsync(Deadline.Token))
            {
                await Task.Yield();
                if (++read == 2)
                    break;
                await Assert.ThrowsAsync<InvalidOperationException>(() => group.FlushAsync());
                await group.SendAsync(new byte[1]);
            }
            // After the loop it is no handler any more.
            await group.FlushAsync();
            return read;
        }
    }

    [Fact]
    public async Task State_is_saved_only_when_the_reader_has_finished_with_what_was_delivered()
    {
        var log = new List<string>();
        var taken = new TaskCompletionSource();
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, say) =>
            {
                if (input.Kind == InputKind.StateTaken)
                    taken.SetResult();
                if (input.Kind == InputKind.Send)
                {
                    say(machine.Deliver(input.Group, input.Bytes));
                    say(new Output { Kind = OutputKind.TakeState, Group = input.Group });
                }
                return false;
            }
        );
        await using Group group = await solo
            .Node.JoinAsync(
                "prices",
                Reading with
                {
                    State = StateTransfer.Of(save: _ => log.Add("save"), load: _ => { }),
                }
            )
            .Soon();
        using var enough = new CancellationTokenSource();
        Task reading = ReadAsync();
        await group.SendAsync(new byte[1]).Soon();
        await taken.Task.Soon();
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.Soon());

        Assert.Equal("read", log[0]);
        Assert.Equal("finished", log[1]);
        Assert.Contains("save", log);

        async Task ReadAsync()
        {
            await foreach (Message message in group.ReadMessagesAsync(enough.Token))
            {
                log.Add("read");
                await Task.Yield();
                log.Add("finished");
            }
        }
    }

    [Fact]
    public async Task Reading_ends_with_the_membership_after_what_was_delivered()
    {
        await using SoloNode solo = await SoloNode.StartAsync();
        Group group = await solo.Node.JoinAsync("prices", Reading).Soon();
        await group.SendAsync(new byte[1]).Soon();
        await group.LeaveAsync().Soon();

        int read = 0;
        await foreach (Message message in group.ReadMessagesAsync(Deadline.Token))
            read++;

        Assert.Equal(1, read);
    }

    [Fact]
    public async Task Reading_fails_as_the_membership_does()
    {
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, say) =>
            {
                if (input.Kind == InputKind.Send)
                    say(SoloMachine.Ended(input.Group, GroupStatus.Expelled, "it was silent for 2 s"));
                return input.Kind == InputKind.Send;
            }
        );
        await using Group group = await solo.Node.JoinAsync("prices", Reading).Soon();
        Task<ExpelledException> reading = Assert.ThrowsAsync<ExpelledException>(async () =>
        {
            await foreach (Message message in group.ReadMessagesAsync(Deadline.Token))
                Assert.Fail("nothing was sent");
        });

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => group.SendAsync(new byte[8 << 10]).Soon());

        Assert.Contains("it was silent for 2 s", (await reading.Soon()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_of_views_gets_the_current_one_and_all_that_follow()
    {
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (input, say) =>
            {
                if (input.Kind == InputKind.Send)
                    say(machine.View(input.Group, input.Bytes.Span[0]));
                return false;
            }
        );
        await using Group group = await solo.Node.JoinAsync("prices").Soon();
        IAsyncEnumerable<ViewChange> early = group.ReadViewsAsync(Deadline.Token);
        await group.SendAsync(new byte[] { 1 }).Soon();
        await group.SendAsync(new byte[] { 2 }).Soon();

        var seen = new List<string>();
        await foreach (ViewChange change in early)
        {
            seen.Add(change.View.Number.ToString());
            if (seen.Count == 3)
                break;
        }
        Assert.Equal(["v0", "v1", "v2"], seen);

        await group.LeaveAsync().Soon();
        List<ViewChange> late = [];
        await foreach (ViewChange change in group.ReadViewsAsync(Deadline.Token))
            late.Add(change);
        Assert.Equal("v2", Assert.Single(late).View.Number.ToString());
    }
}
