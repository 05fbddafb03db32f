using Cohort.AspNetCore.Health;
using Cohort.AspNetCore.Tests.Hosts;
using Cohort.Tests;
using Cohort.Tests.Clusters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Cohort.AspNetCore.Tests.Health;

/// <summary>Health checks say whether the process can be used, and what it waits for.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task All_is_well_and_each_group_has_an_entry()
    {
        await using TestHost host = TestHost.Alone(
            cohort => cohort.Replicate<Stock>("stock").Locks("locks"),
            // Before the groups are named.
            services => services.AddHealthChecks().AddCohort()
        );
        Assert.All((await Report(host)).Entries.Values, entry => Assert.Equal(HealthStatus.Unhealthy, entry.Status));
        await host.StartAsync();
        HealthReport report = await Report(host);
        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal(["cohort", "cohort:locks", "cohort:stock"], report.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["live", "ready"], report.Entries["cohort"].Tags);
        HealthReportEntry stock = report.Entries["cohort:stock"];
        Assert.Equal(["ready"], stock.Tags);
        Assert.Equal(("v0 [a]", "0", "Active"), (stock.Data["view"], stock.Data["rank"], stock.Data["status"]));

        host.Get<IHostApplicationLifetime>().StopApplication();
        report = await Report(host);
        Assert.Equal(HealthStatus.Healthy, report.Entries["cohort"].Status);
        Assert.Equal("The application is stopping.", report.Entries["cohort:stock"].Description);
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["cohort:stock"].Status);
    }

    [Fact]
    public async Task What_is_waited_for_is_said_and_is_no_reason_to_restart()
    {
        string[] seeds = LoopbackPorts.FreeAddresses(2);
        await using TestHost host = TestHost.Make(
            TestHost.Settings(seeds, 0).Append(new("WaitForGroups", "false")),
            cohort => cohort.Replicate<Stock>("stock"),
            services => services.AddHealthChecks().AddCohort()
        );
        await host.StartAsync();
        HealthReport report = await Report(host);
        Assert.Equal(HealthStatus.Healthy, report.Entries["cohort"].Status);
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["cohort:stock"].Status);
        Assert.StartsWith(
            "Not joined yet: it is Joining: ",
            report.Entries["cohort:stock"].Description,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_group_that_is_gone_here_and_a_node_that_stopped_itself_are_told()
    {
        await using TestHost host = TestHost.Alone(
            cohort =>
                cohort
                    .Replicate<Stock>("stock")
                    .Replicate<Stock>("spoilt", options => options.OnView = _ => throw new FormatException("spoilt"))
                    .Configure(options => options.WaitForGroups = false),
            services => services.AddHealthChecks().AddCohort()
        );
        await host.StartAsync();
        Logs.Entry over = await host.Logs.EntryOf(8);
        Assert.Contains("spoilt", over.Text, StringComparison.Ordinal);
        await host.Cohort.JoinedAsync("stock", Deadline.Token);
        HealthReport report = await Report(host);
        Assert.Equal(HealthStatus.Healthy, report.Entries["cohort:stock"].Status);
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["cohort:spoilt"].Status);
        Assert.Contains("spoilt", report.Entries["cohort:spoilt"].Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["cohort"].Status);

        // A log that throws, as the node warns: it is not to go on unheard.
        host.Logs.Heard = entry =>
        {
            if (entry.Event == 10)
                throw new FormatException("no log");
        };
        host.Get<Node>().Warn("somebody should know");
        Assert.Contains("has stopped itself", (await host.Logs.EntryOf(9)).Text, StringComparison.Ordinal);
        report = await Report(host);
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["cohort"].Status);
        Assert.StartsWith(
            "The node has stopped itself: ",
            report.Entries["cohort"].Description,
            StringComparison.Ordinal
        );
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["cohort:stock"].Status);
        // That of the node is told once, and not again for each group.
        Assert.Single(host.Logs.Of(8));
    }

    [Theory]
    [InlineData(GroupStatus.Active, true, HealthStatus.Healthy)]
    [InlineData(GroupStatus.Changing, true, HealthStatus.Healthy)]
    [InlineData(GroupStatus.Joining, true, HealthStatus.Degraded)]
    [InlineData(GroupStatus.Expelled, true, HealthStatus.Degraded)]
    [InlineData(GroupStatus.Expelled, false, HealthStatus.Unhealthy)]
    [InlineData(GroupStatus.Blocked, true, HealthStatus.Unhealthy)]
    [InlineData(GroupStatus.Lost, true, HealthStatus.Unhealthy)]
    [InlineData(GroupStatus.Failed, true, HealthStatus.Unhealthy)]
    [InlineData(GroupStatus.Left, true, HealthStatus.Unhealthy)]
    public void A_status_means_for_whoever_has_been_a_member(GroupStatus status, bool comesBack, HealthStatus health)
    {
        (HealthStatus judged, string description) = GroupHealth.HealthOf(status, "waits for b", comesBack);
        Assert.Equal(health, judged);
        Assert.EndsWith("waits for b", description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_of_nothing_say_what_is_missing()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddHealthChecks().AddCohort().AddCohort();
        await using ServiceProvider provider = services.BuildServiceProvider();
        var missing = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<HealthCheckService>());
        Assert.Contains("services.AddCohort", missing.Message, StringComparison.Ordinal);
    }

    private static Task<HealthReport> Report(TestHost host) => host.Get<HealthCheckService>().CheckHealthAsync().Soon();
}
