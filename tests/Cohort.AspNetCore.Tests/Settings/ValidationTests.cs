using Cohort.AspNetCore.Tests.Hosts;
using Cohort.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cohort.AspNetCore.Tests.Settings;

/// <summary>Everything that is wrong is told at once, before anything starts, each with its key.</summary>
public sealed class ValidationTests
{
    [Fact]
    public async Task All_problems_are_told_when_the_host_starts()
    {
        await using TestHost host = TestHost.Make(
            [
                new("Listen", "0.0.0.0:7101"),
                new("Seeds:0", "10.0.0.1:7101"),
                new("Seeds:1", "nowhere"),
                new("Seeds:2", "10.0.0.1:7101"),
                new("SuspicionTime", "5"),
                new("HeartbeatInterval", "2 seconds"),
                new("DialTimeout", "00:00:00"),
                new("MaxMembers", "many"),
                new("MaxVoters", "32"),
                new("Witness", "yes"),
                new("Labels:zo ne", "a"),
                new("Suspicion", "00:00:02"),
                new("Groups:stock:Durability", "Log"),
                new("Groups:stock:MaxLag", "00:00:00.001"),
                new("Groups:stock:CompareEvery", "-1"),
                new("Groups:stocks:CompareEvery", "1"),
                new("Groups:stock:Durable", "true"),
            ],
            cohort => cohort.Replicate<Stock>("stock")
        );
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        string[] expected =
        [
            "Cohort:Advertise: Listen is 0.0.0.0:7101",
            "Cohort:DialTimeout is 00:00:00. It must be from",
            "Cohort:Groups:stock:CompareEvery is -1. It must be from 0",
            "Cohort:Groups:stock:Durability is Log, and this node has no folder",
            "Cohort:Groups:stock:Durable is no setting. Did you mean Cohort:Groups:stock:Durability?",
            "Cohort:Groups:stock:MaxLag is 00:00:00.0010000. It must be from",
            "Cohort:Groups:stocks is no group of this application. Did you mean Cohort:Groups:stock?",
            "Cohort:HeartbeatInterval is '2 seconds'. It must be a time",
            "Cohort:Labels:zo ne: Labels contains the label 'zo ne'",
            "Cohort:MaxMembers is 'many'. It must be a whole number",
            "Cohort:MaxVoters is 32. It must be from 1 to 31",
            "Cohort:Seeds:1: Seeds contains 'nowhere', which is no address",
            "Cohort:Seeds:2: Seeds contains 10.0.0.1:7101 twice",
            "Cohort:Suspicion is no setting. Did you mean Cohort:SuspicionTime?",
            "Cohort:SuspicionTime is '5', which has no unit",
            "Cohort:Witness is 'yes'. It must be true or false",
        ];
        string[] told = [.. refused.Failures.Order(StringComparer.Ordinal)];
        Assert.Equal(expected.Length, told.Length);
        foreach ((string begins, string problem) in expected.Zip(told))
            Assert.StartsWith(begins, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_code_says_is_checked_as_well()
    {
        var services = new ServiceCollection();
        services.AddCohort(options => options.Seeds = ["nowhere"]).Configure(options => options.MaxNodes = 0);
        var refused = Assert.Throws<OptionsValidationException>(() =>
            services.BuildServiceProvider().GetRequiredService<CohortHost>()
        );
        Assert.Equal(2, refused.Failures.Count());
        Assert.Equal("MaxNodes is 0. It must be from 1 to 1000.", refused.Failures.First());
        Assert.StartsWith("Seeds:0: Seeds contains 'nowhere'", refused.Failures.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sedes:0", "Cohort:Sedes is no setting. Did you mean Cohort:Seeds?")]
    [InlineData("Timeout", "Cohort:Timeout is no setting. Did you mean Cohort:DialTimeout?")]
    [InlineData("Banana", "Cohort:Banana is no setting. There are: Cluster, Name, Listen")]
    [InlineData("Seeds", "Cohort:Seeds is 'x'. It is a list: give each its own key, Cohort:Seeds:0 and so on.")]
    [InlineData("Name:first", "Cohort:Name has parts. It is a single value.")]
    public async Task A_key_that_is_mistyped_is_named(string key, string told)
    {
        await using TestHost host = TestHost.Make([new(key, "x")]);
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.StartsWith(told, Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_witness_has_no_groups()
    {
        await using TestHost host = TestHost.Make([new("Witness", "true")], cohort => cohort.Replicate<Stock>("stock"));
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.StartsWith(
            "Cohort:Witness is true, and the application has groups (stock)",
            Assert.Single(refused.Failures),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_cannot_be_a_group_or_a_tool_is_refused_where_it_is_named()
    {
        CohortBuilder cohort = new ServiceCollection().AddCohort();
        Assert.Throws<OptionsException>(() => cohort.Replicate<Stock>("cohort.stock"));
        cohort.AddGroup("shop", group => group.Replicate<Stock>("stock").Locks("locks"));
        Assert.Throws<ArgumentException>(() => cohort.AddGroup("shop", group => group.Counter("locks")));
        Assert.Throws<ArgumentException>(() => cohort.AddGroup("shop", group => group.Counter(" ")));
        Assert.Throws<ArgumentException>(() => cohort.AddClusterSingleton<Idle>(" "));
        Assert.Throws<OptionsException>(() =>
            cohort.AddClusterSingleton<Idle>(options: new SingletonOptions { FirstDelay = TimeSpan.FromDays(2) })
        );
    }

    private sealed class Idle : IClusterSingleton
    {
        public Task RunAsync(SingletonContext turn, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
