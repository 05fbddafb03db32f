using Cohort.Processes.Tests.Processes;

namespace Cohort.Processes.Tests;

/// <summary>Processes that are stopped with <c>SIGSTOP</c> for a while, and know nothing of it.</summary>
public sealed class PausedProcesses
{
    [Theory]
    [InlineData("a")]
    [InlineData("c")]
    public async Task One_that_pauses_for_longer_than_the_suspicion_time_is_expelled_and_comes_back(string paused)
    {
        await using var cluster = new TestCluster(new Loopback(3), suspicion: TimeSpan.FromSeconds(1));
        await cluster.StartAllAsync();
        string[] others = [.. cluster.Names.Where(name => name != paused)];
        cluster.StartLoad(others);
        await cluster.WaitForDeliveriesAsync(others[0], 200);

        int before = cluster[paused].Events.Count;
        cluster[paused].Stop();
        await cluster.WaitForViewAsync(others);
        await cluster.WaitForDeliveriesAsync(others[0], 200);
        cluster[paused].Continue();

        await cluster[paused]
            .Events.WaitForAsync(
                line => line.StartsWith("status expelled", StringComparison.Ordinal),
                $"{paused} to learn that it was expelled",
                before
            );
        await cluster[paused].WaitForViewAsync(string.Join(' ', cluster.Names), before);
        await cluster.FinishAsync();
    }

    [Theory]
    [InlineData("a")]
    [InlineData("c")]
    public async Task One_that_pauses_for_less_than_the_suspicion_time_stays_in_the_view(string paused)
    {
        await using var cluster = new TestCluster(new Loopback(3), suspicion: TimeSpan.FromSeconds(20));
        await cluster.StartAllAsync();
        string[] others = [.. cluster.Names.Where(name => name != paused)];
        cluster.StartLoad(cluster.Names);
        await cluster.WaitForDeliveriesAsync(others[0], 200);
        int[] views = [.. cluster.Nodes.Values.Select(node => node.Views.Count)];

        cluster[paused].Stop();
        // Without the paused one nothing becomes stable; a second of the others' load waits for it.
        await cluster.WaitForLoadAsync(others[0], lines: 250);
        cluster[paused].Continue();

        await cluster.WaitForDeliveriesAsync(paused, 500);
        Assert.Equal(views, cluster.Nodes.Values.Select(node => node.Views.Count));
        await cluster.FinishAsync();
    }
}
