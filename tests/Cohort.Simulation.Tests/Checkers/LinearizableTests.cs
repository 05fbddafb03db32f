using Cohort.Simulation.Checkers;
using Cohort.Simulation.Tests.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>R1 as a history tells it; the search itself is tested against brute force elsewhere.</summary>
public sealed class LinearizableTests
{
    private static Scenario Group => new Scenario().Form("a b c");

    [Fact]
    public void A_read_that_returns_what_was_written_before_is_right() =>
        Assert.Empty(Write(5).Call("b", "r", "register-1", "read").Return("b", "r", 5).Broken);

    [Fact]
    public void A_stale_read_breaks_R1() =>
        Assert.Equal("R1", Write(5).Call("b", "r", "register-1", "read").Return("b", "r", 0).Broken);

    [Fact]
    public void A_read_during_a_write_may_return_either() =>
        Assert.All(
            [0L, 5L],
            read =>
                Assert.Empty(
                    Group
                        .Call("a", "w", "register-1", "write", 5)
                        .Call("b", "r", "register-1", "read")
                        .Return("b", "r", read)
                        .Return("a", "w")
                        .Broken
                )
        );

    [Fact]
    public void A_write_of_one_that_crashed_may_show_later_but_not_vanish_again()
    {
        Scenario Read(long first, long second) =>
            Group
                .Call("c", "w", "register-1", "write", 5)
                .Crash("c")
                .Call("a", "r1", "register-1", "read")
                .Return("a", "r1", first)
                .Call("b", "r2", "register-1", "read")
                .Return("b", "r2", second);
        Assert.Empty(Read(0, 0).Broken);
        Assert.Empty(Read(0, 5).Broken);
        Assert.Empty(Read(5, 5).Broken);
        Assert.Equal("R1", Read(5, 0).Broken);
    }

    [Fact]
    public void An_element_taken_twice_from_a_queue_breaks_R1()
    {
        Scenario one = Group.Call("a", "e", "queue-1", "enqueue", 7).Return("a", "e");
        one.Call("b", "d1", "queue-1", "dequeue").Return("b", "d1", 7).Call("c", "d2", "queue-1", "dequeue");
        Assert.Equal("R1", one.Return("c", "d2", 7).Broken);
    }

    [Fact]
    public void An_object_begins_anew_with_each_formation_of_its_group() =>
        Assert.Empty(
            Write(5)
                .Crash("a b c")
                .Restart("a")
                .Form("a")
                .Call("a", "r", "register-1", "read")
                .Return("a", "r", 0)
                .Broken
        );

    [Fact]
    public void Running_out_of_budget_is_a_failure() =>
        Assert.Contains("no answer", Assert.Single(new Linearizable(budget: 0).Check(Write(5).History)).Text);

    private static Scenario Write(long value) => Group.Call("a", "w", "register-1", "write", value).Return("a", "w");
}
