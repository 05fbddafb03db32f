using Cohort.Simulation.Tests.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>G1 and G2, and what V3 asks of a governed group.</summary>
public sealed class GovernedTests
{
    private static Scenario Group => new Scenario { Governed = true }.Form("a b c");

    [Fact]
    public void The_last_member_goes_on_alone() =>
        Assert.Empty(Group.Crash("a b").Install("c").Send("c", "x").Deliver("c", "x").Settle("c").Broken);

    [Fact]
    public void One_that_does_not_go_on_alone_breaks_G1() =>
        Assert.Equal("G1", Group.Crash("a b").Status("c", GroupStatus.Blocked).Settle("c").Broken);

    [Fact]
    public void A_view_without_anybody_that_held_the_state_breaks_V3() =>
        Assert.Contains("V3", Group.Install("a b c d*").Install("d").Broken);

    [Fact]
    public void What_is_created_after_all_have_died_is_right() =>
        Assert.Empty(
            new Scenario { Governed = true }
                .RootView(0, "d e f a b")
                .Form("a b")
                .Crash("a b")
                .RootView(1, "d e f")
                .Form("d")
                .Settle("d")
                .Broken
        );

    [Fact]
    public void One_who_goes_on_in_the_old_group_breaks_G2()
    {
        Scenario told = new Scenario { Governed = true }
            .Form("a b")
            .Send("a", "x");
        Assert.Contains("G2", told.Form("c").Deliver("a b", "x").Broken);
    }

    [Fact]
    public void Taking_the_place_of_a_group_whose_member_was_in_the_root_all_the_while_breaks_G2()
    {
        Scenario told = new Scenario { Governed = true }
            .RootView(0, "a b")
            .Form("a");
        Assert.Equal("G2", told.Form("b").Broken);
    }

    [Fact]
    public void Taking_the_place_of_a_group_whose_member_was_out_of_the_root_is_right()
    {
        Scenario told = new Scenario { Governed = true }
            .RootView(0, "b c a")
            .Form("a");
        Assert.Empty(told.RootView(1, "b c").Form("b").Broken);
    }
}
