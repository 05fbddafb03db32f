using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>K1, K2, K3 and E1: a and b have replicas of the locks, the token and the elections of a group.</summary>
public sealed class ClaimTests
{
    private static readonly GroupId s_formation = new(9, 9);

    private readonly List<HistoryEvent> _events = [];
    private ulong _claims;
    private ulong _position;

    public ClaimTests()
    {
        foreach (string name in (string[])["a", "b"])
        {
            _events.Add(new ProcessStarted(Now, Process(name), name));
            Begin(name);
        }
    }

    private TimeSpan Now => TimeSpan.FromSeconds(_events.Count);

    [Fact]
    public void A_lock_that_goes_from_one_to_the_next_is_right()
    {
        ulong first = Ask("a", "exclusive");
        ulong second = Ask("b", "exclusive");
        Make(first, ClaimChange.Queued);
        Make(first, ClaimChange.Granted, 7);
        Hold("a", first, 7);
        Make(second, ClaimChange.Queued);
        Return("a", first);
        Make(first, ClaimChange.Ended);
        Make(second, ClaimChange.Granted, 8);
        Hold("b", second, 8);
        Assert.Empty(Broken());
    }

    [Fact]
    public void Two_that_hold_one_lock_break_K1()
    {
        Grant("a", "exclusive", 7);
        Grant("b", "exclusive", 8);
        Assert.Equal(["K1"], Broken());
    }

    [Fact]
    public void Two_that_share_it_do_not()
    {
        Grant("a", "shared", 7);
        Grant("b", "shared", 8);
        Assert.Empty(Broken());
        Grant("b", "exclusive", 9);
        Assert.Equal(["K1"], Broken());
    }

    [Fact]
    public void One_more_than_a_semaphore_has_permits_breaks_K1()
    {
        Grant("a", "permit", 7, permits: 2);
        Grant("b", "permit", 8, permits: 2);
        Assert.Empty(Broken());
        Grant("b", "permit", 9, permits: 2);
        Assert.Equal(["K1"], Broken());
    }

    [Fact]
    public void A_token_that_does_not_grow_breaks_K1()
    {
        ulong first = Grant("a", "exclusive", 7);
        Return("a", first);
        Make(first, ClaimChange.Ended);
        Grant("b", "exclusive", 7);
        Assert.Equal(["K1"], Broken());
    }

    [Fact]
    public void A_token_that_nobody_granted_breaks_K1()
    {
        ulong claim = Ask("a", "exclusive");
        Make(claim, ClaimChange.Queued);
        Make(claim, ClaimChange.Granted, 7);
        Hold("a", claim, 8);
        Assert.Equal(["K1"], Broken());
    }

    [Fact]
    public void One_who_has_not_heard_that_it_was_put_out_breaks_K1()
    {
        ulong told = Grant("a", "exclusive", 7);
        _events.Add(new ClaimLost(Now, Process("a"), "t", told, "PutOut"));
        Make(told, ClaimChange.Ended);
        _events.Add(new MembershipDoubted(Now, Process("a"), "t"));
        Begin("a");
        Assert.Empty(Broken());
        Grant("a", "exclusive", 8);
        _events.Add(new MembershipDoubted(Now, Process("a"), "t"));
        Assert.Equal(["K1"], Broken());
    }

    [Fact]
    public void A_lease_that_ends_early_breaks_K1()
    {
        ulong claim = Grant("a", "exclusive", 7, lease: TimeSpan.FromSeconds(3));
        for (int second = 0; second < 3; second++)
            _events.Add(new ProcessPaused(Now, Process("c")));
        Make(claim, ClaimChange.Expired);
        Assert.Empty(Broken());
        _events.Clear();
        Begin("a");
        Begin("b");
        claim = Grant("a", "exclusive", 8, lease: TimeSpan.FromSeconds(60));
        Make(claim, ClaimChange.Expired);
        Assert.Equal(["K1"], Broken());
    }

    [Fact]
    public void A_lease_that_was_renewed_runs_anew()
    {
        ulong claim = Grant("a", "exclusive", 7, lease: TimeSpan.FromSeconds(10));
        for (int second = 0; second < 8; second++)
            _events.Add(new ProcessPaused(Now, Process("c")));
        Make(claim, ClaimChange.Renewed, 1);
        for (int second = 0; second < 4; second++)
            _events.Add(new ProcessPaused(Now, Process("c")));
        Make(claim, ClaimChange.Expired);
        Assert.Equal(["K1"], Broken());
    }

    [Fact]
    public void One_who_waits_to_the_end_breaks_K2()
    {
        ulong claim = Ask("a", "exclusive");
        Make(claim, ClaimChange.Queued);
        Assert.Equal(["K2"], Broken());
        _events.Add(new ClaimGivenUp(Now, Process("a"), "t", claim));
        Assert.Empty(Broken());
    }

