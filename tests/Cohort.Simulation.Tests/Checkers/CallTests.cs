using System.Collections.Immutable;
using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>Q1: a calls the members of a group, a, b and c, of which c does not hold the state yet.</summary>
public sealed class CallTests
{
    private static readonly GroupId s_formation = new(9, 9);

    private readonly List<HistoryEvent> _events = [];

    public CallTests()
    {
        foreach (string name in (string[])["a", "b", "c"])
            _events.Add(new ProcessStarted(Now, Process(name), name));
        Install("a", 1, "a", "b", "c*");
        Install("b", 1, "a", "b", "c*");
    }

    private TimeSpan Now => TimeSpan.FromSeconds(_events.Count);

    [Fact]
    public void A_call_that_all_full_members_reply_to_is_right()
    {
        Call("All");
        Run("a", 1);
        Run("c", 3);
        Deliver(1, "a", "b");
        Run("b", null);
        Reply("a", "Value", 1);
        Reply("b", "Threw");
        Settle(wasReached: false);
        Assert.Empty(Broken());
    }

    [Fact]
    public void A_member_that_a_later_view_is_without_may_be_absent()
    {
        Call("All");
        Run("a", 1);
        Deliver(1, "a", "b");
        Reply("a", "Value", 1);
        Install("a", 2, "a", "c");
        Reply("b", "Gone");
        Settle(wasReached: false);
        Assert.Empty(Broken());
    }

    [Fact]
    public void One_that_is_there_may_not()
    {
        Call("All");
        Run("a", 1);
        Deliver(1, "a", "b");
        Reply("a", "Value", 1);
        Reply("b", "Gone");
        Settle(wasReached: false);
        Assert.Equal(["Q1"], Broken());
    }

    [Fact]
    public void A_map_of_the_members_of_another_view_is_wrong()
    {
        Call("All");
        Install("a", 2, "a", "b", "c");
        Run("a", 1, view: 2);
        Deliver(1, "a", "b");
        Reply("a", "Value", 1);
        Run("b", 2, view: 2);
        Reply("b", "Value", 2);
        Settle(wasReached: true);
        Assert.Equal(["Q1"], Broken());
    }

    [Fact]
    public void A_map_without_one_of_the_members_is_wrong()
    {
        Call("All");
        Run("a", 1);
        Deliver(1, "a");
        Reply("a", "Value", 1);
        Settle(wasReached: true);
        Assert.Equal(["Q1"], Broken());
    }

    [Fact]
    public void A_reply_that_is_taken_twice_is_wrong()
    {
        Call("All");
        Run("a", 1);
        Run("b", 2);
        Deliver(1, "a", "b");
        Reply("a", "Value", 1);
        Reply("a", "Value", 1);
        Settle(wasReached: true);
        Assert.Equal(["Q1"], Broken());
    }

    [Fact]
    public void A_value_that_the_method_did_not_come_to_is_wrong()
    {
        Call("Count(1)");
        Run("a", 1);
        Deliver(1, "a", "b");
        Reply("a", "Value", 2);
        Settle(wasReached: true, unanswered: 1);
        Assert.Equal(["Q1"], Broken());
    }

    [Fact]
    public void A_reply_of_one_that_has_not_executed_the_call_is_wrong()
    {
        Call("Count(1)");
        Deliver(1, "a", "b");
        Reply("b", "Value", 2);
        Settle(wasReached: true, unanswered: 1);
        Assert.Equal(["Q1"], Broken());
    }

    [Theory]
    [InlineData("Count(1)", true, 1)]
    [InlineData("Majority", false, 1)]
    [InlineData("All", false, 1)]
    [InlineData("Count(2)", true, 1)]
    [InlineData("Count(3)", false, 1)]
    public void What_settles_too_early_or_says_other_than_is_so_is_wrong(string wanted, bool wasReached, int unanswered)
    {
        Call(wanted);
        Run("a", 1);
        Deliver(1, "a", "b");
        Reply("a", "Value", 1);
        Settle(wasReached, unanswered);
        bool isRight = (wanted, wasReached) is ("Count(1)", true) or ("Count(3)", false);
        Assert.Equal(isRight ? [] : ["Q1"], Broken());
    }

