using Cohort.AspNetCore.Dashboard.Pages;
using Cohort.AspNetCore.Dashboard.Reports;

namespace Cohort.AspNetCore.Tests.Dashboard;

/// <summary>What pages hear is bounded, and what nodes have told is there for who comes later.</summary>
public sealed class PageTests
{
    [Fact]
    public void A_page_that_is_too_slow_loses_the_rest_and_is_told_how_much()
    {
        var page = new Page("stock");
        for (int number = 0; number < Page.Buffer + 7; number++)
            page.Tell([(byte)number]);
        Assert.Equal(7, page.TakeLost());
        Assert.Equal(0, page.TakeLost());
        for (int number = 0; number < Page.Buffer; number++)
            Assert.Equal((byte)number, Assert.Single(page.Take()!));
        Assert.Null(page.Take());
    }

    [Fact]
    public void There_are_no_more_pages_than_there_may_be()
    {
        var pages = new PageTable();
        var first = new Page("stock");
        Assert.True(pages.TryAdd(first, most: 2));
        Assert.True(pages.TryAdd(new Page(""), most: 2));
        Assert.False(pages.TryAdd(new Page(""), most: 2));
        Assert.Equal(["stock"], pages.Diagrams);
        pages.Remove(first);
        Assert.True(pages.TryAdd(new Page(""), most: 2));
        Assert.Empty(pages.Diagrams);
    }

    [Fact]
    public void Diagrams_of_too_many_groups_are_not_followed()
    {
        var pages = new PageTable();
        for (int number = 0; number < ReportLimits.Diagrams + 3; number++)
            pages.TryAdd(new Page($"group {number}"), most: 100);
        Assert.Equal(ReportLimits.Diagrams, pages.Diagrams.Count);
    }

    [Fact]
    public void An_event_is_known_once_however_often_it_is_told()
    {
        var known = new KnownNodes();
        Assert.Equal([1, 2], Numbers(known.Take(News("a", "1", 1, 2))));
        Assert.Equal([3], Numbers(known.Take(News("a", "1", 1, 2, 3))));
        Assert.Equal([1, 2, 3], Numbers(Assert.Single(known.All())));
    }

    [Fact]
    public void A_node_that_was_started_again_counts_its_events_anew()
    {
        var known = new KnownNodes();
        known.Take(News("a", "1", 1, 2));
        Assert.Equal([1], Numbers(known.Take(News("a", "2", 1))));
        Assert.Equal(2, known.All().Count);
    }

    [Fact]
    public void Events_and_nodes_are_remembered_up_to_a_bound()
    {
        var known = new KnownNodes();
        for (int number = 1; number <= ReportLimits.Events + 5; number++)
            known.Take(News("a", "1", number));
        Assert.Equal(ReportLimits.Events, Numbers(Assert.Single(known.All())).Length);
        for (int node = 0; node < KnownNodes.Most + 5; node++)
            known.Take(News($"node {node}", "1", 1));
        Assert.Equal(KnownNodes.Most, known.All().Count);
    }

    private static long[] Numbers(PageNews news) => [.. news.Report.Events.Select(each => each.Number)];

    private static PageNews News(string node, string incarnation, params IEnumerable<int> events) =>
        new(
            new Report
            {
                Node = node,
                Incarnation = incarnation,
                SentAt = 0,
                Events =
                [
                    .. events.Select(number => new ClusterEvent
                    {
                        Number = number,
                        At = number,
                        Kind = ClusterEvent.WarningKind,
                        Text = "",
                    }),
                ],
            },
            0,
            0
        );
}
