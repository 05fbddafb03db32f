using Cohort.Simulation.Tests.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>C1, and what R1 says of the calls of clients.</summary>
public sealed class ExactlyOnceTests
{
    /// <summary>Client x, which is in no group, has called a counter.</summary>
    private static Scenario Called => new Scenario().Form("a b c").Call("x", "add", "counter-1", "add", 5);

    [Fact]
    public void A_call_that_all_execute_at_one_place_is_right() =>
        Assert.Empty(Called.Execute("a b c", "add", 1, 5).Return("x", "add", 5).Settle("a b c").Broken);

    [Fact]
    public void One_who_dies_may_have_executed_it_or_not() =>
        Assert.Empty(Called.Execute("a", "add", 1, 5).Crash("a").GiveUp("x", "add", isExcluded: false).Broken);

    [Fact]
    public void A_call_that_a_member_executes_twice_breaks_C1() =>
        Assert.Contains("C1", Called.Execute("a", "add", 1, 5).Execute("a", "add", 2, 10).Broken);

    [Fact]
    public void A_call_that_two_members_execute_at_different_places_breaks_C1() =>
        Assert.Contains("C1", Called.Execute("a", "add", 1, 5).Execute("b", "add", 2, 5).Broken);

    [Fact]
    public void A_call_that_two_formations_execute_breaks_C1()
    {
        Scenario told = Called.Execute("a b c", "add", 1, 5).Crash("a b c");
        Assert.Contains("C1", told.Form("d e f").Execute("d e f", "add", 1, 5).Broken);
    }

    [Fact]
    public void An_answer_to_what_nobody_executed_breaks_C1() =>
        Assert.Equal("C1", Called.Return("x", "add", 5).Broken);

    [Fact]
    public void An_answer_that_was_returned_nowhere_breaks_C1() =>
        Assert.Contains("C1", Called.Execute("a b c", "add", 1, 5).Return("x", "add", 6).Broken);

    [Fact]
    public void A_call_that_was_said_not_to_be_executed_and_is_breaks_C1() =>
        Assert.Equal("C1", Called.GiveUp("x", "add", isExcluded: true).Execute("a b c", "add", 1, 5).Broken);

    [Fact]
    public void A_call_that_nobody_knows_the_end_of_may_be_executed_once() =>
        Assert.Empty(Called.GiveUp("x", "add", isExcluded: false).Execute("a b c", "add", 1, 5).Broken);

    [Fact]
    public void A_call_that_does_not_end_though_the_group_is_at_work_breaks_C1() =>
        Assert.Equal("C1", Called.Execute("a b c", "add", 1, 5).Settle("a b c").Broken);

    [Fact]
    public void A_call_of_a_client_that_crashed_may_be_executed_or_not()
    {
        Assert.Empty(Called.Crash("x").Settle("a b c").Broken);
        Assert.Empty(Called.Crash("x").Execute("a b c", "add", 1, 5).Settle("a b c").Broken);
    }

    [Fact]
    public void A_call_of_a_client_that_crashed_and_is_executed_twice_breaks_C1() =>
        Assert.Contains("C1", Called.Crash("x").Execute("a", "add", 1, 5).Execute("a", "add", 2, 10).Broken);

    [Fact]
    public void A_call_does_not_end_by_itself_where_another_client_crashes() =>
        Assert.Equal("C1", Called.Call("y", "r", "counter-1", "read").Crash("y").Settle("a b c").Broken);

    [Fact]
    public void The_next_incarnation_of_a_client_that_crashed_calls_anew()
    {
        Scenario told = Called.Crash("x").Restart("x").Execute("a b c", "add", 1, 5);
        told = told.Call("x", "r", "counter-1", "read").Execute("a b c", "r", 2, 5).Return("x", "r", 5);
        Assert.Empty(told.Settle("a b c").Broken);
    }

    [Fact]
    public void A_stale_answer_to_a_client_breaks_R1()
    {
        Scenario told = Called.Execute("a b c", "add", 1, 5).Return("x", "add", 5).Call("y", "r", "counter-1", "read");
        Assert.Empty(told.Execute("a b c", "r", 2, 5).Return("y", "r", 5).Broken);
        told = Called.Execute("a b c", "add", 1, 5).Return("x", "add", 5).Call("y", "r", "counter-1", "read");
        Assert.Equal("R1", told.Execute("a b c", "r", 2, 0).Return("y", "r", 0).Broken);
    }

    [Fact]
    public void Members_and_clients_see_one_object()
    {
        Scenario told = Called.Execute("a b c", "add", 1, 5).Return("x", "add", 5).Call("b", "r", "counter-1", "read");
        Assert.Equal("R1", told.Return("b", "r", 0).Broken);
    }
}
