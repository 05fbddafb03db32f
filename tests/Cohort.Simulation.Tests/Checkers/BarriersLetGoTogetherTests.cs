using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>K6: a, b and c are in a view, and have replicas of the barriers of a group.</summary>
public sealed class BarriersLetGoTogetherTests
{
    private static readonly GroupId s_formation = new(9, 9);

    private readonly List<HistoryEvent> _events = [];
    private string[] _members = ["a", "b", "c"];
    private ulong _arrivals;
    private ulong _updates;
    private ulong _view;

    public BarriersLetGoTogetherTests()
    {
        foreach (string name in _members)
        {
            _events.Add(new ProcessStarted(Now, Process(name), name));
            _events.Add(new ReplicaBegan(Now, Process(name), "t", s_formation));
        }
        Install("a", "b", "c");
    }

    private TimeSpan Now => TimeSpan.FromSeconds(_events.Count);

    [Fact]
    public void One_that_lets_go_of_all_when_the_last_has_come_is_right()
    {
        Step(1, "a", "b", "c");
        Step(2, "c", "a", "b");
        Assert.Empty(Broken());
    }

    [Fact]
    public void Whoever_has_come_and_waits_for_others_is_right()
    {
        Come("a");
        Come("b");
        Assert.Empty(Broken());
    }

    [Fact]
    public void To_let_go_before_the_last_has_come_breaks_it()
    {
        ulong a = Come("a");
        ulong b = Come("b", then: [(a, ArrivalChange.LetGo, 1), (_arrivals + 1, ArrivalChange.LetGo, 1)]);
        Tell("a", a, 1);
        Tell("b", b, 1);
        Assert.Equal(["K6"], Broken());
    }

    [Fact]
    public void Not_to_let_go_when_the_last_has_come_breaks_it()
    {
        foreach (string name in _members)
            Come(name);
        Assert.Equal(["K6"], Broken());
    }

    [Fact]
    public void To_let_go_of_some_only_breaks_it()
    {
        ulong a = Come("a");
        ulong b = Come("b");
        ulong c = Come("c", then: [(a, ArrivalChange.LetGo, 1), (b, ArrivalChange.LetGo, 1)]);
        Tell("a", a, 1);
        Tell("b", b, 1);
        Give("c", c);
        Assert.Equal(["K6"], Broken());
    }

    [Fact]
    public void A_phase_with_the_number_of_the_one_before_breaks_it()
    {
        Step(1, "a", "b", "c");
        Step(1, "a", "b", "c");
        Assert.Equal(["K6"], Broken());
    }

    [Fact]
    public void One_that_took_part_and_is_gone_is_not_waited_for()
    {
        Step(1, "a", "b", "c");
        ulong a = Come("a");
        ulong b = Come("b");
        Install("a", "b");
        Assert.Equal(["K6"], Broken());
        Change(true, (a, ArrivalChange.LetGo, 2), (b, ArrivalChange.LetGo, 2));
        Tell("a", a, 2);
        Tell("b", b, 2);
        Step(3, "b", "a");
        Assert.Empty(Broken());
    }

    [Fact]
    public void Whoever_takes_its_place_is_waited_for()
    {
        Step(1, "a", "b", "c");
        Install("a", "b");
        _events.Add(new ReplicaBegan(Now, Process("d"), "t", s_formation));
        Install("a", "b", "d");
        Come("d");
        ulong a = Come("a");
        Assert.Empty(Broken());
        _events.RemoveAll(happened => happened is ArrivalChanged change && change.Arrival == a);
        _updates--;
        Change(false, (a, ArrivalChange.Taken, 0), (a - 1, ArrivalChange.LetGo, 2), (a, ArrivalChange.LetGo, 2));
        Assert.Equal(["K6"], Broken());
    }

    [Fact]
    public void One_that_breaks_tells_each_once()
    {
        Step(1, breaks: true, "a", "b", "c");
        ulong a = Come("a", breaks: true);
        Install("a", "b");
        Change(true, (a, ArrivalChange.Broken, 0));
        _events.Add(new BarrierBroke(Now, Process("a"), "t", a));
        Assert.Empty(Broken());
        ulong b = Reach("b", breaks: true);
        Change(false, (b, ArrivalChange.Broken, 0));
        _events.Add(new BarrierBroke(Now, Process("b"), "t", b));
        Assert.Empty(Broken());
        ulong again = Reach("b", breaks: true);
        Change(false, (again, ArrivalChange.Broken, 0));
        _events.Add(new BarrierBroke(Now, Process("b"), "t", again));
        Assert.Equal(["K6"], Broken());
    }

