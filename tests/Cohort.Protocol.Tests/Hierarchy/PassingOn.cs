using Cohort.Protocol.Hierarchy;

namespace Cohort.Protocol.Tests.Hierarchy;

/// <summary>H1, H2: how the members of a hierarchical group pass messages on, whichever of them die meanwhile.</summary>
public sealed class PassingOn
{
    private static readonly string[] s_all = ["a1", "a2", "a3", "b1", "b2", "b3"];

    private readonly Crowd _crowd = Two(new HierarchyLimits());

    private static Crowd Two(HierarchyLimits limits)
    {
        var crowd = new Crowd(limits);
        foreach (string name in s_all)
            crowd.Join(name, name[..1]);
        return crowd;
    }

    [Fact]
    public void A_message_comes_to_all_once()
    {
        _crowd.Send("a3", "one");
        _crowd.Settle();
        Assert.All(s_all, name => Assert.Equal(["one"], _crowd[name].Delivered));
    }

    [Fact]
    public void All_get_the_total_messages_of_two_leaves_in_one_order()
    {
        for (int message = 0; message < 50; message++)
        {
            _crowd.Send("a3", $"a{message}");
            _crowd.Send("b2", $"b{message}");
        }
        _crowd.Settle();
        Assert.Equal(100, _crowd["a1"].Delivered.Count);
        Assert.All(s_all, name => Assert.Equal(_crowd["a1"].Delivered, _crowd[name].Delivered));
    }

    [Fact]
    public void The_senders_leaf_has_a_fifo_message_at_once_and_the_others_when_it_has_come_to_them()
    {
        _crowd.Send("a1", "soon", Order.Fifo);
        _crowd.Settle(most: 1);
        Assert.Equal(["soon"], _crowd["a3"].Delivered);
        Assert.Empty(_crowd["b1"].Delivered);
        _crowd.Settle();
        Assert.All(s_all, name => Assert.Equal(["soon"], _crowd[name].Delivered));
    }

    [Fact]
    public void A_fifo_message_waits_for_its_senders_earlier_ones()
    {
        _crowd.Send("a1", "first", Order.Total);
        _crowd.Send("a1", "second", Order.Fifo);
        _crowd.Settle(most: 2);
        Assert.Empty(_crowd["a2"].Delivered);
        _crowd.Settle();
        Assert.All(s_all, name => Assert.Equal(["first", "second"], _crowd[name].Delivered));
    }

    public static TheoryData<int> Steps => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_representative_may_die_at_any_step_and_nothing_is_lost_or_comes_twice(int step)
    {
        for (int message = 0; message < 5; message++)
        {
            _crowd.Send("a3", $"a{message}");
            _crowd.Send("b3", $"b{message}");
        }
        _crowd.Settle(step);
        _crowd.Kill("a1");
        _crowd.Send("a3", "after");
        _crowd.Settle();
        Assert.Equal(11, _crowd["b1"].Delivered.Count);
        Assert.All(
            s_all.Where(name => name != "a1"),
            name => Assert.Equal(_crowd["b1"].Delivered, _crowd[name].Delivered)
        );
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void All_representatives_of_a_leaf_may_die_at_any_step_and_the_leaf_goes_on(int step)
    {
        for (int message = 0; message < 5; message++)
        {
            _crowd.Send("a3", $"a{message}");
            _crowd.Send("b3", $"b{message}");
        }
        _crowd.Settle(step);
        _crowd.Kill("b1", "b2");
        Assert.Equal(10, _crowd["a1"].Delivered.Count);
        Assert.Equal(_crowd["a1"].Delivered, _crowd["b3"].Delivered);
    }

    [Fact]
    public void One_that_joins_a_leaf_gets_what_comes_from_then_on()
    {
        _crowd.Send("b1", "before");
        _crowd.Settle();
        _crowd.Join("a4", "a");
        _crowd.Send("b1", "after");
        _crowd.Settle();
        Assert.Equal(["after"], _crowd["a4"].Delivered);
    }

    [Fact]
    public void A_leaf_that_dies_is_none_of_the_others_business()
    {
        _crowd.Kill("b1", "b2", "b3");
        _crowd.Send("a2", "alone");
        _crowd.Settle();
        Assert.Equal(["alone"], _crowd["a3"].Delivered);
    }

    [Fact]
    public void Where_all_representatives_of_all_leaves_die_at_once_the_others_go_on_and_are_told_of_a_gap()
    {
        _crowd.Send("a3", "before");
        _crowd.Settle();
        _crowd.Kill("a1", "a2", "b1", "b2");
        _crowd.Send("a3", "after");
        _crowd.Settle();
        Assert.Equal(["before", "gap", "after"], _crowd["a3"].Delivered);
        Assert.Equal(["before", "gap", "after"], _crowd["b3"].Delivered);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void What_comes_again_from_another_formation_of_the_parent_is_known(int step)
    {
        _crowd.Send("a3", "one");
        _crowd.Send("b3", "two");
        _crowd.Settle(step);
        _crowd.Kill("a1", "a2", "b1", "b2");
        _crowd.Settle();
        Assert.Equal(["one", "two"], _crowd["a3"].Delivered.Where(text => text != "gap").Order());
        Assert.Equal(["one", "two"], _crowd["b3"].Delivered.Where(text => text != "gap").Order());
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_leaf_may_die_whole_while_as_much_is_kept_for_it_as_may_be(int step)
    {
        Crowd crowd = Two(new HierarchyLimits { LogItems = 4 });
        for (int message = 0; message < 20; message++)
            crowd.Send("a3", $"{message}");
        crowd.Settle(20 + step);
        crowd.Kill("b1", "b2", "b3");
        Assert.Equal(20, crowd["a1"].Delivered.Count);
    }

    [Fact]
    public void No_more_is_kept_for_a_dead_leaf_than_the_log_may_hold()
    {
        Crowd crowd = Two(new HierarchyLimits { LogItems = 16 });
        crowd.Kill("b1", "b2", "b3");
        for (int message = 0; message < 200; message++)
            crowd.Send("a1", $"{message}");
        crowd.Settle();
        Assert.Equal(200, crowd["a3"].Delivered.Count);
        Assert.True(crowd["a1"].Machine.Parent.Save().Length < 16 * 100);
    }

    [Fact]
    public void Bytes_that_make_no_sense_are_said_to()
    {
        var sender = new Member(new MemberId(new ProcessId("a1", 1), 0), "a1", HoldsState: true);
        foreach (
            byte[] bytes in (byte[][])
                [
                    [],
                    [0],
                    [9, 9],
                    [1, 2, 3],
                    [2, 1],
                    [0, 1, 5],
                ]
        )
        {
            Assert.False(_crowd["a2"].Machine.Leaf.Delivered(sender, bytes));
            Assert.False(_crowd["a2"].Machine.Parent.Delivered(sender, bytes));
        }
        Assert.False(
            new HierarchyMachine(new ProcessId("x", 1), new HierarchyLimits()).Leaf.TryLoad(new byte[] { 1, 2, 3 })
        );
    }

    [Theory]
    [InlineData(Order.Causal)]
    [InlineData((Order)7)]
    public void There_is_no_other_order(Order order) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => HierarchyMachine.Encode(default, order));
}
