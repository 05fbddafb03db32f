using System.Net.Sockets;
using Cohort.Protocol;
using Cohort.Runtime.Recording;

namespace Cohort.Tests.Runtime;

public class NodeDriverTests
{
    [Fact]
    public async Task The_machine_is_woken_when_it_asks_to_be()
    {
        await using SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Patience = TimeSpan.FromMilliseconds(1)
        );

        await solo.Machine.WokenOften.Soon();
    }

    [Fact]
    public async Task All_that_happened_during_a_turn_is_one_step()
    {
        var stuck = new TaskCompletionSource();
        using var release = new ManualResetEventSlim();
        await using SoloNode solo = await SoloNode.StartAsync();
        await using Group group = await solo.Node.JoinAsync("prices").Soon();
        solo.Machine.Answer = (input, _) =>
        {
            if (input.Kind == InputKind.Flush)
            {
                stuck.TrySetResult();
                release.Wait(Deadline.Limit);
            }
            return false;
        };

        Task flush = group.FlushAsync();
        await stuck.Task.Soon();
        Task[] sends = [.. Enumerable.Range(0, 100).Select(_ => group.SendAsync(new byte[8 << 10]).AsTask())];
        release.Set();
        await Task.WhenAll(sends).Soon();
        await flush.Soon();

        lock (solo.Machine.Steps)
            Assert.Contains(solo.Machine.Steps, inputs => inputs >= 100);
    }

    [Fact]
    public async Task A_broken_invariant_stops_the_node_and_leaves_its_last_inputs_for_replay()
    {
        await using SoloNode solo = await SoloNode.StartAsync();
        await using Group group = await solo.Node.JoinAsync("prices").Soon();
        solo.Machine.Answer = (input, _) =>
        {
            return input.Kind == InputKind.Send ? throw new BrokenException("rows only grow") : false;
        };

        var unknown = await Assert.ThrowsAsync<OutcomeUnknownException>(() =>
            group.SendAsync(new byte[8 << 10]).Soon()
        );
        var failure = await Assert.ThrowsAsync<NodeFailedException>(() => solo.Node.Completion.Soon());

        Assert.Same(failure, unknown.InnerException);
        Assert.IsType<BrokenException>(failure.InnerException);
        Assert.Contains("stopped itself: rows only grow", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"Its last inputs are in {failure.RecordedInputs}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(NodeStatus.Failed, solo.Node.Status);
        Assert.Same(failure, await Assert.ThrowsAsync<NodeFailedException>(() => group.Completion.Soon()));
        Assert.Equal(GroupStatus.Failed, group.Status);
        Assert.Same(failure, await Assert.ThrowsAsync<NodeFailedException>(() => solo.Node.JoinAsync("other")));
        await Assert.ThrowsAsync<NotDeliveredException>(() => group.SendAsync(new byte[1]).Soon());

        RecordedRun run = RecordedRun.Load(failure.RecordedInputs!);
        File.Delete(failure.RecordedInputs!);
        Assert.True(run.Complete);
        var again = new SoloMachine(run.Settings) { Answer = solo.Machine.Answer };
        Assert.Equal("rows only grow", Assert.Throws<BrokenException>(() => run.Replay(again)).Message);
    }

    [Fact]
    public async Task A_node_that_stopped_itself_closes_its_port_and_is_disposed_in_peace()
    {
        SoloNode solo = await SoloNode.StartAsync(machine =>
            machine.Answer = (_, _) => throw new BrokenException("nothing ever happens")
        );

        await Assert.ThrowsAsync<NodeFailedException>(() => solo.Node.JoinAsync("prices").Soon());
        var failure = await Assert.ThrowsAsync<NodeFailedException>(() => solo.Node.Completion.Soon());
        File.Delete(failure.RecordedInputs!);

        string[] address = solo.Node.Process.Address.Split(':');
        using var client = new TcpClient();
        await Assert.ThrowsAnyAsync<SocketException>(() =>
            client.ConnectAsync(address[0], int.Parse(address[1], null))
        );
        await solo.DisposeAsync().Soon();
    }

    [Fact]
    public async Task Other_nodes_of_the_process_go_on_when_one_stops_itself()
    {
        await using SoloNode good = await SoloNode.StartAsync();
        await using Group group = await good.Node.JoinAsync("prices").Soon();
        await using SoloNode bad = await SoloNode.StartAsync(machine =>
            machine.Answer = (_, _) => throw new BrokenException("nothing ever happens")
        );
        await Assert.ThrowsAsync<NodeFailedException>(() => bad.Node.JoinAsync("prices").Soon());
        var failure = await Assert.ThrowsAsync<NodeFailedException>(() => bad.Node.Completion.Soon());
        File.Delete(failure.RecordedInputs!);

        await group.SendAsync(new byte[1]).Soon();
    }

    [Fact]
    public async Task Warnings_reach_the_application_in_order()
    {
        var heard = new List<string>();
        var all = new TaskCompletionSource();
        await using SoloNode solo = await SoloNode.StartAsync(
            machine =>
                machine.Answer = (input, say) =>
                {
                    if (input.Kind == InputKind.Join)
                        foreach (string text in new[] { "one", "two", "three" })
                            say(new Output { Kind = OutputKind.Warning, Detail = text });
                    return false;
                },
            options =>
                options with
                {
                    OnWarning = warning =>
                    {
                        heard.Add(warning);
                        if (heard.Count == 3)
                            all.SetResult();
                    },
                }
        );

        await using Group group = await solo.Node.JoinAsync("prices").Soon();
        await all.Task.Soon();

        Assert.Equal(["one", "two", "three"], heard);
    }

    [Fact]
    public async Task A_warning_callback_that_throws_stops_the_node_instead_of_being_lost()
    {
        await using SoloNode solo = await SoloNode.StartAsync(
            machine =>
                machine.Answer = (_, say) =>
                {
                    say(new Output { Kind = OutputKind.Warning, Detail = "one" });
                    return true;
                },
            options => options with { OnWarning = _ => throw new FormatException("the log is full") }
        );

        Task<Group> joining = solo.Node.JoinAsync("prices");

        var failure = await Assert.ThrowsAsync<NodeFailedException>(() => solo.Node.Completion.Soon());
        Assert.Contains(
            "OnWarning threw FormatException: the log is full. The other nodes",
            failure.Message,
            StringComparison.Ordinal
        );
        Assert.IsType<FormatException>(failure.InnerException);
        Assert.Null(failure.RecordedInputs);
        Assert.Same(failure, await Assert.ThrowsAsync<NodeFailedException>(() => joining.Soon()));
    }

    private sealed class BrokenException(string claim) : Exception(claim);
}
