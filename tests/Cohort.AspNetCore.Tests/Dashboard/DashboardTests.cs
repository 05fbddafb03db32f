using System.Net;
using Cohort.AspNetCore.Dashboard.Pages;
using Cohort.AspNetCore.Dashboard.Reports;
using Cohort.AspNetCore.Tests.Hosts;
using Cohort.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cohort.AspNetCore.Tests.Dashboard;

/// <summary>What a page hears of the nodes of a cluster, whichever serves it.</summary>
public sealed class DashboardTests
{
    [Fact]
    public async Task A_page_hears_of_all_nodes_and_of_each_message_where_it_was_sent_and_delivered()
    {
        await using WatchedCluster cluster = await WatchedCluster.StartAsync(3);
        var standing = new Dictionary<string, NodeSummary>();
        var sent = new Dictionary<string, SendLife>();
        var delivered = new Dictionary<string, HashSet<string>>();
        await foreach (PageNews news in cluster.WatchAsync(1, "stock"))
        {
            if (news.Report.Summary is { } summary)
                standing[news.Report.Node] = summary;
            foreach (LifeBatch batch in news.Report.Lives)
            {
                Assert.Equal("stock", batch.Group);
                foreach (SendLife life in batch.Sends.Where(life => life.Message is not null))
                    sent[life.Message!] = life;
                foreach (DeliveryMoment delivery in batch.Deliveries)
                    (
                        delivered.TryGetValue(delivery.Message, out HashSet<string>? at)
                            ? at
                            : delivered[delivery.Message] = []
                    ).Add(news.Report.Node);
            }
            if (standing.Count == 3 && sent.Keys.Any(message => delivered.GetValueOrDefault(message)?.Count == 3))
                break;
            // From when it is watched, each of these has a life that is told of.
            await cluster.Stock(0).AddAsync("nail", 1).AsTask().Soon();
        }

        foreach (NodeSummary summary in standing.Values)
        {
            Assert.Equal("Running", summary.Status);
            GroupSummary stock = summary.Groups.Single(group => group.Name == "stock");
            Assert.Equal(["a", "b", "c"], stock.Members.Select(member => member.Name).Order());
            Assert.Equal("active", stock.Status);
            Assert.DoesNotContain(stock.Members, member => member.IsSuspected);
            Assert.Contains(summary.Groups, group => group.Name == "cohort.root");
        }
        SendLife whole = sent.Values.First(life => delivered.GetValueOrDefault(life.Message!)?.Count == 3);
        Assert.Equal("total", whole.Order);
        Assert.True(whole.SentAt <= whole.AcceptedAt && whole.AcceptedAt <= whole.OrderedAt);
        Assert.True(whole.OrderedAt <= whole.DeliveredAt);
    }

    [Fact]
    public async Task Nodes_listen_as_long_as_somebody_watches_at_any_of_them_and_then_no_more()
    {
        await using WatchedCluster cluster = await WatchedCluster.StartAsync(2);
        Assert.False(cluster.Dashboard(0).Board!.IsWatched);
        Assert.False(cluster.Dashboard(1).Board!.IsWatched);
        await foreach (PageNews news in cluster.WatchAsync(0, ""))
            if (news.Report.Node == "b" && news.Report.Summary is not null)
                break;
        Assert.True(cluster.Dashboard(1).Board!.IsWatched);
        foreach (int node in (int[])[0, 1])
            while (cluster.Dashboard(node).Board!.IsWatched)
                await cluster.Stock(node).AddAsync("nail", 1).AsTask().Soon();
    }

    [Fact]
    public async Task A_page_that_is_opened_late_hears_what_was_before_and_a_leave_is_told_as_one()
    {
        await using WatchedCluster cluster = await WatchedCluster.StartAsync(3);
        await cluster[2].StopAsync().Soon();
        var views = new HashSet<(string Node, ulong View)>();
        await foreach (PageNews news in cluster.WatchAsync(0, "stock"))
        {
            foreach (ClusterEvent each in news.Report.Events.Where(each => each is { Group: "stock", View: not null }))
                if (each.View!.Left is ["c"])
                    views.Add((news.Report.Node, each.View.Number));
            if (views.Count == 2)
                break;
        }
        // One view, of which both have told.
        Assert.Single(views.Select(each => each.View).Distinct());
    }

