using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>R4: a makes updates 1 to 5 at positions 11 to 15, and observes them.</summary>
public sealed class ObservedWholeTests
{
    private const ulong Observation = 99;

    private static readonly GroupId s_formation = new(9, 9);
    private static readonly ProcessId s_process = new("a", 1);

    private readonly List<HistoryEvent> _events = [];

    public ObservedWholeTests()
    {
        _events.Add(new ProcessStarted(Now, s_process, "a"));
        _events.Add(new ReplicaBegan(Now, s_process, "t", s_formation));
        for (ulong update = 1; update <= 5; update++)
        {
            _events.Add(new UpdateCalled(Now, s_process, "t", update, "counter-1", "counter", "add", 1));
            _events.Add(
                new UpdateMade(Now, s_process, "t", s_formation, update, update, 10 + update, (long)update, update)
            );
            _events.Add(new UpdateReturned(Now, s_process, "t", update, (long)update));
        }
    }

    private TimeSpan Now => TimeSpan.FromSeconds(_events.Count);

    [Fact]
    public void The_state_and_every_update_behind_it_is_right()
    {
        State("State", 2);
        Events(3, 4, 5);
        Assert.Empty(Broken());
    }

    [Fact]
    public void So_is_a_new_beginning_that_says_so()
    {
        State("State", 0);
        Events(1);
        State("TooSlow", 3);
        Events(4);
        State("Reset", 4);
        Events(5);
        Assert.Empty(Broken());
    }

    [Fact]
    public void What_is_made_of_a_collection_meanwhile_is_nothing_that_it_gets()
    {
        _events.Add(new UpdateCalled(Now, s_process, "t", 6, "tally", "tally", "add", 1));
        _events.Add(new UpdateMade(Now, s_process, "t", s_formation, 6, 6, 16, 1, 6));
        _events.Add(new UpdateReturned(Now, s_process, "t", 6, 1));
        State("State", 2);
        Events(3, 4, 5);
        Assert.Empty(Broken());
    }

    [Fact]
    public void An_update_that_is_left_out_breaks_it()
    {
        State("State", 2);
        Events(3, 5);
        Assert.Equal(["R4"], Broken());
    }

    [Fact]
    public void An_update_that_comes_twice_breaks_it()
    {
        State("State", 2);
        Events(3, 3, 4, 5);
        Assert.Equal(["R4"], Broken());
    }

    [Fact]
    public void An_update_that_is_in_the_state_and_comes_again_breaks_it()
    {
        State("State", 2);
        Events(2, 3, 4, 5);
        Assert.Equal(["R4"], Broken());
    }

    [Fact]
    public void Updates_in_another_order_break_it()
    {
        State("State", 2);
        Events(4, 3, 5);
        Assert.Equal(["R4"], Broken());
    }

    [Fact]
    public void An_update_at_another_position_breaks_it()
    {
        State("State", 4);
        _events.Add(new EventObserved(Now, s_process, "t", Observation, 5, 16));
        Assert.Equal(["R4"], Broken());
    }

    [Fact]
    public void An_observation_without_a_beginning_breaks_it()
    {
        Events(1, 2, 3, 4, 5);
        Assert.Equal(["R4"], Broken());
    }

    [Fact]
    public void A_new_beginning_that_does_not_say_so_breaks_it()
    {
        State("State", 2);
        State("State", 5);
        Assert.Equal(["R4"], Broken());
    }

    [Fact]
    public void Two_states_of_as_many_updates_break_it()
    {
        State("State", 3);
        Events(4);
        State("Reset", 3, hash: 7);
        Events(4, 5);
        Assert.Equal(["R4"], Broken());
    }

    [Fact]
    public void One_that_has_not_come_to_the_end_breaks_it()
    {
        State("State", 2);
        Events(3, 4);
        Assert.Equal(["R4"], Broken());
    }

    private void State(string why, ulong updates, ulong hash = 1) =>
        _events.Add(new StateObserved(Now, s_process, "t", Observation, why, updates, hash, 10 + updates));

    private void Events(params ulong[] operations)
    {
        foreach (ulong operation in operations)
            _events.Add(new EventObserved(Now, s_process, "t", Observation, operation, 10 + operation));
    }

    private string[] Broken()
    {
        var facts = new RunFacts
        {
            Expected = [],
            FaultsStopped = TimeSpan.Zero,
            StabilisationBound = TimeSpan.FromHours(1),
            SendingStopped = Now,
            Ended = Now,
            Tools = [s_process],
        };
        return
        [
            .. PropertyCheckers
                .Judge(new History([.. _events], facts))
                .Select(violation => violation.Property)
                .Distinct(),
        ];
    }
}
