using Cohort.Processes.Tests.Processes;

namespace Cohort.Processes.Tests;

/// <summary>Networks that fall apart and heal, with a host for each node.</summary>
public sealed class PartitionedNetworks
{
    private static readonly TimeSpan s_suspicion = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_coordinator_that_is_cut_off_blocks_while_the_others_go_on_and_comes_back_when_the_cut_heals()
    {
        NetworkNamespaces network = await NetworkNamespaces.CreateAsync(3);
        await using var cluster = new TestCluster(network, s_suspicion);
        await cluster.StartAllAsync();
        string coordinator = cluster["a"].Views[^1].Split(' ')[0];
        string[] others = [.. cluster.Names.Where(name => name != coordinator)];
        cluster.StartLoad(cluster.Names);
        await cluster.WaitForDeliveriesAsync(others[0], 200);
        int before = cluster[coordinator].Events.Count;

        network.Cut([IndexOf(coordinator)], [.. others.Select(IndexOf)]);
        await cluster.WaitForViewAsync(others);
        await cluster.WaitForDeliveriesAsync(others[0], 200);
        await cluster[coordinator]
            .Events.WaitForAsync(
                line => line.StartsWith("status blocked", StringComparison.Ordinal),
                "the one that is cut off to block",
                before
            );
        network.Heal();

        await cluster[coordinator].WaitForViewAsync(string.Join(' ', cluster.Names), before);
        await cluster.FinishAsync();
    }

    [Fact]
    public async Task Of_two_and_three_that_are_cut_apart_the_three_go_on_and_all_five_are_one_when_the_cut_heals()
    {
        NetworkNamespaces network = await NetworkNamespaces.CreateAsync(5);
        await using var cluster = new TestCluster(network, s_suspicion);
        await cluster.StartAllAsync();
        cluster.StartLoad(cluster.Names);
        await cluster.WaitForDeliveriesAsync("c", 200);
        int before = cluster["a"].Events.Count;

        network.Cut([0, 1], [2, 3, 4]);
        await cluster.WaitForViewAsync("c", "d", "e");
        await cluster.WaitForDeliveriesAsync("c", 200);
        network.Heal();

        await cluster["a"].WaitForViewAsync("a b c d e", before);
        await cluster["c"].WaitForViewAsync("a b c d e", before);
        await cluster.FinishAsync();
    }

    [Fact]
    public async Task A_member_that_is_heard_by_nobody_but_hears_all_is_expelled_and_comes_back()
    {
        NetworkNamespaces network = await NetworkNamespaces.CreateAsync(3);
        await using var cluster = new TestCluster(network, s_suspicion);
        await cluster.StartAllAsync();
        cluster.StartLoad(cluster.Names);
        await cluster.WaitForDeliveriesAsync("a", 200);
        int before = cluster["c"].Events.Count;

        network.CutOneWay(senders: [2], receivers: [0, 1]);
        await cluster.WaitForViewAsync("a", "b");
        network.Heal();

        await cluster["c"].WaitForViewAsync("a b c", before);
        await cluster.FinishAsync();
    }

    private static int IndexOf(string name) => name[0] - 'a';
}
