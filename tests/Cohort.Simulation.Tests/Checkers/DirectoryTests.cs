using System.Collections.Immutable;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Tests.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>N1: what processes were told of the directory by the end of a run.</summary>
public sealed class DirectoryTests
{
    private readonly Scenario _group = new Scenario { Governed = true }.Form("a b");

    [Fact]
    public void What_is_current_the_same_and_as_it_is_is_right() => Assert.Empty(Broken(told => told));

    [Fact]
    public void One_that_does_not_know_that_it_is_current_breaks_N1() =>
        Assert.Equal("N1", Broken(told => told with { IsCurrent = false }));

    [Fact]
    public void A_node_that_is_missing_breaks_N1() =>
        Assert.Equal("N1", Broken(told => told with { Nodes = told.Nodes[1..] }));

    [Fact]
    public void A_node_that_is_dead_breaks_N1() =>
        Assert.Equal(
            "N1",
            Broken(told => told with { Nodes = [.. told.Nodes, new ToldNode(new ProcessId("x:1", 1), 0)] })
        );

    [Fact]
    public void A_load_that_is_another_at_one_node_breaks_N1() =>
        Assert.Equal(
            "N1",
            Broken(told => told with { Nodes = [told.Nodes[0] with { Load = 7 }, .. told.Nodes.Skip(1)] })
        );

    [Fact]
    public void A_group_that_is_missing_at_one_node_breaks_N1() =>
        Assert.Equal("N1", Broken(told => told with { Groups = [] }));

    [Fact]
    public void A_view_that_is_over_breaks_N1_though_all_know_the_same()
    {
        _group.Install("a b");
        Assert.Equal("N1", Broken(told => told, view: 0));
        Assert.Empty(Broken(told => told, view: 1));
    }

    [Fact]
    public void A_group_that_is_told_to_be_lost_while_it_works_breaks_N1() =>
        Assert.Equal(
            "N1",
            Broken(told => told with { Groups = [told.Groups[0] with { IsLost = true }] }, everywhere: true)
        );

    /// <summary>What is broken where the second process, or each, was told otherwise.</summary>
    private string Broken(Func<ToldDirectory, ToldDirectory> otherwise, ulong view = 0, bool everywhere = false)
    {
        ImmutableArray<ProcessId> nodes = [_group.IdOf("a"), _group.IdOf("b")];
        ToldDirectory Told(ProcessId process) =>
            new(
                process,
                IsCurrent: true,
                [.. nodes.Select(node => new ToldNode(node, 1))],
                [new ToldGroup("g", _group.Formation, new ViewNumber(view), IsLost: false)],
                []
            );
        return _group
            .Settle(
                "a b",
                but: facts =>
                    facts with
                    {
                        Told = [everywhere ? otherwise(Told(nodes[0])) : Told(nodes[0]), otherwise(Told(nodes[1]))],
                    }
            )
            .Broken;
    }
}
