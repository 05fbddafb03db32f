using Cohort.AspNetCore.Tests.Hosts;
using Cohort.Tests;
using Cohort.Tests.Clusters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cohort.AspNetCore.Tests.Starting;

/// <summary>An application that stops leaves its groups in good order, behind all else.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task It_leaves_and_the_others_go_on_with_what_it_has_done()
    {
        TestHost[] hosts = await TestHost.StartAsync(3, cohort => cohort.Replicate<Stock>("stock"));
        await hosts[0].Get<Replica<Stock>>().AddAsync("nail", 5).Soon();
        await hosts[0].StopAsync();

        Assert.Equal(GroupStatus.Left, hosts[0].Get<ToolGroup>().Group.Status);
        await hosts[0].Get<Node>().Completion.Soon();
        Assert.Single(hosts[0].Logs.Of(11));
        Assert.DoesNotContain(
            hosts[0].Logs.All(),
            entry => entry.Level > Microsoft.Extensions.Logging.LogLevel.Information
        );
        Assert.Equal(5, await hosts[1].Get<Replica<Stock>>().CountAsync("nail").Soon());
        Assert.Equal(2, hosts[1].Get<ToolGroup>().Group.View.Members.Length);
        foreach (TestHost host in hosts)
            await host.DisposeAsync();
    }

    [Fact]
    public async Task Hosted_services_have_their_groups_until_they_have_stopped()
    {
        var last = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestHost host = TestHost.Alone(
            cohort => cohort.Replicate<Stock>("stock"),
            services => services.AddSingleton(last).AddHostedService<Clerk>()
        );
        await host.StartAsync();
        await host.StopAsync();
        Assert.Equal(1, await last.Task.Soon());
    }

    [Fact]
    public async Task Applications_are_replaced_one_after_the_other_and_nothing_is_lost()
    {
        const int replaced = 3;
        string[] seeds = LoopbackPorts.FreeAddresses(3);
        TestHost Make(int index) =>
            TestHost.Make(TestHost.Settings(seeds, index), cohort => cohort.Replicate<Stock>("stock"));
        TestHost[] hosts = [.. Enumerable.Range(0, replaced).Select(Make)];
        await Task.WhenAll(hosts.Select(host => host.StartAsync()));
        int told = 0;
        for (int index = 0; index < replaced; index++)
        {
            using var deployed = new CancellationTokenSource();
            var others = hosts[(index + 1) % replaced].Get<Replica<Stock>>();
            Task<int> working = AddUntil(others, deployed.Token);
            // What was asked of the one that goes is answered before it has gone.
            Task<int> asked = hosts[index].Get<Replica<Stock>>().AddAsync("nail", 1).AsTask();
            await asked.Soon();
            await hosts[index].StopAsync();
            await hosts[index].DisposeAsync();
            hosts[index] = Make(index);
            await hosts[index].StartAsync();
            await deployed.CancelAsync();
            told += 1 + await working.Soon();
        }
        foreach (TestHost host in hosts)
            Assert.Equal(told, await host.Get<Replica<Stock>>().CountAsync("nail").Soon());
        await Task.WhenAll(hosts.Select(host => host.DisposeAsync().AsTask()));
    }

    private static async Task<int> AddUntil(Replica<Stock> stock, CancellationToken deployed)
    {
        int told = 0;
        while (!deployed.IsCancellationRequested)
        {
            await stock.AddAsync("nail", 1);
            told++;
        }
        return told;
    }

    private sealed class Clerk(Replica<Stock> stock, TaskCompletionSource<int> last) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken) =>
            last.SetResult(await stock.AddAsync("nail", 1, cancellationToken));
    }
}
