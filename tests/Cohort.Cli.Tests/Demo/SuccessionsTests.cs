using System.Diagnostics;
using Cohort.Cli.Demo;
using Cohort.Cli.Demo.Members;

namespace Cohort.Cli.Tests.Demo;

public sealed class SuccessionsTests
{
    private readonly Successions _successions = new(groups: 2);

    [Fact]
    public void A_group_has_its_new_view_when_the_last_survivor_has_it()
    {
        See("b", 0, at: 0, "a", "b", "c");
        _successions.Begin("a", At(10));
        See("b", 0, at: 11, "a", "b", "c"); // was on its way already
        See("b", 0, at: 12, "b", "c");
        See("b", 0, at: 90, "b", "c", "a"); // and back again
        See("b", 0, at: 95, "b", "c");
        See("c", 0, at: 15, "b", "c");
        See("b", 1, at: 30, "b", "c");
        Assert.False(_successions.AreComplete(survivors: 2));
        See("a", 1, at: 31, "b", "c"); // the dead do not count
        Assert.False(_successions.AreComplete(survivors: 2));
        See("c", 1, at: 13, "b", "c");
        Assert.True(_successions.AreComplete(survivors: 2));
        Assert.Equal([5, 20], _successions.Durations.Select(duration => Math.Round(duration.TotalMilliseconds)));
    }

    [Fact]
    public void After_a_total_failure_a_group_is_back_when_the_last_node_holds_its_state()
    {
        _successions.BeginTotal(At(10));
        See("a", 0, at: 9, "a", "b"); // of those that died
        See("a", 0, at: 20, "a", "b");
        See("b", 0, at: 15, "a"); // not there yet
        See("b", 0, at: 30, "a", "b");
        Assert.False(_successions.AreComplete(survivors: 2));
        See("a", 1, at: 25, "a");
        See("b", 1, at: 40, "a", "b");
        Assert.True(_successions.AreComplete(survivors: 2));
        Assert.Equal([20, 30], _successions.Durations.Select(duration => Math.Round(duration.TotalMilliseconds)));

        // What is seen after the next one counts alone.
        _successions.BeginTotal(At(100));
        Assert.Empty(_successions.Durations);
    }

    private void See(string node, int group, int at, params string[] members) =>
        _successions.Add(
            node,
            new MemberView(group, At(at), 1, [.. members.Select(member => new ViewMember(member, HoldsState: true))])
        );

    private static long At(int milliseconds) => milliseconds * Stopwatch.Frequency / 1000;
}
