using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>K4: a and b have replicas of a queue.</summary>
public sealed class ItemsGivenOnceTests
{
    private static readonly GroupId s_formation = new(9, 9);

    private readonly List<HistoryEvent> _events = [];

    public ItemsGivenOnceTests()
    {
        foreach (string name in (string[])["a", "b"])
        {
            _events.Add(new ProcessStarted(Now, Process(name), name));
            _events.Add(new ReplicaBegan(Now, Process(name), "t", s_formation));
        }
    }

    private TimeSpan Now => TimeSpan.FromSeconds(_events.Count);

    [Fact]
    public void Items_that_are_given_in_order_are_right()
    {
        Want("a", 1);
        Want("b", 2);
        Both(name => Put(name, 1, item: 10));
        Both(name => Put(name, 2, item: 11));
        Both(name => Give(name, 3, item: 10, wish: 2));
        Both(name => Give(name, 4, item: 11, wish: 1));
        Take("a", 1, 11);
        Take("b", 2, 10);
        // One who waits in vain waits.
        Want("a", 3);
        Assert.Empty(Broken());
    }

    [Fact]
    public void An_item_that_overtakes_another_is_found()
    {
        Want("a", 1);
        Both(name => Put(name, 1, item: 10));
        Both(name => Put(name, 2, item: 11));
        Both(name => Give(name, 3, item: 11, wish: 1));
        Take("a", 1, 11);
        Assert.Contains(
            "item 11 is given to wish 1, and 10 was before it",
            Assert.Single(Broken()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_item_that_two_get_is_found()
    {
        Want("a", 1);
        Want("b", 2);
        Both(name => Put(name, 1, item: 10));
        Both(name => Give(name, 2, item: 10, wish: 1));
        Give("b", 3, item: 10, wish: 2);
        Take("a", 1, 10);
        Take("b", 2, 10);
        Assert.Contains(Broken(), text => text.Contains("which somebody had got before", StringComparison.Ordinal));
    }

    [Fact]
    public void An_item_that_nobody_gave_is_found()
    {
        Want("a", 1);
        Both(name => Put(name, 1, item: 10));
        Both(name => Give(name, 2, item: 10, wish: 1));
        Take("a", 1, 12);
        Assert.Contains("no replica has given it", Assert.Single(Broken()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wish_that_is_fulfilled_twice_is_found()
    {
        Want("a", 1);
        Both(name => Put(name, 1, item: 10));
        Both(name => Put(name, 2, item: 11));
        Both(name => Give(name, 3, item: 10, wish: 1));
        Both(name => Give(name, 4, item: 11, wish: 1));
        Take("a", 1, 10);
        Assert.Contains("has had another one", Assert.Single(Broken()), StringComparison.Ordinal);
    }

    [Fact]
    public void Replicas_that_differ_are_found()
    {
        Put("a", 1, item: 10);
        Put("b", 1, item: 11);
        Assert.Contains("another replica", Assert.Single(Broken()), StringComparison.Ordinal);
    }

    [Fact]
    public void One_who_waits_while_there_is_an_item_is_found()
    {
        Want("a", 1);
        Both(name => Put(name, 1, item: 10));
        Assert.Contains("waits for wish 1 in the end", Assert.Single(Broken()), StringComparison.Ordinal);
    }

    [Fact]
    public void One_who_has_given_up_or_is_gone_does_not_wait()
    {
        Want("a", 1);
        Want("c", 2);
        Both(name => Put(name, 1, item: 10));
        _events.Add(new WishGivenUp(Now, Process("a"), "t", 1));
        Assert.Empty(Broken());
    }

    [Fact]
    public void An_item_that_comes_back_is_given_before_all_others()
    {
        Want("a", 1);
        Both(name => Put(name, 1, item: 10));
        Both(name => Put(name, 2, item: 11));
        Leave("a", 1);
        Both(name => Give(name, 3, item: 10, wish: 1));
        Both(name => GiveBack(name, 4, item: 10));
        Want("b", 2);
        int given = _events.Count;
        Both(name => Give(name, 5, item: 10, wish: 2));
        Take("b", 2, 10);
        Assert.Empty(Broken());
        _events.RemoveRange(given, _events.Count - given);
        Both(name => Give(name, 5, item: 11, wish: 2));
        Take("b", 2, 11);
        Assert.Contains("and 10 was before it", Assert.Single(Broken()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_item_that_comes_back_from_nobody_is_found()
    {
        Both(name => Put(name, 1, item: 10));
        Both(name => GiveBack(name, 2, item: 10));
        Assert.Contains("nobody has it", Assert.Single(Broken()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_item_that_does_not_come_back_from_one_who_waits_no_more_is_found()
    {
        Want("a", 1);
        Both(name => Put(name, 1, item: 10));
        Leave("a", 1);
        Both(name => Give(name, 2, item: 10, wish: 1));
        Assert.Contains("item 10 is lost", Assert.Single(Broken()), StringComparison.Ordinal);
        // Its membership has ended meanwhile: nobody can give back anything for it.
        _events.Add(new WishGivenUp(Now, Process("a"), "t", 1));
        Assert.Empty(Broken());
    }

    private static ProcessId Process(string name) => new(name, 1);

    private void Both(Action<string> action)
    {
        action("a");
        action("b");
    }

    private void Want(string name, ulong wish) => _events.Add(new ItemWanted(Now, Process(name), "t", wish));

    private void Take(string name, ulong wish, long item) =>
        _events.Add(new ItemTaken(Now, Process(name), "t", wish, item));

    private void Put(string name, ulong updates, long item) =>
        _events.Add(new ItemPut(Now, Process(name), "t", s_formation, updates, item));

    private void Leave(string name, ulong wish) =>
        _events.Add(new WishGivenUp(Now, Process(name), "t", wish) { IsKnown = true });

    private void GiveBack(string name, ulong updates, long item) =>
        _events.Add(new ItemGivenBack(Now, Process(name), "t", s_formation, updates, item));

    private void Give(string name, ulong updates, long item, ulong wish) =>
        _events.Add(new ItemGiven(Now, Process(name), "t", s_formation, updates, item, wish));

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
        return [.. new ItemsGivenOnce().Check(new History([.. _events], facts)).Select(violation => violation.Text)];
    }
}
