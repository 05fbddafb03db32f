using System.Threading.Channels;
using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;
using Cohort.Toolkit.Tests.Locks;

namespace Cohort.Toolkit.Tests.Elections;

/// <summary>A function that one member runs at a time.</summary>
public sealed class SingletonTests
{
    private readonly Channel<(int Node, ulong Term)> _begun = Channel.CreateUnbounded<(int, ulong)>();
    private readonly Channel<int> _ended = Channel.CreateUnbounded<int>();

    [Fact]
    public async Task It_runs_at_one_member_and_at_another_when_that_is_cut_off()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        GroupElections[] elections = await cluster.EachAsync(node => node.ElectionsAsync("elections"));
        using var stop = new CancellationTokenSource();
        Task[] runs =
        [
            .. elections.Select(
                (own, node) =>
                    own.RunAsSingletonAsync("job", (turn, token) => RunAsync(node, turn, token), null, stop.Token)
            ),
        ];
        (int first, ulong term) = await _begun.Reader.ReadAsync(Deadline.Token);
        cluster[first].Links.CutOff();
        (int second, ulong next) = await _begun.Reader.ReadAsync(Deadline.Token);
        Assert.NotEqual(first, second);
        Assert.True(next > term);
        Assert.Equal(first, await _ended.Reader.ReadAsync(Deadline.Token));
        cluster[first].Links.Heal();
        await Waiting.Until(() => elections[second].Local.CandidatesOf("job").Count == 3);
        await stop.CancelAsync();
        foreach (Task run in runs)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Soon());
        Assert.Equal(second, await _ended.Reader.ReadAsync(Deadline.Token));
        Assert.False(_begun.Reader.TryRead(out _));
    }

    [Fact]
    public async Task What_it_throws_is_reported_and_the_next_one_runs_it()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        GroupElections[] elections = await cluster.EachAsync(node => node.ElectionsAsync("elections"));
        var failures = Channel.CreateUnbounded<(Exception, SingletonContext)>();
        var options = new SingletonOptions
        {
            FirstDelay = TimeSpan.FromMilliseconds(1),
            OnFailure = (thrown, turn) => failures.Writer.TryWrite((thrown, turn)),
        };
        using var stop = new CancellationTokenSource();
        Task failing = elections[0]
            .RunAsSingletonAsync("job", (_, _) => throw new FormatException("spoilt"), options, stop.Token);
        (Exception thrown, SingletonContext first) = await failures.Reader.ReadAsync(Deadline.Token);
        Assert.Equal("spoilt", thrown.Message);
        Assert.Equal(1, first.Failures);
        (_, SingletonContext second) = await failures.Reader.ReadAsync(Deadline.Token);
        Assert.Equal(2, second.Failures);
        Assert.True(second.Term > first.Term);
        Task running = elections[1]
            .RunAsSingletonAsync("job", (turn, token) => RunAsync(1, turn, token), null, stop.Token);
        (int node, ulong term) = await _begun.Reader.ReadAsync(Deadline.Token);
        Assert.Equal(1, node);
        Assert.True(term > second.Term);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => failing.Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Soon());
    }

    [Fact]
    public async Task When_it_returns_the_call_returns_and_the_next_one_has_its_turn()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        GroupElections[] elections = await cluster.EachAsync(node => node.ElectionsAsync("elections"));
        int turns = 0;
        foreach (GroupElections own in elections)
            await own.RunAsSingletonAsync("job", (_, _) => Task.FromResult(Interlocked.Increment(ref turns))).Soon();
        Assert.Equal(2, turns);
        await Waiting.Until(() => elections[0].Local.LeaderOf("job") is null);
    }

    private async Task RunAsync(int node, SingletonContext turn, CancellationToken cancellationToken)
    {
        await _begun.Writer.WriteAsync((node, turn.Term), CancellationToken.None);
        await cancellationToken.Cancelled();
        await _ended.Writer.WriteAsync(node, CancellationToken.None);
    }
}