    [Fact]
    public async Task A_node_that_leaves_while_it_is_watched_says_so_before()
    {
        await using WatchedCluster cluster = await WatchedCluster.StartAsync(2);
        bool hasLeft = false;
        Task? stopping = null;
        await foreach (PageNews news in cluster.WatchAsync(0, "stock"))
        {
            if (news.Report is { Node: "b", Summary: not null })
                stopping ??= cluster[1].StopAsync();
            hasLeft |= news.Report.Events.Any(each => each is { Kind: ClusterEvent.LeavingKind, About: "b" });
            if (news.Report.Events.Any(each => each.View?.Left is ["b"]) && hasLeft)
                break;
        }
        await stopping!.Soon();
    }

    [Fact]
    public async Task The_page_is_served_with_a_policy_that_asks_no_other_host_and_is_asked_for_again_only_when_it_is_another()
    {
        await using WatchedCluster cluster = await WatchedCluster.StartAsync(1);
        using HttpResponseMessage page = await cluster.Client.GetAsync(cluster.Address(0).TrimEnd('/')).Soon();
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.EndsWith("/ops/cluster/", page.RequestMessage!.RequestUri!.ToString(), StringComparison.Ordinal);
        Assert.StartsWith(
            "default-src 'self';",
            page.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
        string html = await page.Content.ReadAsStringAsync();
        Assert.DoesNotContain("http:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", html, StringComparison.Ordinal);

        var script = new Uri(new Uri(cluster.Address(0)), "dashboard.js");
        using HttpResponseMessage first = await cluster.Client.GetAsync(script).Soon();
        Assert.Equal("text/javascript", first.Content.Headers.ContentType!.MediaType);
        using var again = new HttpRequestMessage(HttpMethod.Get, script);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage second = await cluster.Client.SendAsync(again).Soon();
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Too_many_pages_are_refused_and_there_are_no_actions_unless_they_are_allowed()
    {
        await using WatchedCluster cluster = await WatchedCluster.StartAsync(1, new() { MaxPages = 1 });
        await foreach (PageNews _ in cluster.WatchAsync(0, "stock"))
        {
            using HttpResponseMessage second = await cluster.Client.GetAsync($"{cluster.Address(0)}stream").Soon();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
            Assert.Contains("1 pages are open", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            break;
        }
        string longName = new('x', 101);
        using HttpResponseMessage bad = await cluster
            .Client.GetAsync($"{cluster.Address(0)}stream?group={longName}")
            .Soon();
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        using var drain = new HttpRequestMessage(HttpMethod.Post, $"{cluster.Address(0)}actions/drain");
        drain.Headers.Add("Cohort-Dashboard", "drain");
        using HttpResponseMessage refused = await cluster.Client.SendAsync(drain).Soon();
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public void Wrong_options_and_a_second_dashboard_are_told()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCohort();
        WebApplication application = builder.Build();
        Assert.Contains(
            "from 1 to 1000",
            Assert
                .Throws<OptionsException>(() => application.MapCohortDashboard(options: new() { MaxPages = 0 }))
                .Message,
            StringComparison.Ordinal
        );
        Assert.Throws<OptionsException>(() => application.MapCohortDashboard(options: new() { ActionPolicy = "ops" }));
        application.MapCohortDashboard();
        Assert.Contains(
            "twice",
            Assert.Throws<InvalidOperationException>(() => application.MapCohortDashboard("/other")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "AddCohort",
            Assert
                .Throws<InvalidOperationException>(() =>
                    WebApplication.CreateSlimBuilder().Build().MapCohortDashboard()
                )
                .Message,
            StringComparison.Ordinal
        );
    }
}
