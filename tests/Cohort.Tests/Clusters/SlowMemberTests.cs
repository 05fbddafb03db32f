namespace Cohort.Tests.Clusters;

/// <summary>A member whose handlers hang: it is seen, it costs no more than its window, and it is left out where that is wanted.</summary>
public class SlowMemberTests
{
    private const int MessageBytes = 4 << 10;
    private const int WindowBytes = 64 << 10;
    private static readonly TimeSpan Suspicion = TimeSpan.FromSeconds(1.5);

    private static readonly string Text = new('x', MessageBytes);

    [Fact]
    public async Task Who_hangs_is_seen_and_costs_a_window_and_when_it_goes_on_that_is_seen_too()
    {
        using var hang = new Hang();
        await using Cluster cluster = await FormAsync(hang, maxLag: null);
        (Cluster.Process sender, Cluster.Process slow) = (cluster[0], cluster[2]);
        Task sending = SendManyAsync(sender, 100);

        string warning = await sender.WarningAsync("sends wait for").Soon();
        IReadOnlyList<MemberLag> lags = await sender.Group.ReadLagsAsync(Deadline.Token).Soon();
        await sender
            .Replica.WhenAsync(replica => Reasons(replica).Any(reason => reason.Contains("sends wait for")))
            .Soon();

        Assert.StartsWith(
            $"group 'ledger': sends wait for {slow.Node.Name}: it has not handled 64.0 KiB for ",
            warning,
            StringComparison.Ordinal
        );
        Assert.Equal(sender.Group.View.Members, lags.Select(lag => lag.Member));
        MemberLag lag = lags.Single(lag => lag.Member.Name == slow.Node.Name);
        Assert.Equal((16, (long)WindowBytes), (lag.UnhandledMessages, lag.UnhandledBytes));
        Assert.True(lag.StillFor > TimeSpan.Zero);
        Assert.All(lags.Where(other => other != lag), other => Assert.Equal(TimeSpan.Zero, other.KeepsWaitingFor));
        Assert.Equal(GroupStatus.Active, sender.Group.Status);
        Assert.Contains("group 'ledger' is Active: sends wait for", sender.Node.StatusReason, StringComparison.Ordinal);
        Assert.False(sending.IsCompleted);
        Assert.Equal(16, cluster[1].Replica.Log.Count);

        hang.End();
        await sending;
        await cluster.AgreeAsync(100);
        await sender.WarningAsync("sends no longer wait for").Soon();
        await sender.Replica.WhenAsync(replica => Reasons(replica).LastOrDefault() == "").Soon();
        Assert.Equal("", sender.Group.StatusReason);
    }

    [Fact]
    public async Task Without_the_option_it_stays_however_long_it_hangs()
    {
        using var hang = new Hang();
        await using Cluster cluster = await FormAsync(hang, maxLag: null);
        // More than the window and the copies of the sender hold together, however fast they are made.
        Task sending = SendManyAsync(cluster[0], 100);

        // Four times as long as the option could be set to: the words are renewed each time it has become twice as long.
        await cluster[0]
            .Replica.WhenAsync(replica =>
                Reasons(replica).Count(reason => reason.Contains("sends wait for", StringComparison.Ordinal)) >= 4
            )
            .Soon();

        Assert.All(cluster.Processes, process => Assert.Equal(3, process.Group.View.Members.Length));
        Assert.False(sending.IsCompleted);
        hang.End();
        await sending;
        await cluster.AgreeAsync(100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task With_the_option_the_others_go_on_without_it_and_it_comes_back_with_the_state(int slowest)
    {
        using var hang = new Hang();
        await using Cluster cluster = await FormAsync(hang, Suspicion, slowest);
        Cluster.Process slow = cluster[slowest];
        Cluster.Process[] others = [.. cluster.Processes.Where(process => process != slow)];
        Member laggard = slow.Group.View.Members.Single(member => member.Process == slow.Node.Process);
        Task sending = SendManyAsync(others[0], 100);

        await sending;
        await Task.WhenAll(others.Select(process => process.Replica.HasAsync(100))).Soon();
        Assert.All(others, process => Assert.DoesNotContain(laggard, process.Group.View.Members));
        await others[0].WarningAsync($"{slow.Node.Name} has kept sends waiting for").Soon();

        hang.End();
        await cluster.EachAsync(process => process.Replica.SeesAsync(3));
        await cluster.AgreeAsync(100);
        Assert.NotEqual(0, slow.Replica.Loads);
        StatusChange expelled = slow.Replica.Statuses.First(change => change.Status == GroupStatus.Expelled);
        Assert.Contains(
            $"which was too slow: it kept the sends of {others[0].Node.Name} waiting for longer than their MaxLag",
            expelled.Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_membership_that_is_over_knows_of_no_lag()
    {
        await using Cluster cluster = await Cluster.FormAsync(2);
        Group group = cluster[1].Group;
        await group.LeaveAsync().Soon();

        Assert.Empty(await group.ReadLagsAsync().Soon());
    }

    private static IEnumerable<string> Reasons(Replica replica) =>
        replica.Statuses.Where(change => change.Status == GroupStatus.Active).Select(change => change.Reason);

    /// <summary>Three nodes with narrow windows, one of whose handlers hangs.</summary>
    private static async Task<Cluster> FormAsync(Hang hang, TimeSpan? maxLag, int slowest = 2)
    {
        string[] seeds = LoopbackPorts.FreeAddresses(3).Order(StringComparer.Ordinal).ToArray();
        Cluster cluster = Cluster.Of(seeds, Narrow);
        foreach (string seed in seeds)
            await cluster.StartAsync(seed);
        await cluster.EachAsync(process =>
            process.JoinAsync(options =>
                options with
                {
                    MaxLag = maxLag ?? Timeout.InfiniteTimeSpan,
                    OnMessage = process == cluster[slowest] ? hang.Before(options.OnMessage!) : options.OnMessage,
                }
            )
        );
        await cluster.EachAsync(process => process.Replica.SeesAsync(3));
        return cluster;
    }

    private static NodeOptions Narrow(NodeOptions options) =>
        options with
        {
            SuspicionTime = Suspicion,
            WindowBytes = WindowBytes,
        };

    private static async Task SendManyAsync(Cluster.Process sender, int count)
    {
        for (int sent = 0; sent < count; sent++)
            await sender.SendAsync(Text);
    }

    /// <summary>A handler that does not return until it is told to.</summary>
    private sealed class Hang : IDisposable
    {
        private readonly ManualResetEventSlim _over = new();

        public Action<Message> Before(Action<Message> handler) =>
            message =>
            {
                _over.Wait(Deadline.Limit);
                handler(message);
            };

        public void End() => _over.Set();

        public void Dispose() => _over.Set();
    }
}
