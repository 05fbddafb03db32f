using System.Reflection;
using Cohort.AspNetCore.Tests.Hosts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cohort.AspNetCore.Tests.Settings;

/// <summary>Options come from configuration, by their names.</summary>
public sealed class BindingTests
{
    private static readonly string[] s_onlyInCode = [nameof(CohortOptions.Hosts), nameof(CohortOptions.Layout)];

    [Fact]
    public void Settings_are_what_configuration_says()
    {
        CohortOptions options = Options(
            ("Cluster", "shop"),
            ("name", "a"),
            ("Listen", "127.0.0.1:7101"),
            ("Advertise", "localhost:7101"),
            ("Seeds:0", "localhost:7101"),
            ("Seeds:1", "localhost:7102"),
            ("Labels:zone", "north"),
            ("SuspicionTime", "00:00:03"),
            ("HeartbeatInterval", "00:00:00.250"),
            ("DisposeTimeout", "00:00:04"),
            ("MaxMessageBytes", "65536"),
            ("WaitForGroups", "False"),
            // Set to nothing is not set.
            ("DataFolder", "")
        );
        Assert.Equal(("shop", "a"), (options.Cluster, options.Name));
        Assert.Equal(("127.0.0.1:7101", "localhost:7101"), (options.Listen, options.Advertise));
        Assert.Equal(["localhost:7101", "localhost:7102"], options.Seeds);
        Assert.Equal("north", options.Labels["zone"]);
        Assert.Equal(TimeSpan.FromSeconds(3), options.SuspicionTime);
        Assert.Equal(TimeSpan.FromMilliseconds(250), options.HeartbeatInterval);
        Assert.Equal(TimeSpan.FromSeconds(4), options.DisposeTimeout);
        Assert.Equal(65536, options.MaxMessageBytes);
        Assert.False(options.WaitForGroups);
        Assert.Null(options.DataFolder);
    }

    [Fact]
    public void Environment_variables_name_them_with_two_underscores()
    {
        const string prefix = "COHORT_BINDING_TESTS_";
        Environment.SetEnvironmentVariable($"{prefix}Cohort__Seeds__0", "127.0.0.1:7101");
        Environment.SetEnvironmentVariable($"{prefix}Cohort__Seeds__1", "127.0.0.1:7102");
        Environment.SetEnvironmentVariable($"{prefix}Cohort__SuspicionTime", "00:00:05");
        IConfiguration configuration = new ConfigurationBuilder().AddEnvironmentVariables(prefix).Build();
        CohortOptions options = Options(configuration.GetSection("Cohort"), _ => { });
        Assert.Equal(["127.0.0.1:7101", "127.0.0.1:7102"], options.Seeds);
        Assert.Equal(TimeSpan.FromSeconds(5), options.SuspicionTime);
    }

    [Fact]
    public void Every_option_that_can_be_written_down_is_a_setting()
    {
        // One that is wrong is known by its own complaint, and not as a setting that there is not.
        foreach (PropertyInfo property in typeof(CohortOptions).GetProperties())
        {
            if (s_onlyInCode.Contains(property.Name))
                continue;
            string[] told = Told(($"{property.Name}:x:y", "?"), (property.Name, "?"));
            Assert.DoesNotContain(told, problem => problem.Contains("is no setting", StringComparison.Ordinal));
        }
        Assert.Contains(
            Told(("Hosts", "?")),
            problem => problem.StartsWith("Cohort:Hosts is no setting", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Every_option_of_a_node_can_be_said()
    {
        IEnumerable<string> ofNode = typeof(NodeOptions).GetProperties().Select(property => property.Name);
        IEnumerable<string> here = typeof(CohortOptions).GetProperties().Select(property => property.Name);
        // Warnings are logged.
        Assert.Equal([nameof(NodeOptions.OnWarning)], ofNode.Except(here));
    }

    [Fact]
    public void What_configuration_says_of_a_group_goes_before_the_code()
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("Cohort:DataFolder", "/tmp/nowhere"),
                new("Cohort:Name", "a"),
                new("Cohort:Groups:stock:Durability", "log"),
                new("Cohort:Groups:stock:MaxPendingUpdates", "7"),
            ])
            .Build();
        CohortOptions options = Options(
            configuration.GetSection("Cohort"),
            cohort =>
                cohort.Replicate<Stock>("stock", group => (group.MaxPendingUpdates, group.CompareEvery) = (5, 100))
        );
        CohortGroupOptions stock = options.Groups["stock"];
        Assert.Equal((Durability.Log, 7, 100), (stock.Durability, stock.MaxPendingUpdates, stock.CompareEvery));
    }

    [Fact]
    public async Task A_cluster_is_called_as_its_application_where_nothing_else_is_said()
    {
        await using TestHost host = TestHost.Make([]);
        var surroundings = Cohort.AspNetCore.Settings.HostSurroundings.Of(host.Host.Services);
        NodeOptions options = host.Get<IOptions<CohortOptions>>().Value.ToNodeOptions(surroundings);
        Assert.Equal("hosting-tests", options.Cluster);
        Assert.Equal(TimeSpan.FromSeconds(10), options.DisposeTimeout);
        Assert.Equal(
            TimeSpan.FromSeconds(3),
            new CohortOptions()
                .ToNodeOptions(surroundings with { ShutdownTimeout = TimeSpan.FromSeconds(6) })
                .DisposeTimeout
        );
    }

    private static string[] Told(params (string Key, string Value)[] settings) =>
        [.. Assert.Throws<OptionsValidationException>(() => Options(settings)).Failures];

    private static CohortOptions Options(params (string Key, string Value)[] settings) =>
        TestHost
            .Make(settings.Select(each => KeyValuePair.Create(each.Key, (string?)each.Value)))
            .Get<IOptions<CohortOptions>>()
            .Value;

    private static CohortOptions Options(IConfiguration section, Action<CohortBuilder> declare)
    {
        var services = new ServiceCollection();
        declare(services.AddCohort(section));
        return services.BuildServiceProvider().GetRequiredService<IOptions<CohortOptions>>().Value;
    }
}
