using Cohort.AspNetCore.Dashboard.Observing;
using Cohort.AspNetCore.Dashboard.Reports;

namespace Cohort.AspNetCore.Tests.Dashboard;

/// <summary>How far clocks differ is found out from the ways of reports.</summary>
public sealed class PeerClocksTests
{
    [Fact]
    public void The_clock_of_another_machine_is_compared_by_the_ways_in_both_directions()
    {
        var clocks = new PeerClocks("a", "10.0.0.1:7101");
        // Its clock is 500 ms behind, and a report takes 2 ms: here it seems to take 502, there −498.
        double offset = clocks.Heard(ReportOf("b", "10.0.0.2:7101", sentAt: 1000, delayOfOurs: -498), now: 1502);
        Assert.Equal(500, offset);
    }

    [Fact]
    public void The_quickest_way_counts_and_not_one_that_was_held_up()
    {
        var clocks = new PeerClocks("a", "10.0.0.1:7101");
        clocks.Heard(ReportOf("b", "10.0.0.2:7101", sentAt: 1000, delayOfOurs: -498), now: 1502);
        double offset = clocks.Heard(ReportOf("b", "10.0.0.2:7101", sentAt: 2000, delayOfOurs: -498), now: 2800);
        Assert.Equal(500, offset);
        Assert.Equal(new PeerSummary("b", 502, 2800), Assert.Single(clocks.Read()));
    }

    [Fact]
    public void Nodes_of_one_machine_have_one_clock()
    {
        var clocks = new PeerClocks("a", "127.0.0.1:7101");
        Assert.Equal(0, clocks.Heard(ReportOf("b", "127.0.0.1:7102", sentAt: 1000, delayOfOurs: 9), now: 1001));
    }

    [Fact]
    public void Nothing_is_known_of_a_clock_until_the_other_has_heard_this_one()
    {
        var clocks = new PeerClocks("a", "10.0.0.1:7101");
        Assert.Equal(0, clocks.Heard(ReportOf("b", "10.0.0.2:7101", sentAt: 1000, delayOfOurs: null), now: 1502));
    }

    [Fact]
    public void Who_is_gone_is_forgotten()
    {
        var clocks = new PeerClocks("a", "10.0.0.1:7101");
        clocks.Heard(ReportOf("b", "10.0.0.2:7101", sentAt: 1, delayOfOurs: null), now: 2);
        clocks.Heard(ReportOf("c", "10.0.0.3:7101", sentAt: 1, delayOfOurs: null), now: 2);
        clocks.Keep(new HashSet<string> { "a", "c" });
        Assert.Equal("c", Assert.Single(clocks.Read()).Node);
    }

    private static Report ReportOf(string node, string address, double sentAt, double? delayOfOurs) =>
        new()
        {
            Node = node,
            Incarnation = "1",
            SentAt = sentAt,
            Summary = new NodeSummary(
                address,
                "Running",
                "",
                0,
                0,
                0,
                [],
                0,
                delayOfOurs is { } delay ? [new PeerSummary("a", delay, sentAt)] : []
            ),
        };
}
