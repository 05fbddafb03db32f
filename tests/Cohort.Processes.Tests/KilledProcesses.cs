using System.Diagnostics;
using Cohort.Processes.Tests.Processes;

namespace Cohort.Processes.Tests;

/// <summary>Processes that die by <c>kill -9</c> while all send.</summary>
public sealed class KilledProcesses
{
    // A death is noticed by the sockets that close, long before silence would tell.
    private static readonly TimeSpan s_suspicion = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestChange = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public async Task Any_of_three_dies_and_the_others_go_on_as_one(string victim)
    {
        await using var cluster = new TestCluster(new Loopback(3), s_suspicion);
        await cluster.StartAllAsync();
        cluster.StartLoad(cluster.Names);
        await cluster.WaitForDeliveriesAsync("c", 300);

        cluster.Kill(victim);
        var sinceDeath = Stopwatch.StartNew();

        string[] survivors = [.. cluster.Nodes.Keys];
        await cluster.WaitForViewAsync(survivors);
        Assert.InRange(sinceDeath.Elapsed, TimeSpan.Zero, s_longestChange);
        await cluster.WaitForDeliveriesAsync(survivors[0], 300);
        await cluster.FinishAsync();
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a", "e")]
    [InlineData("c", "d")]
    public async Task Any_two_of_five_die_at_once_and_the_others_go_on_as_one(string first, string second)
    {
        await using var cluster = new TestCluster(new Loopback(5), s_suspicion);
        await cluster.StartAllAsync();
        cluster.StartLoad(cluster.Names);
        await cluster.WaitForDeliveriesAsync("b", 300);

        cluster.Kill(first, second);
        var sinceDeath = Stopwatch.StartNew();

        string[] survivors = [.. cluster.Nodes.Keys];
        await cluster.WaitForViewAsync(survivors);
        Assert.InRange(sinceDeath.Elapsed, TimeSpan.Zero, s_longestChange);
        await cluster.WaitForDeliveriesAsync(survivors[0], 300);
        await cluster.FinishAsync();
    }

    [Fact]
    public async Task The_coordinator_dies_and_comes_back_as_the_youngest_member()
    {
        await using var cluster = new TestCluster(new Loopback(3), s_suspicion);
        await cluster.StartAllAsync();
        cluster.StartLoad(cluster.Names);
        await cluster.WaitForDeliveriesAsync("b", 300);
        string coordinator = cluster["a"].Views[^1].Split(' ')[0];

        cluster.Kill(coordinator);
        string[] survivors = [.. cluster.Nodes.Keys];
        await cluster.WaitForViewAsync(survivors);
        NodeProcess returned = cluster.Start(coordinator);
        await cluster.WaitForViewAsync([.. survivors, coordinator]);

        Assert.EndsWith(coordinator, returned.Views[^1]);
        Assert.Contains(returned.Events.Lines, line => line.StartsWith("state loaded", StringComparison.Ordinal));
        cluster.StartLoad(coordinator);
        await cluster.WaitForDeliveriesAsync(coordinator, 300);
        await cluster.FinishAsync();
    }

    [Fact]
    public async Task Three_are_restarted_one_after_the_other_under_load()
    {
        await using var cluster = new TestCluster(new Loopback(3), s_suspicion);
        await cluster.StartAllAsync();
        cluster.StartLoad(cluster.Names);

        foreach (string name in cluster.Names)
        {
            string[] others = [.. cluster.Names.Where(other => other != name)];
            await cluster.WaitForDeliveriesAsync(others[0], 200);
            await cluster.LeaveAsync(name);
            cluster.Start(name);
            await cluster[name].WaitForViewAsync(string.Join(' ', cluster.Names));
            cluster.StartLoad(name);
        }

        await cluster.FinishAsync();
    }
}
