using System.Diagnostics;
using System.Net.Sockets;
using Cohort.AspNetCore.Tests.Hosts;
using Cohort.Tests;
using Cohort.Tests.Clusters;
using Cohort.Toolkit.Tests.Clusters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cohort.AspNetCore.Tests.Starting;

/// <summary>The host starts when its groups are joined, and says what it waits for.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Other_hosted_services_start_when_the_groups_are_joined()
    {
        var seen = new List<GroupStatus>();
        await using TestHost host = TestHost.Alone(
            cohort => cohort.Replicate<Stock>("stock"),
            // Before Cohort is added: the order of adding makes no difference.
            services =>
                services.AddHostedService(provider => new Witness(() =>
                    seen.Add(provider.GetRequiredService<ToolGroup>().Group.Status)
                ))
        );
        await host.StartAsync();
        Assert.Equal([GroupStatus.Active], seen);
    }

    [Fact]
    public async Task While_it_waits_it_says_for_what_at_first_soon_and_then_seldom()
    {
        var time = new ManualTime();
        string[] seeds = LoopbackPorts.FreeAddresses(2);
        await using TestHost host = TestHost.Make(
            TestHost.Settings(seeds, 0),
            cohort => cohort.Replicate<Stock>("stock"),
            services => services.AddSingleton<TimeProvider>(time)
        );
        Task starting = host.StartAsync();
        await Until(time, () => host.Logs.Of(3).Length == 1);
        Logs.Entry waiting = host.Logs.Of(3)[0];
        Assert.Equal(LogLevel.Information, waiting.Level);
        Assert.StartsWith("Waiting for group stock: it is Joining: ", waiting.Text, StringComparison.Ordinal);
        await Until(
            time,
            () => host.Logs.Of(3).Length == 2 && host.Logs.Of(3)[1].Text.Contains(seeds[1], StringComparison.Ordinal)
        );

        await using TestHost other = TestHost.Make(
            TestHost.Settings(seeds, 1),
            cohort => cohort.Replicate<Stock>("stock")
        );
        await other.StartAsync();
        await starting.Soon();
        Assert.Equal(2, host.Logs.Of(3).Length);
        Assert.Single(host.Logs.Of(4));
    }

    [Fact]
    public async Task Stopping_it_while_it_waits_works_at_once_and_says_for_what_it_waited()
    {
        await using TestHost host = TestHost.Make(
            TestHost.Settings(LoopbackPorts.FreeAddresses(2), 0),
            cohort => cohort.Replicate<Stock>("stock").Locks("locks")
        );
        Task starting = host.Host.StartAsync();
        await host.Logs.EntryOf(1);
        long stopped = Stopwatch.GetTimestamp();
        // As Ctrl-C does.
        host.Get<IHostApplicationLifetime>().StopApplication();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting.Soon());
        Assert.Matches("^Joining group '(stock|locks)' was cancelled ", cancelled.Message);
        await host.DisposeAsync();
        // Much less than it would take to flush and leave what was joined.
        Assert.InRange(Stopwatch.GetElapsedTime(stopped), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Empty(host.Logs.Of(8));
    }

    [Fact]
    public async Task Where_it_does_not_wait_tools_say_what_they_wait_for_until_they_are_there()
    {
        string[] seeds = LoopbackPorts.FreeAddresses(2);
        Dictionary<string, string?> settings = TestHost.Settings(seeds, 0);
        settings["WaitForGroups"] = "false";
        await using TestHost host = TestHost.Make(settings, cohort => cohort.Replicate<Stock>("stock"));
        await host.StartAsync();
        var stock = host.Get<Replica<Stock>>();
        var early = await Assert.ThrowsAsync<GroupNotJoinedException>(() => stock.AddAsync("nail", 1).AsTask());
        Assert.Contains(
            "Group 'stock' has not been joined yet: it is Joining",
            early.Message,
            StringComparison.Ordinal
        );
        Assert.Equal("a", host.Get<Node>().Name);

        await using TestHost other = TestHost.Make(
            TestHost.Settings(seeds, 1),
            cohort => cohort.Replicate<Stock>("stock")
        );
        await other.StartAsync();
        await host.Cohort.JoinedAsync().Soon();
        Assert.Equal(1, await stock.AddAsync("nail", 1).Soon());
    }

    [Fact]
    public async Task What_cannot_be_joined_ends_the_start_though_other_groups_still_wait()
    {
        await using TestHost host = TestHost.Make(
            TestHost.Settings(LoopbackPorts.FreeAddresses(2), 0),
            cohort =>
                cohort
                    // Waits for the other seed.
                    .Replicate<Stock>("stock")
                    .AddGroup("desk", desk => desk.Serve<ICounting>(_ => throw new FormatException("nobody counts")))
        );
        Assert.Equal("nobody counts", (await Assert.ThrowsAsync<FormatException>(() => host.StartAsync())).Message);
        await host.Get<Node>().Completion.Soon();
    }

    [Fact]
    public async Task An_address_that_is_taken_ends_the_start()
    {
        string[] seeds = LoopbackPorts.FreeAddresses(1);
        using var taken = new TcpListener(System.Net.IPEndPoint.Parse(seeds[0]));
        taken.Start();
        await using TestHost host = TestHost.Make(
            TestHost.Settings(seeds, 0),
            cohort => cohort.Replicate<Stock>("stock")
        );
        await Assert.ThrowsAsync<ListenException>(() => host.StartAsync());
    }

    private static async Task Until(ManualTime time, Func<bool> isSo)
    {
        CancellationToken deadline = Deadline.Token;
        while (!isSo())
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(5, deadline);
        }
    }

    private sealed class Witness(Action started) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            started();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
