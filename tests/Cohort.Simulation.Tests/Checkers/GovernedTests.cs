using Cohort.Simulation.Histories;
using Cohort.Simulation.Tests.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>G1, G2 and G3, and what V3 asks of a governed group.</summary>
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

    [Fact]
    public void Taking_the_place_of_a_group_whose_last_membership_had_ended_is_right_though_its_application_hears_late()
    {
        Scenario told = new Scenario { Governed = true }
            .RootView(0, "a b")
            .Form("a");
        TimeSpan ended = told.Now;
        Assert.Empty(told.Form("b").End("a", GroupStatus.Failed, ended).Broken);
    }

    [Fact]
    public void A_view_whose_members_are_in_the_root_is_right() =>
        Assert.Empty(Rooted("b c a").Form("b").RootView(1, "b c").RootView(2, "b c a").Install("b a*").Broken);

    [Fact]
    public void A_view_with_a_member_that_the_root_had_put_out_breaks_G3() =>
        Assert.Equal("G3", Rooted("b c a").RootView(1, "b c").Form("b").Install("b a*").Broken);

    [Fact]
    public void A_view_with_a_member_that_comes_to_the_root_only_later_breaks_G3() =>
        Assert.Equal("G3", Rooted("b c").Form("b").Install("b a*").RootView(1, "b c a").Broken);

    [Fact]
    public void A_view_whose_members_were_never_in_the_root_together_breaks_G3()
    {
        Scenario told = Rooted("c a").RootView(1, "c b");
        Assert.Equal("G3", told.Form("c a b").Broken);
    }

    [Fact]
    public void A_founder_that_is_not_in_the_root_breaks_G3() => Assert.Equal("G3", Rooted("b c").Form("a").Broken);

    [Fact]
    public void A_view_that_the_first_heard_of_late_may_have_been_decided_earlier() =>
        Assert.Empty(Rooted("b c a").Form("b a").RootView(1, "b c").RootView(2, "b").Install("b").Broken);

    [Fact]
    public void Of_a_view_of_the_root_that_nobody_told_of_nobody_knows_whom_it_had() =>
        Assert.Empty(Rooted("b c").RootView(2, "b c").Form("a").Broken);

    [Fact]
    public void One_that_puts_out_others_who_are_in_the_root_breaks_G3() =>
        Assert.Equal("G3", Rooted("a b c").Form("a b c").Install("c").Broken);

    [Fact]
    public void One_that_goes_on_without_others_whom_the_root_has_put_out_is_right() =>
        Assert.Empty(Rooted("c d e a b").Form("a b c").RootView(1, "c d e").Install("c").Broken);

    [Fact]
    public void One_that_goes_on_without_others_of_whom_the_root_has_put_out_only_some_breaks_G3() =>
        Assert.Equal("G3", Rooted("c d e a b").Form("a b c").RootView(1, "c d e b").Install("c").Broken);

    [Fact]
    public void A_quorum_puts_out_one_who_is_in_the_root() =>
        Assert.Empty(Rooted("a b c").Form("a b c").Install("a c").Broken);

    [Fact]
    public void One_that_goes_on_without_others_who_have_left_is_right() =>
        Assert.Empty(Rooted("a b c").Form("a b c").Leave("a").Leave("b").Install("c").Broken);

    [Theory]
    [InlineData(0, "G3")]
    [InlineData(100, "")]
    public void One_that_the_root_has_put_out_delivers_as_long_as_its_lease_can_last(int lease, string broken) =>
        Assert.Equal(broken, GoingOnWithoutTheRoot().Settle("b", Lease(lease)).Broken);

    [Theory]
    [InlineData(0, "G3")]
    [InlineData(100, "")]
    public void One_that_the_root_has_put_out_installs_views_as_long_as_its_lease_can_last(int lease, string broken)
    {
        Scenario told = Rooted("b c d a").Form("a b").Install("a b d*", by: "b").RootView(1, "b c d");
        Assert.Equal(broken == "", !told.InstallLate("a").Settle("b", Lease(lease)).Broken.Contains("G3"));
    }

    [Fact]
    public void One_that_has_another_view_of_the_root_since_then_delivers() =>
        Assert.Empty(
            Rooted("b c a")
                .RootView(1, "b c")
                .RootView(2, "b c a")
                .Form("a b")
                .Send("a", "x")
                .Deliver("a b", "x")
                .Settle("a b", Lease(0))
                .Broken
        );

    [Fact]
    public void One_whose_clock_was_set_back_cannot_know_that_its_lease_is_over() =>
        Assert.Empty(GoingOnWithoutTheRoot(setBack: true).Settle("b", Lease(0)).Broken);

    [Fact]
    public void One_that_delivers_without_having_been_in_the_root_breaks_G3() =>
        Assert.Equal("G3", Rooted("b c").RootView(2, "b c").Form("a").Settle("a", Lease(100)).Broken);

    private static Scenario Rooted(string names) => new Scenario { Governed = true }.RootView(0, names);

    private static Scenario GoingOnWithoutTheRoot(bool setBack = false)
    {
        Scenario told = Rooted("b c a").Form("a b").Send("a", "x", Order.Fifo, Delivery.Received).RootView(1, "b c");
        if (setBack)
            told.Happens(new ClockSetBack(TimeSpan.FromMilliseconds(told.History.Events.Count), told.IdOf("a")));
        return told.Deliver("a", "x").Install("b");
    }

    private static Func<RunFacts, RunFacts> Lease(int milliseconds) =>
        facts => facts with { LeaseTime = TimeSpan.FromMilliseconds(milliseconds) };
}