    [Fact]
    public void A_reply_after_the_end_is_wrong()
    {
        Call("Count(1)");
        Run("a", 1);
        Run("b", 2);
        Deliver(1, "a", "b");
        Reply("a", "Value", 1);
        Settle(wasReached: true, unanswered: 1);
        Reply("b", "Value", 2);
        Assert.Equal(["Q1"], Broken());
    }

    [Fact]
    public void A_call_that_never_ends_is_wrong_unless_its_caller_is_dead()
    {
        Call("All");
        Run("a", 1);
        Deliver(1, "a", "b");
        Assert.Equal(["Q1"], Broken());
        Assert.Empty(Broken("b"));
    }

    [Fact]
    public void A_call_fails_only_where_its_caller_is_no_member_any_more()
    {
        Call("All");
        _events.Add(new MembersCallFailed(Now, Process("a"), "t", 7, "PutOut"));
        Assert.Equal(["Q1"], Broken());
        _events.Insert(_events.Count - 1, new ToolMembershipLost(Now, Process("a"), "t"));
        Assert.Empty(Broken());
    }

    [Fact]
    public void A_call_to_one_member_is_executed_by_that_one()
    {
        Call("All", "b");
        Deliver(1, "b");
        Run("b", 2);
        Reply("b", "Value", 2);
        Settle(wasReached: true);
        Assert.Empty(Broken());
        Run("a", 1);
        Assert.Equal(["Q1"], Broken());
    }

    [Fact]
    public void One_that_does_not_hold_the_state_yet_counts_as_gone()
    {
        Call("All", "c");
        Deliver(1, "c");
        Reply("c", "Gone");
        Settle(wasReached: false);
        Assert.Empty(Broken());
    }

    [Fact]
    public void A_call_without_replies_ends_without_any()
    {
        Call("None");
        Settle(wasReached: true);
        Assert.Empty(Broken());
        Deliver(1, "a", "b");
        Assert.Equal(["Q1"], Broken());
    }

    private static ProcessId Process(string name) => new(name, 1);

    private static MemberId Id(string name) => new(Process(name), 0);

    private void Install(string at, ulong number, params string[] members)
    {
        ImmutableArray<Member> view =
        [
            .. members.Select(name => new Member(Id(name.TrimEnd('*')), name.TrimEnd('*'), !name.EndsWith('*'))),
        ];
        _events.Add(new ToolViewInstalled(Now, Process(at), "t", s_formation, new ViewNumber(number), view));
    }

    private void Call(string wanted, string? target = null) =>
        _events.Add(new MembersCalled(Now, Process("a"), "t", 7, wanted, target is null ? null : Id(target)));

    private void Deliver(ulong view, params string[] expected) =>
        _events.Add(
            new MembersCallDelivered(
                Now,
                Process("a"),
                "t",
                7,
                s_formation,
                new ViewNumber(view),
                string.Join(' ', expected.Select(Id))
            )
        );

    private void Run(string at, long? result, ulong view = 1) =>
        _events.Add(new MethodRan(Now, Process(at), "t", 7, Id(at), s_formation, new ViewNumber(view), result));

    private void Reply(string from, string outcome, long? value = null) =>
        _events.Add(new MemberReplied(Now, Process("a"), "t", 7, Id(from), outcome, value));

    private void Settle(bool wasReached, int unanswered = 0) =>
        _events.Add(new MembersCallSettled(Now, Process("a"), "t", 7, wasReached, unanswered));

    private string[] Broken(params string[] alive)
    {
        var facts = new RunFacts
        {
            Expected = [],
            FaultsStopped = TimeSpan.Zero,
            StabilisationBound = TimeSpan.FromHours(1),
            SendingStopped = Now,
            Ended = Now,
            Tools = [.. (alive.Length > 0 ? alive : ["a", "b", "c"]).Select(Process)],
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
