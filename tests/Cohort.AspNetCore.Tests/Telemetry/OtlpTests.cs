using System.Collections.Concurrent;
using System.Text;
using Cohort.AspNetCore.Tests.Hosts;
using Cohort.Tests;
using Cohort.Tests.Clusters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cohort.AspNetCore.Tests.Telemetry;

/// <summary>What a collector gets by OTLP: here one that keeps what it is sent.</summary>
public sealed class OtlpTests
{
    [Fact]
    public async Task A_collector_gets_metrics_and_traces_where_its_address_is_set()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using WebApplication collector = Collect(received);
        await collector.StartAsync().Soon();
        using IHost host = Make(
            new()
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
                ["OTEL_SERVICE_NAME"] = "shop",
            }
        );
        await host.StartAsync().Soon();

        await host.Services.GetRequiredService<Replica<Stock>>().AddAsync("nail", 1).AsTask().Soon();
        await UntilAsync(() => Has("/v1/metrics", "cohort.view.number") && Has("/v1/traces", "cohort.handle"));

        // Each comes with the first export behind the first measurement.
        await UntilAsync(() => Has("/v1/metrics", "cohort.delivery.latency"));
        Assert.True(Has("/v1/metrics", "cohort.cluster"));
        Assert.True(Has("/v1/metrics", "shop"));
        await UntilAsync(() => Has("/v1/traces", "cohort.send") && Has("/v1/traces", "delivered"));
        await host.StopAsync().Soon();

        bool Has(string path, string text) =>
            received.GetValueOrDefault(path, "").Contains(text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_collector_no_activity_is_made()
    {
        using IHost host = Make([]);
        await host.StartAsync().Soon();
        Assert.Null(host.Services.GetService<OpenTelemetry.Trace.TracerProvider>());
        Assert.NotNull(host.Services.GetService<OpenTelemetry.Metrics.MeterProvider>());
        await host.StopAsync().Soon();
    }

    private static WebApplication Collect(ConcurrentDictionary<string, string> received)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.MapPost(
            "/v1/{signal}",
            async (HttpRequest request) =>
            {
                var body = new MemoryStream();
                await request.Body.CopyToAsync(body);
                // Names and texts lie in it as they are.
                string text = Encoding.Latin1.GetString(body.ToArray());
                received.AddOrUpdate(request.Path.Value!, text, (_, before) => before + text);
                return Results.Bytes([], "application/x-protobuf");
            }
        );
        return app;
    }

    private static IHost Make(Dictionary<string, string?> settings)
    {
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection(
            TestHost
                .Settings(LoopbackPorts.FreeAddresses(1), 0)
                .Select(each => KeyValuePair.Create($"Cohort:{each.Key}", each.Value))
        );
        builder.Services.AddCohort(builder.Configuration.GetSection("Cohort")).Replicate<Stock>("stock");
        builder.Services.AddCohortTelemetry(builder.Configuration);
        return builder.Build();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        CancellationToken deadline = Deadline.Token;
        while (!condition())
            await Task.Delay(20, deadline);
    }
}
