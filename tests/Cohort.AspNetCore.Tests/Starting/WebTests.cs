using System.Net;
using Cohort.AspNetCore.Tests.Hosts;
using Cohort.Tests;
using Cohort.Tests.Clusters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cohort.AspNetCore.Tests.Starting;

/// <summary>A web application: the first lines of docs/hosting.md.</summary>
public sealed class WebTests
{
    [Fact]
    public async Task An_endpoint_takes_a_replica_and_the_server_listens_when_there_is_one()
    {
        string[] seeds = LoopbackPorts.FreeAddresses(2);
        await using WebApplication first = Make(seeds, 0);
        await using WebApplication second = Make(seeds, 1);
        Task starting = first.StartAsync();
        // It waits for the other seed, and has no port of its own until then.
        Assert.DoesNotContain(first.Urls, url => !url.EndsWith(":0", StringComparison.Ordinal));
        await Task.WhenAll(starting, second.StartAsync()).Soon();

        using var client = new HttpClient();
        Assert.Equal("4", await PostAsync($"{first.Urls.First()}/stock/nail/4"));
        Assert.Equal("6", await PostAsync($"{second.Urls.First()}/stock/nail/2"));
        Assert.Equal("Healthy", await client.GetStringAsync($"{second.Urls.First()}/health/ready"));
        await Task.WhenAll(first.StopAsync(), second.StopAsync()).Soon();

        async Task<string> PostAsync(string url)
        {
            HttpResponseMessage response = await client.PostAsync(url, null);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return await response.Content.ReadAsStringAsync();
        }
    }

    private static WebApplication Make(string[] seeds, int index)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            TestHost.Settings(seeds, index).Select(each => KeyValuePair.Create($"Cohort:{each.Key}", each.Value))
        );
        builder.Services.AddCohort(builder.Configuration.GetSection("Cohort")).Replicate<Stock>("stock");
        builder.Services.AddHealthChecks().AddCohort();
        WebApplication app = builder.Build();
        app.MapPost(
            "/stock/{sku}/{count}",
            async (string sku, int count, Replica<Stock> stock) => await stock.AddAsync(sku, count)
        );
        app.MapHealthChecks(
            "/health/ready",
            new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") }
        );
        return app;
    }
}
