using Cohort.Protocol;
using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>H1, H2: a and b are in one leaf of a hierarchical group, c is in another.</summary>
public sealed class HierarchyTests
{
    private static readonly GroupId s_parent = new(9, 9);

    private readonly List<HistoryEvent> _events = [];

    public HierarchyTests()
    {
        Join("a", 1);
        Join("b", 1);
        Join("c", 2);
    }

    private TimeSpan Now => TimeSpan.FromSeconds(_events.Count);

    [Fact]
    public void All_messages_in_one_order_are_right()
    {
        Send("a", 1, 2);
        Send("c", 3);
        foreach (string member in (string[])["a", "b", "c"])
            Get(member, ("a", 1, 1), ("c", 3, 2), ("a", 2, 3));
        Assert.Empty(Broken());
    }

    [Fact]
    public void The_senders_leaf_may_have_it_before_it_has_a_position()
    {
        Send("a", 1);
        Send("c", 2);
        Get("a", ("a", 1, 0), ("c", 2, 2));
        Get("b", ("a", 1, 0), ("c", 2, 2));
        Get("c", ("a", 1, 1), ("c", 2, 2));
        Assert.Empty(Broken());
    }

    [Fact]
    public void Two_orders_break_H1()
    {
        Send("a", 1);
        Send("c", 2);
        Get("a", ("a", 1, 1), ("c", 2, 2));
        Get("b", ("a", 1, 1), ("c", 2, 2));
        Get("c", ("c", 2, 1), ("a", 1, 2));
        Assert.Equal(["H1"], Broken());
    }

    [Fact]
    public void A_message_that_comes_twice_breaks_H1()
    {
        Send("a", 1);
        Get("a", ("a", 1, 0), ("a", 1, 1));
        Get("b", ("a", 1, 0));
        Get("c", ("a", 1, 1));
        Assert.Equal(["H1"], Broken());
    }

    [Fact]
    public void A_hole_breaks_H1_where_no_gap_is_told()
    {
        Send("c", 1, 2, 3);
        Get("a", ("c", 1, 1), ("c", 3, 3));
        Get("b", ("c", 1, 1), ("c", 2, 2), ("c", 3, 3));
        Get("c", ("c", 1, 1), ("c", 2, 2), ("c", 3, 3));
        Assert.Equal(["H1", "H2"], Broken());
    }

    [Fact]
    public void A_hole_is_right_where_a_gap_is_told()
    {
        Send("c", 1, 2);
        Get("a", ("c", 1, 1));
        _events.Add(new HierarchyGap(Now, Of("a"), "h"));
        Send("c", 3);
        Get("a", ("c", 3, 3));
        Get("b", ("c", 1, 1), ("c", 2, 2), ("c", 3, 3));
        Get("c", ("c", 1, 1), ("c", 2, 2), ("c", 3, 3));
        Assert.Empty(Broken());
    }

    [Fact]
    public void A_senders_messages_in_another_order_break_H1()
    {
        Send("a", 1, 2);
        foreach (string member in (string[])["a", "b", "c"])
            Get(member, ("a", 2, 1), ("a", 1, 2));
        Assert.Equal(["H1"], Broken());
    }

    [Fact]
    public void What_one_gets_before_it_can_send_it_has()
    {
        Send("a", 1);
        Get("d", ("a", 1, 0));
        Join("d", 1);
        Get("a", ("a", 1, 0));
        Get("b", ("a", 1, 0));
        Send("c", 2, 3);
        Get("c", ("c", 2, 1), ("a", 1, 2), ("c", 3, 3));
        foreach (string member in (string[])["a", "b", "d"])
            Get(member, ("c", 2, 1), ("c", 3, 3));
        Assert.Empty(Broken());
    }

    [Fact]
    public void In_another_membership_it_is_another_sender()
    {
        Send("a", 1);
        _events.Add(new HierarchyLeft(Now, Of("a"), "h"));
        Join("a", 2);
        Send("a", 2);
        foreach (string member in (string[])["b", "c"])
            Get(member, ("a", 2, 1), ("a", 1, 2));
        Get("a", ("a", 2, 1), ("a", 1, 2));
        Assert.Empty(Broken());
    }

    [Fact]
    public void Other_bytes_break_H1()
    {
        Send("a", 1);
        Get("a", ("a", 1, 1));
        Get("b", ("a", 1, 1));
        Get("c", ("a", 1, 1));
        _events[^1] = (HierarchyDelivered)_events[^1] with { Intact = false };
        Assert.Equal(["H1"], Broken());
    }

    [Fact]
    public void What_the_leaf_had_before_one_joined_is_none_of_its_own()
    {
        Send("a", 1);
        Get("a", ("a", 1, 0));
        Get("b", ("a", 1, 0));
        Join("d", 1);
        Send("c", 2, 3);
        Get("c", ("c", 2, 1), ("a", 1, 2), ("c", 3, 3));
        foreach (string member in (string[])["a", "b", "d"])
            Get(member, ("c", 2, 1), ("c", 3, 3));
        Assert.Empty(Broken());
    }

    [Fact]
    public void A_message_that_one_leaf_never_gets_breaks_H2()
    {
        Send("a", 1);
        Get("a", ("a", 1, 1));
        Get("b", ("a", 1, 1));
        Assert.Equal(["H2"], Broken());
    }

    [Fact]
    public void One_that_is_in_no_leaf_in_the_end_breaks_H2()
    {
        _events.Add(new HierarchyLeft(Now, Of("b"), "h"));
        Assert.Equal(["H2"], Broken());
    }

    private static ProcessId Of(string name) => new(name, 1);

    private void Join(string name, ulong leaf) =>
        _events.Add(new HierarchyJoined(Now, Of(name), "h", new GroupId(leaf, leaf)));

    private void Send(string name, params ulong[] payloads)
    {
        foreach (ulong payload in payloads)
            _events.Add(new HierarchySent(Now, Of(name), "h", payload, Order.Total));
    }

    private void Get(string name, params (string Sender, ulong Payload, ulong Position)[] messages)
    {
        foreach ((string sender, ulong payload, ulong position) in messages)
            _events.Add(
                new HierarchyDelivered(
                    Now,
                    Of(name),
                    "h",
                    payload,
                    Intact: true,
                    new MemberId(Of(sender), 0),
                    Order.Total,
                    s_parent,
                    position
                )
            );
    }

    private string[] Broken()
    {
        var facts = new RunFacts
        {
            Expected = [],
            FaultsStopped = TimeSpan.Zero,
            StabilisationBound = TimeSpan.FromSeconds(10),
            SendingStopped = Now,
            Ended = Now,
            Hierarchy = [.. _events.OfType<HierarchyJoined>().Select(joined => joined.Process).Order()],
        };
        var history = new History(_events, facts);
        IPropertyChecker[] checkers = [new HierarchyOrder(), new HierarchyReach()];
        return [.. checkers.SelectMany(checker => checker.Check(history)).Select(each => each.Property).Distinct()];
    }
}
