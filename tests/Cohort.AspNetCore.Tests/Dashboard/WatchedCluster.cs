using System.Text.Json;
using Cohort.AspNetCore.Dashboard;
using Cohort.AspNetCore.Dashboard.Pages;
using Cohort.AspNetCore.Dashboard.Reports;
using Cohort.AspNetCore.Tests.Hosts;
using Cohort.Tests;
using Cohort.Tests.Clusters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cohort.AspNetCore.Tests.Dashboard;

/// <summary>Web applications of one cluster, each with a dashboard.</summary>
internal sealed class WatchedCluster : IAsyncDisposable
{
    private readonly WebApplication[] _applications;

    private WatchedCluster(WebApplication[] applications) => _applications = applications;

    public HttpClient Client { get; } = new() { Timeout = Timeout.InfiniteTimeSpan };

    public static async Task<WatchedCluster> StartAsync(int nodes, CohortDashboardOptions? options = null)
    {
        string[] seeds = LoopbackPorts.FreeAddresses(nodes);
        WebApplication[] applications = [.. Enumerable.Range(0, nodes).Select(index => Make(seeds, index, options))];
        await Task.WhenAll(applications.Select(application => application.StartAsync())).Soon();
        return new WatchedCluster(applications);
    }

    public WebApplication this[int node] => _applications[node];

    public Replica<Stock> Stock(int node) => _applications[node].Services.GetRequiredService<Replica<Stock>>();

    public DashboardHost Dashboard(int node) => _applications[node].Services.GetRequiredService<DashboardHost>();

    public string Address(int node) => $"{_applications[node].Urls.First()}/ops/cluster/";

    /// <summary>What a page hears, until it is closed.</summary>
    public async IAsyncEnumerable<PageNews> WatchAsync(int node, string group)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Address(node)}stream?group={group}");
        using HttpResponseMessage response = await Client
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Token)
            .Soon();
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Deadline.Token).Soon());
        string kind = "";
        while (await lines.ReadLineAsync(Deadline.Token).Soon() is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                kind = line[7..];
            else if (kind == "news" && line.StartsWith("data: ", StringComparison.Ordinal))
                yield return JsonSerializer.Deserialize(line[6..], ReportJson.Default.PageNews)!;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        foreach (WebApplication application in _applications)
            await application.DisposeAsync();
    }

    private static WebApplication Make(string[] seeds, int index, CohortDashboardOptions? options)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            TestHost.Settings(seeds, index).Select(each => KeyValuePair.Create($"Cohort:{each.Key}", each.Value))
        );
        builder.Services.AddCohort(builder.Configuration.GetSection("Cohort")).Replicate<Stock>("stock");
        WebApplication application = builder.Build();
        application.MapCohortDashboard("/ops/cluster", options);
        return application;
    }
}
