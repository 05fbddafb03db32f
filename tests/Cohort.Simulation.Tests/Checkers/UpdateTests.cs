using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>R1, R2, R3 of replicated objects of the toolkit: a and b have replicas of a counter, which c uses from outside.</summary>
public sealed class UpdateTests
{
    private static readonly GroupId s_formation = new(9, 9);

    private readonly List<HistoryEvent> _events = [];
    private ulong _operations;

    public UpdateTests()
    {
        Begin("a");
        Begin("b");
    }

    private TimeSpan Now => TimeSpan.FromSeconds(_events.Count);

    [Fact]
    public void An_update_that_both_make_at_one_place_is_right()
    {
        ulong add = Call("a", "add", 5);
        Make("b", add, 1, 5);
        Make("a", add, 1, 5);
        Return("a", add, 5);
        ulong read = Call("b", "read");
        Return("b", read, 5);
        Assert.Empty(Broken());
    }

    [Fact]
    public void An_update_that_is_made_again_breaks_R2()
    {
        ulong add = Call("a", "add", 5);
        Make("a", add, 1, 5);
        Make("a", add, 2, 10);
        Assert.Contains("R2", Broken());
    }

    [Fact]
    public void An_update_that_replicas_make_at_two_places_breaks_R2()
    {
        ulong add = Call("a", "add", 5);
        Make("a", add, 1, 5);
        Make("b", add, 2, 5);
        Return("a", add, 5);
        Assert.Equal(["R2"], Broken());
    }

    [Fact]
    public void Two_states_behind_one_update_break_R2()
    {
        ulong add = Call("a", "add", 5);
        Make("a", add, 1, 5);
        Make("b", add, 1, 5, state: 8);
        Return("a", add, 5);
        Assert.Equal(["R2"], Broken());
    }

    [Fact]
    public void An_answer_that_no_replica_came_to_breaks_R2()
    {
        ulong add = Call("a", "add", 5);
        Make("a", add, 1, 5);
        Return("a", add, 6);
        Assert.Contains("R2", Broken());
    }

    [Fact]
    public void A_read_that_misses_an_update_that_was_answered_before_it_breaks_R1()
    {
        ulong add = Call("a", "add", 5);
        Make("a", add, 1, 5);
        Make("b", add, 1, 5);
        Return("a", add, 5);
        ulong read = Call("b", "read");
        Return("b", read, 0);
        Assert.Equal(["R1"], Broken());
    }

    [Fact]
    public void A_call_that_is_never_answered_breaks_R3()
    {
        ulong add = Call("a", "add", 5);
        Make("a", add, 1, 5);
        Make("b", add, 1, 5);
        Assert.Equal(["R3"], Broken());
    }

    [Fact]
    public void One_that_is_given_up_does_not()
    {
        ulong add = Call("a", "add", 5);
        _events.Add(new UpdateGivenUp(Now, Process("a"), "t", add));
        Assert.Empty(Broken());
    }

    [Fact]
    public void What_a_client_reads_in_its_place_is_right()
    {
        ulong add = Call("c", "add", 5);
        ulong read = Call("c", "read");
        foreach (string name in (string[])["a", "b"])
        {
            Make(name, add, 1, 5);
            Make(name, read, 2, 5);
        }
        Return("c", add, 5);
        Return("c", read, 5);
        Assert.Empty(Broken());
    }

    [Fact]
    public void What_it_reads_elsewhere_breaks_R1()
    {
        ulong add = Call("a", "add", 5);
        ulong read = Call("c", "read");
        foreach (string name in (string[])["a", "b"])
        {
            Make(name, read, 1, 5);
            Make(name, add, 2, 5);
        }
        Return("a", add, 5);
        Return("c", read, 5);
        Assert.Equal(["R1"], Broken());
    }

    [Fact]
    public void What_it_reads_otherwise_than_the_replicas_breaks_R2()
    {
        ulong read = Call("c", "read");
        Make("a", read, 1, 0);
        Make("b", read, 1, 0);
        Return("c", read, 5);
        Assert.Contains("R2", Broken());
    }

    [Fact]
    public void An_update_of_a_client_that_is_never_answered_breaks_R3()
    {
        Call("c", "add", 5);
        Assert.Equal(["R3"], Broken());
    }

    [Fact]
    public void An_update_that_is_said_not_to_be_made_and_is_breaks_R2()
    {
        ulong add = Call("c", "add", 5);
        _events.Add(new UpdateGivenUp(Now, Process("c"), "t", add) { IsExcluded = true });
        Assert.Empty(Broken());
        Make("a", add, 1, 5);
        Make("b", add, 1, 5);
        Assert.Equal(["R2"], Broken());
    }

    [Fact]
    public void Two_updates_with_one_number_break_R2()
    {
        ulong first = Call("a", "add", 5);
        ulong second = Call("c", "add", 5);
        foreach (string name in (string[])["a", "b"])
        {
            Make(name, first, 1, 5);
            Make(name, second, 1, 10);
        }
        Return("a", first, 5);
        Return("c", second, 10);
        Assert.Equal(["R2"], Broken());
    }

    private static ProcessId Process(string name) => new(name, 1);

    private void Begin(string name)
    {
        _events.Add(new ProcessStarted(Now, Process(name), name));
        _events.Add(new ReplicaBegan(Now, Process(name), "t", s_formation));
    }

    private ulong Call(string name, string call, long argument = 0)
    {
        _events.Add(new UpdateCalled(Now, Process(name), "t", ++_operations, "counter-1", "counter", call, argument));
        return _operations;
    }

    private void Make(string name, ulong operation, ulong position, long result, ulong state = 7) =>
        _events.Add(new UpdateMade(Now, Process(name), "t", s_formation, operation, position, position, result, state));

    private void Return(string name, ulong operation, long result) =>
        _events.Add(new UpdateReturned(Now, Process(name), "t", operation, result));

    private string[] Broken()
    {
        var facts = new RunFacts
        {
            Expected = [],
            FaultsStopped = TimeSpan.Zero,
            StabilisationBound = TimeSpan.FromHours(1),
            SendingStopped = Now,
            Ended = Now,
            Tools = [Process("a"), Process("b")],
            ToolClients = [Process("c")],
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