    [Fact]
    public void One_that_comes_without_having_heard_that_it_has_broken_breaks_it()
    {
        Step(1, breaks: true, "a", "b", "c");
        Install("a", "b");
        Come("b", breaks: true);
        Assert.Equal(["K6"], Broken());
    }

    [Fact]
    public void Replicas_that_let_go_at_two_places_break_it()
    {
        ulong a = Come("a", participants: 1, then: [(1, ArrivalChange.LetGo, 1)]);
        Tell("a", a, 1);
        Assert.Empty(Broken());
        int last = _events.FindLastIndex(happened => happened is ArrivalChanged);
        _events[last] = (ArrivalChanged)_events[last] with { Phase = 2 };
        Assert.Equal(["K6"], Broken());
    }

    [Fact]
    public void A_phase_that_no_replica_has_ended_breaks_it()
    {
        ulong a = Come("a");
        Tell("a", a, 1);
        Assert.Equal(["K6"], Broken());
    }

    [Fact]
    public void One_that_waits_in_the_end_and_that_no_replica_knows_breaks_it()
    {
        ulong a = Reach("a");
        Assert.Equal(["K6"], Broken());
        Give("a", a);
        Assert.Empty(Broken());
    }

    private static ProcessId Process(string name) => new(name, 1);

    private void Install(params string[] names)
    {
        _members = names;
        _view++;
        foreach (string name in names)
        {
            _events.Add(
                new ToolViewInstalled(
                    Now,
                    Process(name),
                    "t",
                    s_formation,
                    new ViewNumber(_view),
                    [.. names.Select(each => new Member(new MemberId(Process(each), 1), each, true))]
                )
            );
            _events.Add(new BarriersSawView(Now, Process(name), "t", s_formation, new ViewNumber(_view), _updates));
        }
    }

    private void Change(bool byView, params (ulong Arrival, ArrivalChange Change, ulong Phase)[] changes)
    {
        if (!byView)
            _updates++;
        foreach (string name in _members)
        foreach ((ulong arrival, ArrivalChange change, ulong phase) in changes)
            _events.Add(
                new ArrivalChanged(
                    Now,
                    Process(name),
                    "t",
                    s_formation,
                    new ViewNumber(_view),
                    _updates,
                    byView,
                    arrival,
                    change,
                    phase
                )
            );
    }

    private ulong Reach(string name, int participants = 3, bool breaks = false)
    {
        _events.Add(new BarrierReached(Now, Process(name), "t", ++_arrivals, "start", participants, breaks));
        return _arrivals;
    }

    private ulong Come(
        string name,
        int participants = 3,
        bool breaks = false,
        params (ulong Arrival, ArrivalChange Change, ulong Phase)[] then
    )
    {
        ulong arrival = Reach(name, participants, breaks);
        Change(false, [(arrival, ArrivalChange.Taken, 0), .. then]);
        return arrival;
    }

    private void Step(ulong phase, params string[] names) => Step(phase, breaks: false, names);

    private void Step(ulong phase, bool breaks, params string[] names)
    {
        ulong[] waiting = [.. names[..^1].Select(name => Come(name, breaks: breaks))];
        ulong[] all = [.. waiting, _arrivals + 1];
        Come(names[^1], breaks: breaks, then: [.. all.Select(arrival => (arrival, ArrivalChange.LetGo, phase))]);
        foreach ((string name, ulong arrival) in names.Zip(all))
            Tell(name, arrival, phase);
    }

    private void Tell(string name, ulong arrival, ulong phase) =>
        _events.Add(new BarrierPassed(Now, Process(name), "t", arrival, phase));

    private void Give(string name, ulong arrival) => _events.Add(new BarrierGivenUp(Now, Process(name), "t", arrival));

    private string[] Broken()
    {
        var facts = new RunFacts
        {
            Expected = [],
            FaultsStopped = TimeSpan.Zero,
            StabilisationBound = TimeSpan.FromHours(1),
            SendingStopped = Now,
            Ended = Now,
            Tools = [.. _members.Select(Process)],
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
