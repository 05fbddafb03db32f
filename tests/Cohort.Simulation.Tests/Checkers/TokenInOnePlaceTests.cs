using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>K5: a and b are in a view, and know where the token is.</summary>
public sealed class TokenInOnePlaceTests
{
    private static readonly GroupId s_formation = new(9, 9);

    private readonly List<HistoryEvent> _events = [];
    private ulong _views;

    public TokenInOnePlaceTests()
    {
        foreach (string name in (string[])["a", "b"])
        {
            _events.Add(new ProcessStarted(Now, Process(name), name));
            _events.Add(new ReplicaBegan(Now, Process(name), "t", s_formation));
        }
        Install("a", "b");
        Place("a", "a", 1);
        Place("b", "a", 1);
    }

    private TimeSpan Now => TimeSpan.FromSeconds(_events.Count);

    [Fact]
    public void A_token_that_all_see_go_from_one_to_the_next_is_right()
    {
        Grant("b", 5);
        Place("a", "b", 5);
        Place("b", "b", 5);
        Install("a");
        Place("a", "a", 6);
        Assert.Empty(Broken("a"));
    }

    [Fact]
    public void One_number_at_two_members_breaks_it()
    {
        Place("a", "b", 5);
        Place("b", "a", 5);
        Assert.Equal(["K5"], Broken("a", "b"));
    }

    [Fact]
    public void A_passing_without_a_number_of_its_own_breaks_it()
    {
        Place("a", "b", 1);
        Place("b", "b", 1);
        Assert.Equal(["K5"], Broken("a", "b"));
    }

    [Fact]
    public void A_number_that_falls_breaks_it()
    {
        Place("a", "b", 5);
        Place("b", "b", 5);
        Place("a", "a", 4);
        Place("b", "a", 4);
        Assert.Equal(["K5"], Broken("a", "b"));
    }

    [Fact]
    public void A_token_at_one_that_is_gone_breaks_it()
    {
        Place("a", "b", 5);
        Place("b", "b", 5);
        Install("a");
        Place("a", "b", 5);
        Assert.Equal(["K5"], Broken("a"));
    }

    [Fact]
    public void A_token_that_was_granted_to_another_than_has_it_breaks_it()
    {
        Grant("b", 5);
        Place("a", "a", 5);
        Place("b", "a", 5);
        Assert.Equal(["K5"], Broken("a", "b"));
    }

    [Fact]
    public void One_who_knows_it_elsewhere_in_the_end_breaks_it()
    {
        Place("a", "b", 5);
        Assert.Equal(["K5"], Broken("a", "b"));
        Place("b", "b", 5);
        Assert.Empty(Broken("a", "b"));
    }

    private static ProcessId Process(string name) => new(name, 1);

    private static MemberId Member(string name) => new(Process(name), 1);

    private void Install(params string[] names)
    {
        _views++;
        foreach (string name in names)
            _events.Add(
                new ToolViewInstalled(
                    Now,
                    Process(name),
                    "t",
                    s_formation,
                    new ViewNumber(_views),
                    [.. names.Select(each => new Member(Member(each), each, true))]
                )
            );
    }

    private void Place(string at, string where, ulong number) =>
        _events.Add(new TokenPlaced(Now, Process(at), "t", s_formation, Member(where), number));

    private void Grant(string to, ulong number)
    {
        _events.Add(new ClaimAsked(Now, Process(to), "t", number, "token", "token", 0, TimeSpan.Zero));
        foreach (string name in (string[])["a", "b"])
        {
            _events.Add(Changed(name, ClaimChange.Queued, 0));
            _events.Add(Changed(name, ClaimChange.Granted, number));
        }
        _events.Add(new ClaimHeld(Now, Process(to), "t", number, number));

        ClaimChanged Changed(string name, ClaimChange change, ulong grant) =>
            new(Now, Process(name), "t", s_formation, number, change, grant, number);
    }

    private string[] Broken(params string[] living)
    {
        var facts = new RunFacts
        {
            Expected = [],
            FaultsStopped = TimeSpan.Zero,
            StabilisationBound = TimeSpan.FromHours(1),
            SendingStopped = Now,
            Ended = Now,
            Tools = [.. living.Select(Process)],
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
