using System.Collections.Immutable;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Tests.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>P1: where what the cluster was asked to keep running is by the end of a run.</summary>
public sealed class PlacementTests
{
    private readonly Scenario _group = new Scenario { Governed = true }.Form("a b");

    [Fact]
    public void As_many_as_were_asked_for_that_are_its_members_are_right() => Assert.Empty(Broken(2, "a b"));

    [Fact]
    public void All_there_are_are_enough_where_more_were_asked_for() => Assert.Empty(Broken(5, "a b"));

    [Fact]
    public void Too_few_break_P1() => Assert.Equal("P1", Broken(2, "a"));

    [Fact]
    public void Too_many_break_P1() => Assert.Equal("P1", Broken(1, "a b"));

    [Fact]
    public void One_twice_breaks_P1() => Assert.Equal("P1", Broken(2, "a a"));

    [Fact]
    public void A_placement_that_is_not_known_breaks_P1() => Assert.Equal("P1", Broken(2, placed: (string?)null));

    [Fact]
    public void One_that_is_dead_breaks_P1()
    {
        var dead = new ProcessId("x:1", 1);
        Assert.Equal("P1", Broken(2, [_group.IdOf("a"), dead]));
    }

    [Fact]
    public void Members_other_than_those_that_were_chosen_break_P1() => Assert.Equal("P1", Broken(1, "a"));

    private string Broken(int replicas, string? placed) =>
        Broken(replicas, placed is null ? null : [.. placed.Split(' ').Select(_group.IdOf)]);

    private string Broken(int replicas, ProcessId[]? placed)
    {
        ImmutableArray<ProcessId> nodes = [_group.IdOf("a"), _group.IdOf("b")];
        ToldDirectory Told(ProcessId process) =>
            new(
                process,
                IsCurrent: true,
                [.. nodes.Select(node => new ToldNode(node, 1))],
                [new ToldGroup("g", _group.Formation, new ViewNumber(0), IsLost: false)],
                placed is null ? [] : [new ToldPlacement("g", [.. placed])]
            );
        return _group
            .Settle(
                "a b",
                but: facts =>
                    facts with
                    {
                        Told = [Told(nodes[0]), Told(nodes[1])],
                        Asked = [new AskedPlacement("g", replicas)],
                    }
            )
            .Broken;
    }
}
