using Cohort.AspNetCore.Tests.Hosts;
using Cohort.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cohort.AspNetCore.Tests.Groups;

/// <summary>What is declared can be asked for.</summary>
public sealed class InjectionTests
{
    [Fact]
    public async Task A_hosted_service_takes_tools_in_its_constructor_and_uses_them_when_it_runs()
    {
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestHost host = TestHost.Alone(
            cohort => cohort.Replicate<Stock>("stock").Locks("locks"),
            services => services.AddSingleton(done).AddHostedService<Clerk>()
        );
        await host.StartAsync();
        Assert.Equal(3, await done.Task.Soon());
    }

    [Fact]
    public async Task All_tools_of_a_group_can_be_asked_for()
    {
        await using TestHost host = TestHost.Alone(cohort =>
            cohort.AddGroup(
                "shop",
                shop =>
                    shop.Replicate<Stock>("stock")
                        .Dictionary<string, int>("prices")
                        .Set<string>("open")
                        .Queue<string>("orders")
                        .Counter("numbers")
                        .Configuration("settings")
                        .Locks("locks")
                        .Elections("elections")
                        .Token("token")
                        .Barrier("steps")
                        .Serve<ICounting, Counting>()
            )
        );
        // Before the host has started, too.
        var calls = host.Get<GroupCalls<ICounting>>();
        var locks = host.Get<GroupLocks>();
        var elections = host.Get<GroupElections>();
        var token = host.Get<GroupToken>();
        var steps = host.Get<GroupBarrier>();
        await host.StartAsync();

        Assert.Equal(2, await host.Get<Replica<Stock>>().AddAsync("nail", 2).Soon());
        await host.Get<ReplicatedDictionary<string, int>>().SetAsync("nail", 5).Soon();
        Assert.True(await host.Get<ReplicatedSet<string>>().AddAsync("monday").Soon());
        await host.Get<ReplicatedQueue<string>>().EnqueueAsync("order").Soon();
        Assert.Equal(1, await host.Get<ReplicatedCounter>().IncrementAsync().Soon());
        Assert.NotNull(host.Get<ReplicatedConfiguration>());
        await using (await locks.LockAsync("door").Soon())
            Assert.NotNull(locks.Local.Find("door"));
        await using (Candidacy candidacy = await elections.RunForAsync("leader").Soon())
            Assert.True(await candidacy.ElectedAsync().Soon() > 0);
        Assert.Equal("a", (await token.RequestAsync().Soon()).Number > 0 ? token.LocalHolder.Name : "");
        Assert.Equal(1UL, await steps.SignalAndWaitAsync("step", 1).Soon());
        Replies<int> counted = await calls.CountAsync("nail", Wanted.All).AsTask().Soon();
        Assert.Equal([2], counted.Values);
        Assert.Same(host.Get<ToolGroup>(), host.Get<ToolGroup>("shop"));
        Assert.Same(locks, host.Get<ToolGroup>().Locks("locks"));
        Assert.Same(host.Get<Node>(), host.Get<ToolGroup>().Node);
    }

    [Fact]
    public async Task Where_there_are_several_of_a_type_a_key_says_which()
    {
        await using TestHost host = TestHost.Alone(cohort =>
            cohort
                .Replicate<Stock>("north")
                .AddGroup("south", south => south.Replicate<Stock>("stock").Replicate<Stock>("spare"))
                .AddGroup("west", west => west.Replicate<Stock>("stock"))
        );
        Assert.Equal("north", host.Get<Replica<Stock>>("north").GroupName);
        Assert.Equal("south", host.Get<Replica<Stock>>("spare").GroupName);
        Assert.Same(host.Get<Replica<Stock>>("west"), host.Get<Replica<Stock>>("west/stock"));
        Assert.Contains(
            "There are 4 Replica<Stock>: 'north/north', 'south/stock', 'south/spare', 'west/stock'",
            Assert.Throws<InvalidOperationException>(() => host.Get<Replica<Stock>>()).Message,
            StringComparison.Ordinal
        );
        foreach (string either in new[] { "stock", "south" })
            Assert.Contains(
                $"'{either}' can be any Replica<Stock> of 'south/stock'",
                Assert.Throws<InvalidOperationException>(() => host.Get<Replica<Stock>>(either)).Message,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public async Task What_is_used_before_the_host_starts_says_so()
    {
        await using TestHost host = TestHost.Alone(cohort => cohort.Replicate<Stock>("stock").Locks("locks"));
        var stock = host.Get<Replica<Stock>>();
        foreach (
            Func<Task> use in new Func<Task>[]
            {
                () => stock.AddAsync("nail", 1).AsTask(),
                () => stock.CountAsync("nail").AsTask(),
                () => Task.FromResult(stock.Local.Count("nail")),
                () => stock.ReachAsync(1),
                () => Task.FromResult(stock.ObserveAsync<string>()),
            }
        )
            Assert.Contains(
                "Group 'stock' has not been joined yet: nothing has been asked of its node yet.",
                (await Assert.ThrowsAsync<GroupNotJoinedException>(use)).Message,
                StringComparison.Ordinal
            );
        await Assert.ThrowsAsync<GroupNotJoinedException>(() => host.Get<GroupLocks>().LockAsync("door"));
        Assert.Contains(
            "started with the application's host",
            Assert.Throws<InvalidOperationException>(() => host.Get<Node>()).Message,
            StringComparison.Ordinal
        );
        await host.StartAsync();
        Assert.Equal(1, await stock.AddAsync("nail", 1).Soon());
    }

    [Fact]
    public async Task Parts_of_an_application_add_to_one_group()
    {
        var services = new ServiceCollection();
        services.AddCohort().AddGroup("shop", shop => shop.Replicate<Stock>("stock"));
        services.AddCohort().AddGroup("shop", shop => shop.Locks("locks"));
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Single(provider.GetServices<IHostedService>());
        ToolGroup shop = provider.GetRequiredService<ToolGroup>();
        Assert.Same(shop, provider.GetRequiredService<GroupLocks>().Group);
        Assert.Equal("stock", provider.GetRequiredService<Replica<Stock>>().Name);
    }

    private sealed class Clerk(Replica<Stock> stock, GroupLocks locks, TaskCompletionSource<int> done)
        : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await using (await locks.LockAsync("stock", stoppingToken))
                done.SetResult(await stock.AddAsync("nail", 3, stoppingToken));
        }
    }
}