    [Fact]
    public void One_who_gets_past_another_breaks_K3()
    {
        ulong holder = Grant("a", "exclusive", 7);
        ulong first = Ask("a", "exclusive");
        ulong second = Ask("b", "exclusive");
        Make(first, ClaimChange.Queued);
        Make(second, ClaimChange.Queued);
        Return("a", holder);
        Make(holder, ClaimChange.Ended);
        Make(second, ClaimChange.Granted, 8);
        Hold("b", second, 8);
        _events.Add(new ClaimGivenUp(Now, Process("a"), "t", first));
        Assert.Equal(["K3"], Broken());
    }

    [Fact]
    public void One_who_gets_past_another_that_does_not_wait_any_more_does_not()
    {
        ulong holder = Grant("a", "exclusive", 7);
        ulong first = Ask("a", "exclusive");
        ulong second = Ask("b", "exclusive");
        Make(first, ClaimChange.Queued);
        Make(second, ClaimChange.Queued);
        _events.Add(new ClaimGivenUp(Now, Process("a"), "t", first));
        Make(first, ClaimChange.Ended);
        Return("a", holder);
        Make(holder, ClaimChange.Ended);
        Make(second, ClaimChange.Granted, 8);
        Hold("b", second, 8);
        Assert.Empty(Broken());
    }

    [Fact]
    public void A_token_goes_past_one_that_waits_only_to_whom_its_holder_gives_it()
    {
        ulong holder = Grant("a", "token", 7);
        ulong first = Ask("a", "token");
        ulong second = Ask("b", "token");
        Make(first, ClaimChange.Queued);
        Make(second, ClaimChange.Queued);
        Return("a", holder);
        int passed = _events.Count;
        Make(holder, ClaimChange.Ended);
        Make(second, ClaimChange.Granted, 8);
        Hold("b", second, 8);
        _events.Add(new ClaimGivenUp(Now, Process("a"), "t", first));
        Assert.Equal(["K3"], Broken());
        _events.Insert(passed, new TokenPassed(Now, Process("a"), "t", holder, new MemberId(Process("b"), 1)));
        Assert.Empty(Broken());
        _events[passed] = new TokenPassed(Now, Process("a"), "t", holder, new MemberId(Process("a"), 1));
        Assert.Equal(["K3"], Broken());
    }

    [Fact]
    public void A_token_that_two_have_breaks_K1_and_one_that_nobody_gets_K2()
    {
        Grant("a", "token", 7);
        Assert.Empty(Broken());
        ulong second = Ask("b", "token");
        Make(second, ClaimChange.Queued);
        Assert.Equal(["K2"], Broken());
        Make(second, ClaimChange.Granted, 8);
        Hold("b", second, 8);
        Assert.Equal(["K1"], Broken());
    }

    [Fact]
    public void Two_that_lead_in_one_term_break_E1()
    {
        ulong first = Grant("a", "leader", 7);
        Return("a", first);
        Make(first, ClaimChange.Ended);
        Grant("b", "leader", 7);
        Assert.Equal(["E1"], Broken());
    }

    [Fact]
    public void Two_that_lead_at_a_time_break_E1()
    {
        Grant("a", "leader", 7);
        Grant("b", "leader", 8);
        Assert.Equal(["E1"], Broken());
    }

    [Fact]
    public void Candidates_without_a_leader_break_E1()
    {
        ulong leader = Grant("a", "leader", 7);
        ulong candidate = Ask("b", "leader");
        Make(candidate, ClaimChange.Queued);
        Assert.Empty(Broken());
        Return("a", leader);
        Make(leader, ClaimChange.Ended);
        Assert.Equal(["E1"], Broken());
        Make(candidate, ClaimChange.Granted, 8);
        Hold("b", candidate, 8);
        Assert.Empty(Broken());
    }

    private static ProcessId Process(string name) => new(name, 1);

    private void Begin(string name) => _events.Add(new ReplicaBegan(Now, Process(name), "t", s_formation));

    private ulong Ask(string name, string mode, int permits = 0, TimeSpan lease = default)
    {
        string thing = mode is "shared" or "exclusive" ? "lock" : mode;
        _events.Add(new ClaimAsked(Now, Process(name), "t", ++_claims, thing, mode, permits, lease));
        return _claims;
    }

    private void Make(ulong claim, ClaimChange change, ulong number = 0)
    {
        _position++;
        foreach (string name in (string[])["a", "b"])
            _events.Add(new ClaimChanged(Now, Process(name), "t", s_formation, claim, change, number, _position));
    }

    private void Hold(string name, ulong claim, ulong number) =>
        _events.Add(new ClaimHeld(Now, Process(name), "t", claim, number));

    private void Return(string name, ulong claim) => _events.Add(new ClaimReturned(Now, Process(name), "t", claim));

    private ulong Grant(string name, string mode, ulong number, int permits = 0, TimeSpan lease = default)
    {
        ulong claim = Ask(name, mode, permits, lease);
        Make(claim, ClaimChange.Queued);
        Make(claim, ClaimChange.Granted, number);
        Hold(name, claim, number);
        return claim;
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
            Tools = [Process("a"), Process("b")],
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
