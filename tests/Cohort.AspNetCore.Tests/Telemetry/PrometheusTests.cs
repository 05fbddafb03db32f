using System.Net.Http.Headers;
using Cohort.AspNetCore.Tests.Hosts;
using Cohort.Tests;
using Cohort.Tests.Clusters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cohort.AspNetCore.Tests.Telemetry;

/// <summary>What Prometheus gets.</summary>
public sealed class PrometheusTests
{
    private const string Group = "stock \"of\\all\"";

    [Fact]
    public async Task The_page_is_in_its_format_and_has_what_has_happened()
    {
        await using WebApplication app = Make();
        await app.StartAsync().Soon();
        Replica<Stock> stock = app.Services.GetRequiredService<Replica<Stock>>();
        for (int number = 0; number < 5; number++)
            await stock.AddAsync("nail", 1).AsTask().Soon();

        (PrometheusPage page, MediaTypeHeaderValue type) = await ReadAsync(
            app,
            page => page.All("cohort_delivered_messages_total", Of(Group)).Sum(each => each.Value) >= 5
        );

        Assert.Equal("text/plain", type.MediaType);
        Assert.Contains(type.Parameters, parameter => parameter is { Name: "version", Value: "0.0.4" });
        Assert.Equal("counter", page.Types["cohort_delivered_messages_total"]);
        Assert.Equal("gauge", page.Types["cohort_view_number"]);
        Assert.Equal("histogram", page.Types["cohort_delivery_latency_seconds"]);
        Assert.Equal("gauge", page.Types["cohort_window_bytes"]);
        Assert.Equal("counter", page.Types["cohort_sent_bytes_total"]);
        Assert.All(page.Types.Keys, name => Assert.NotEqual("", page.Helps.GetValueOrDefault(name, "")));
        PrometheusPage.Sample members = Assert.Single(page.All("cohort_view_members", Of(Group)));
        Assert.Equal(1, members.Value);
        Assert.Equal("hosting", members.Labels["cohort_cluster"]);
        Assert.Equal("a", members.Labels["cohort_node"]);
        Assert.Contains(page.All("cohort_delivery_latency_seconds_count", Of(Group)), count => count.Value >= 5);
        await app.StopAsync().Soon();
    }

    [Fact]
    public void Whoever_forgets_to_collect_is_told()
    {
        WebApplication app = WebApplication.CreateSlimBuilder().Build();
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => app.MapCohortMetrics());
        Assert.Contains("AddCohortTelemetry", error.Message, StringComparison.Ordinal);
    }

    private static (string, string) Of(string group) => ("cohort_group", group);

    private static async Task<(PrometheusPage Page, MediaTypeHeaderValue Type)> ReadAsync(
        WebApplication app,
        Func<PrometheusPage, bool> condition
    )
    {
        using var client = new HttpClient();
        CancellationToken deadline = Deadline.Token;
        while (true)
        {
            // The exporter answers with what it has collected not long ago.
            using HttpResponseMessage response = await client.GetAsync($"{app.Urls.First()}/metrics", deadline);
            response.EnsureSuccessStatusCode();
            var page = PrometheusPage.Parse(await response.Content.ReadAsStringAsync(deadline));
            if (condition(page))
                return (page, response.Content.Headers.ContentType!);
            await Task.Delay(50, deadline);
        }
    }

    private static WebApplication Make()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            TestHost
                .Settings(LoopbackPorts.FreeAddresses(1), 0)
                .Select(each => KeyValuePair.Create($"Cohort:{each.Key}", each.Value))
        );
        builder
            .Services.AddCohort(builder.Configuration.GetSection("Cohort"))
            .AddGroup(Group, tools => tools.Replicate<Stock>("stock"));
        builder.Services.AddCohortTelemetry(builder.Configuration);
        WebApplication app = builder.Build();
        app.MapCohortMetrics();
        return app;
    }
}
