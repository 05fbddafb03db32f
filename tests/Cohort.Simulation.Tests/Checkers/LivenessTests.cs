using Cohort.Protocol;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Tests.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>L1 and L2: which ends of runs pass, and which do not.</summary>
public sealed class LivenessTests
{
    private static Scenario Group => new Scenario().Form("a b c");

    [Fact]
    public void One_working_view_of_all_that_live_is_right() =>
        Assert.Empty(Group.Crash("c").Install("a b").Send("a", "x").Deliver("a b", "x").Settle("a b").Broken);

    [Fact]
    public void A_dead_member_in_the_last_view_breaks_L1() => Assert.Equal("L1", Group.Crash("c").Settle("a b").Broken);

    [Fact]
    public void A_live_process_that_is_left_out_breaks_L1() =>
        Assert.Equal("L1", Group.Install("a b", by: "a b").End("c", GroupStatus.Expelled).Settle("a b c").Broken);

    [Fact]
    public void A_wedge_that_is_left_breaks_L1() =>
        Assert.Equal("L1", Group.Status("b", GroupStatus.Changing).Settle("a b c").Broken);

    [Fact]
    public void Two_last_views_break_L1() =>
        Assert.Equal("L1", Group.Install("a b c", by: "a b").Settle("a b c").Broken);

    [Fact]
    public void A_last_view_that_comes_too_late_breaks_L1() =>
        Assert.Equal(
            "L1",
            Group
                .Install("a b c")
                .Settle("a b c", but: facts => facts with { FaultsStopped = default, StabilisationBound = default })
                .Broken
        );

    [Fact]
    public void A_send_that_is_never_answered_breaks_L1() =>
        Assert.Equal("L1", Group.Send("a", "x", accepted: false).Settle("a b c").Broken);

    [Fact]
    public void A_message_that_is_never_delivered_at_one_member_breaks_L1() =>
        Assert.Contains("L1", Group.Send("a", "x", Order.Fifo).Deliver("a b", "x").Settle("a b c").Broken);

    [Fact]
    public void A_process_that_never_came_to_join_breaks_L1() => Assert.Equal("L1", Group.Settle("a b c d").Broken);

    [Fact]
    public void A_group_without_a_live_quorum_is_excused() =>
        Assert.Empty(Group.Crash("a b").Status("c", GroupStatus.Blocked).Settle("c").Broken);

    [Fact]
    public void What_is_left_of_a_group_that_was_formed_anew_elsewhere_breaks_L1()
    {
        Scenario told = Group.Crash("a b").Status("c", GroupStatus.Blocked).Restart("a").Restart("b").Form("a b d");
        Assert.Equal("L1", told.Settle("a b c d").Broken);
    }

    [Fact]
    public void A_buffer_beyond_its_bound_breaks_L2_and_one_at_its_bound_does_not()
    {
        Scenario Filled(long largest) =>
            Group.Settle(
                "a b c",
                but: facts =>
                    facts with
                    {
                        Bounds = [new ObservedBound(new ProcessId("a:1", 1), "window", largest, 100)],
                    }
            );
        Assert.Empty(Filled(100).Broken);
        Assert.Equal("L2", Filled(101).Broken);
    }

    [Theory]
    [InlineData("a b c*", 2, false)]
    [InlineData("a b c", 2, true)]
    [InlineData("a b* c*", 2, true)]
    public void Where_some_follow_as_many_count_as_should(string members, int voters, bool breaks)
    {
        Scenario told = Group.Install(members);
        string broken = told.Settle(
            "a b c",
            but: facts =>
                facts with
                {
                    Expected = [.. facts.Expected.Select(expected => expected with { Voters = voters })],
                }
        ).Broken;
        Assert.Equal(breaks, broken.Contains("L1", StringComparison.Ordinal));
    }
}
