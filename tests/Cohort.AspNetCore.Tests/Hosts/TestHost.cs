using Cohort.Tests;
using Cohort.Tests.Clusters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cohort.AspNetCore.Tests.Hosts;

/// <summary>An application of one test: a host without a web server, whose node is on loopback.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private TestHost(IHost host, Logs logs) => (Host, Logs) = (host, logs);

    public IHost Host { get; }

    public Logs Logs { get; }

    public CohortHost Cohort => Get<CohortHost>();

    public T Get<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    public T Get<T>(string key)
        where T : notnull => Host.Services.GetRequiredKeyedService<T>(key);

    /// <summary>Starts it.</summary>
    public Task StartAsync() => Host.StartAsync().Soon();

    /// <summary>Stops it, as an application that ends does.</summary>
    public Task StopAsync() => Host.StopAsync().Soon();

    /// <summary>Makes one.</summary>
    /// <param name="settings">Its settings below <c>Cohort</c>.</param>
    /// <param name="declare">Names its groups.</param>
    /// <param name="more">Adds services of the application.</param>
    public static TestHost Make(
        IEnumerable<KeyValuePair<string, string?>> settings,
        Action<CohortBuilder>? declare = null,
        Action<IServiceCollection>? more = null
    )
    {
        HostApplicationBuilder builder = new(
            new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "hosting-tests" }
        );
        builder.Configuration.AddInMemoryCollection(
            settings.Select(each => KeyValuePair.Create($"Cohort:{each.Key}", each.Value))
        );
        var logs = new Logs();
        builder.Logging.AddProvider(logs);
        more?.Invoke(builder.Services);
        CohortBuilder cohort = builder.Services.AddCohort(builder.Configuration.GetSection("Cohort"));
        declare?.Invoke(cohort);
        return new TestHost(builder.Build(), logs);
    }

    /// <summary>The settings of a node among others that are all seeds; quick to suspect.</summary>
    public static Dictionary<string, string?> Settings(IReadOnlyList<string> seeds, int index)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Cluster"] = "hosting",
            ["Name"] = $"{(char)('a' + index)}",
            ["Listen"] = seeds[index],
            ["HeartbeatInterval"] = "00:00:00.050",
            ["SuspicionTime"] = "00:00:01",
        };
        for (int seed = 0; seed < seeds.Count; seed++)
            settings[$"Seeds:{seed}"] = seeds[seed];
        return settings;
    }

    /// <summary>Makes one whose node is a cluster of its own.</summary>
    public static TestHost Alone(Action<CohortBuilder>? declare = null, Action<IServiceCollection>? more = null) =>
        Make(Settings(LoopbackPorts.FreeAddresses(1), 0), declare, more);

    /// <summary>Starts several at once that are one cluster.</summary>
    public static async Task<TestHost[]> StartAsync(
        int count,
        Action<CohortBuilder> declare,
        Action<IServiceCollection>? more = null
    )
    {
        string[] seeds = LoopbackPorts.FreeAddresses(count);
        TestHost[] hosts = [.. Enumerable.Range(0, count).Select(index => Make(Settings(seeds, index), declare, more))];
        await Task.WhenAll(hosts.Select(host => host.StartAsync()));
        return hosts;
    }

    public async ValueTask DisposeAsync() => await ((IAsyncDisposable)Host).DisposeAsync().AsTask().Soon();
}
