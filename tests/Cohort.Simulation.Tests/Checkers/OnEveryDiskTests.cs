using System.Collections.Immutable;
using Cohort.Protocol;
using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>U2: what is delivered as Durable is on the disk of whoever may be the last that has it.</summary>
public sealed class OnEveryDiskTests
{
    private static readonly GroupId s_formation = new(1, 2);
    private static readonly GroupId s_later = new(3, 4);

    private readonly List<HistoryEvent> _events = [];
    private TimeSpan _now;

    [Fact]
    public void What_all_members_have_may_be_delivered() =>
        Assert.Null(Group("a b").Synced("a b").Delivered("a").Broken);

    [Fact]
    public void What_one_member_lacks_may_not_be_delivered() =>
        Assert.Contains("b does not have it", Group("a b").Synced("a").Delivered("a").Broken, StringComparison.Ordinal);

    [Fact]
    public void What_comes_to_a_disk_after_the_delivery_came_too_late() =>
        Assert.NotNull(Group("a b").Synced("a").Delivered("a").Synced("b").Broken);

    [Fact]
    public void A_member_without_the_state_need_not_have_it() =>
        Assert.Null(Group("a b*").Synced("a").Delivered("a").Broken);

    [Fact]
    public void Of_the_cut_only_those_who_go_on_have_to_have_it()
    {
        Assert.Null(Group("a b c").Synced("a b").DeliveredInCut("a", "a b").Broken);
        Assert.NotNull(Group("a b c").Synced("a c").DeliveredInCut("a", "a b").Broken);
    }

    [Fact]
    public void Who_dies_in_the_midst_of_a_step_may_have_delivered_the_cut() =>
        Assert.Null(Group("a b c").Synced("a b").Delivered("a").Crashed("a").Broken);

    [Fact]
    public void What_was_on_a_disk_is_still_there_when_the_log_is_opened()
    {
        Assert.Null(Group("a").Synced("a").Crashed("a").Opened("a", 1).Broken);
        Assert.NotNull(Group("a").Synced("a").Crashed("a").Opened("a", 0).Broken);
    }

    [Fact]
    public void A_joiner_has_the_state_on_its_disk_before_it_counts()
    {
        Assert.NotNull(Group("a b*").View("a", 2, "a b").Broken);
        Assert.Null(Group("a b*").HasState("b").View("a", 2, "a b").Broken);
    }

    [Fact]
    public void Whoever_goes_on_from_a_log_has_all_that_was_delivered()
    {
        Assert.Null(Group("a b").Synced("a b").Delivered("a").GoesOn("b", 1, 1).Broken);
        Assert.Null(Group("a b").Synced("a b").Delivered("a").GoesOn("b", 2, 0).Broken);
        Assert.NotNull(Group("a b").Synced("a b").Delivered("a").GoesOn("b", 1, 0).Broken);
        Assert.NotNull(Group("a b").Synced("a b").Delivered("a").GoesOn("b", 0, 1).Broken);
        Assert.NotNull(Group("a b").Synced("a b").Delivered("a").GoesOn("c", 1, 1).Broken);
    }

    [Fact]
    public void What_is_in_a_state_that_is_found_need_not_be_there_otherwise()
    {
        Assert.Null(Group("a").Synced("a").Crashed("a").Opened("a", 0).HasState("a", 2, 0).Broken);
        Assert.Null(Group("a").Synced("a").Crashed("a").Opened("a", 0).HasState("a", 1, 1).Broken);
        Assert.NotNull(Group("a").Synced("a").Crashed("a").Opened("a", 0).HasState("a", 1, 0).Broken);
    }

    [Fact]
    public void What_a_disk_has_of_a_group_that_has_gone_on_without_it_need_not_be_there()
    {
        Assert.Null(Group("a b").Synced("a b").View("b", 2, "b").Crashed("a").Opened("a", 0).Broken);
        Assert.NotNull(Group("a b").Synced("a b").View("b", 2, "a b").Crashed("a").Opened("a", 0).Broken);
    }

    [Fact]
    public void Of_a_formation_that_another_has_replaced_in_the_log_nothing_need_be_there()
    {
        OnEveryDiskTests group = Group("a").Synced("a").LaterView("a", 5).LaterSynced("a", 5).Crashed("a");
        Assert.Null(group.OpenedLater("a").Broken);
        group = Group("a").Synced("a").LaterView("a", 5).GoesOn("a", 1, 1).LaterSynced("a", 0).Crashed("a");
        Assert.NotNull(group.Opened("a", 0).Broken);
    }

    [Fact]
    public void Whoever_goes_on_from_a_log_delivers_it_again()
    {
        Assert.Null(Durable(1, 2).GoesOn("a", 1, 1).Replayed(1, 2).LaterView("a", 0).Broken);
        Assert.NotNull(Durable(1, 2).GoesOn("a", 1, 1).Replayed(1).LaterView("a", 0).Broken);
        Assert.NotNull(Durable(1, 2).GoesOn("a", 1, 1).Replayed(2, 1).LaterView("a", 0).Broken);
        Assert.Null(Durable(1, 2).GoesOn("a", 1, 1).ReplaysFrom(2).LaterView("a", 0).Broken);
        Assert.NotNull(Durable(1, 2).GoesOn("a", 1, 1).ReplaysFrom(0).Replayed(1).LaterView("a", 0).Broken);
    }

    [Fact]
    public void Whoever_comes_back_with_a_log_is_told_of_all_that_was_delivered_before()
    {
        Assert.Null(Durable(1, 2).Replayed(1, 2).View("a", 2, "a").Broken);
        Assert.NotNull(Durable(1, 2).Replayed(1).View("a", 2, "a").Broken);
        Assert.NotNull(Durable(1, 2).Replayed(2, 1).View("a", 2, "a").Broken);
        Assert.NotNull(Durable(1, 2).ReplaysFrom(0).View("a", 2, "a").Broken);
        Assert.Null(Durable(1, 2).ReplaysFrom(2).View("a", 2, "a").Broken);
        // What is delivered in the view with which it goes on it is told of behind that.
        Assert.Null(Durable(1, 2).ReplaysFrom(0).View("a", 1, "a").Broken);
    }

    [Fact]
    public void What_was_missed_is_as_good_as_a_state() =>
        Assert.Null(Group("a b*").HasDifference("b").View("a", 2, "a b").Broken);

    [Fact]
    public void What_a_disk_had_before_it_was_given_what_it_lacked_has_to_be_there()
    {
        OnEveryDiskTests goneOn = Group("a b").Synced("a b").View("b", 2, "b");
        Assert.NotNull(goneOn.HasDifference("a", 3).Crashed("a").Opened("a", 0).Broken);
    }

    [Fact]
    public void What_was_missed_before_a_group_went_on_without_a_disk_is_not_needed_for_its_sake()
    {
        OnEveryDiskTests goneOn = Group("a b").Synced("a b").View("b", 2, "b").HasDifference("a", 3).View("b", 4, "b");
        // The log that is opened has what was missed still, and not what that goes on from.
        goneOn.Crashed("a").Happens(new LogOpened(_now, Id("a"))).HasDifference("a", 3);
        Assert.Null(goneOn.Broken);
    }

    [Fact]
    public void What_was_missed_does_not_take_the_place_of_what_was_there()
    {
        OnEveryDiskTests caughtUp = Group("a").Synced("a").LaterView("a", 0).Missed("a").Crashed("a");
        Assert.NotNull(caughtUp.Opened("a", 0).Broken);
    }

    [Fact]
    public void What_a_disk_has_of_what_was_missed_is_in_a_state_of_a_formation_that_began_later()
    {
        OnEveryDiskTests begun = Group("a").LaterView("a", 5);
        // The later one comes to the log first: it is the one that b joins.
        begun.LaterSynced("b", 5).Synced("b").Crashed("b");
        Assert.Null(begun.OpenedLater("b").Broken);
        begun = Group("a").LaterView("a", 5).LaterSynced("b", 5).Synced("b").Crashed("b");
        Assert.NotNull(begun.OpenedEmpty("b").LaterSynced("b", 5).Broken);
    }

    [Fact]
    public void What_a_joiner_has_before_it_has_the_state_need_not_be_there()
    {
        Assert.Null(Group("a b*").Synced("a b").Crashed("b").Opened("b", 0).Broken);
        Assert.NotNull(Group("a b*").Synced("a b").HasState("b").Crashed("b").Opened("b", 0).Broken);
        Assert.NotNull(Group("a b*").Synced("a b").HasDifference("b").Crashed("b").Opened("b", 0).Broken);
        Assert.NotNull(Group("a b*").Synced("a b").Crashed("a").Opened("a", 0).Broken);
    }

    private OnEveryDiskTests Missed(string name) =>
        Happens(new LogSynced(_now, Id(name), s_later, new ViewNumber(0), [0]) { IsMissed = true });

    private OnEveryDiskTests HasDifference(string name, ulong until = 1) =>
        Happens(new LogHasDifference(_now, Id(name), s_formation, new ViewNumber(until)));

    private static OnEveryDiskTests Durable(params ulong[] numbers)
    {
        OnEveryDiskTests group = Group("a")
            .Happens(new LogSynced(default, Id("a"), s_formation, new ViewNumber(1), [(ulong)numbers.Length]));
        foreach (ulong number in numbers)
            group.Happens(
                new DurableDelivered(default, Id("a"), "g", s_formation, new MessageId(new ViewNumber(1), 0, 1))
                {
                    Number = number,
                    Place = number,
                }
            );
        return group;
    }

    private OnEveryDiskTests Replayed(params ulong[] numbers)
    {
        foreach (ulong number in numbers)
            Happens(new MessageReplayed(_now, Id("a"), "g", number));
        return this;
    }

    private OnEveryDiskTests ReplaysFrom(ulong delivered) =>
        Happens(new ReplayBegan(_now, Id("a"), "g", s_formation, new ViewNumber(1), [delivered]));

    private OnEveryDiskTests LaterView(string at, ulong number) =>
        Happens(new LoggedViewBegan(_now, Id(at), "g", s_later, new ViewNumber(number), Members("a")));

    private OnEveryDiskTests LaterSynced(string name, ulong view) =>
        Happens(new LogSynced(_now, Id(name), s_later, new ViewNumber(view), [0]));

    private OnEveryDiskTests OpenedLater(string name)
    {
        Happens(new LogOpened(_now, Id(name)));
        LaterSynced(name, 5);
        return Happens(new LogHasState(_now, Id(name), s_later, new ViewNumber(5), [0]));
    }

    private OnEveryDiskTests HasState(string name, ulong view, ulong delivered) =>
        Happens(new LogHasState(_now, Id(name), s_formation, new ViewNumber(view), [delivered, 0, 0]));

    [Fact]
    public void A_log_that_is_begun_anew_need_not_have_anything()
    {
        Assert.Null(Group("a b").Synced("a b").Crashed("b").Replaced("b").OpenedEmpty("b").Broken);
        Assert.NotNull(Group("a b").Synced("a b").Crashed("b").Replaced("b").OpenedEmpty("a").Broken);
        Assert.NotNull(Group("a b").Synced("a b").Crashed("b").OpenedEmpty("b").Broken);
    }

    [Fact]
    public void Whoever_was_told_of_what_a_disk_had_before_that_relies_on_it_rightly()
    {
        Assert.Null(Group("a b").Synced("a b").Crashed("b").Replaced("b").OpenedEmpty("b").Delivered("a").Broken);
        Assert.NotNull(Group("a b").Synced("a").Crashed("b").Replaced("b").OpenedEmpty("b").Delivered("a").Broken);
    }

    [Fact]
    public void From_a_log_that_was_begun_anew_nobody_goes_on()
    {
        OnEveryDiskTests delivered = Group("a b").Synced("a b").Delivered("a");
        Assert.NotNull(delivered.Replaced("b").OpenedEmpty("b").GoesOn("b", 1, 1).Broken);
    }

    private string? Broken
    {
        get
        {
            Happens(new ProcessStarted(_now, Id("z"), "z"));
            return new OnEveryDisk()
                .Check(new History(_events, null))
                .Select(violation => violation.Text)
                .FirstOrDefault();
        }
    }

    private static OnEveryDiskTests Group(string members) => new OnEveryDiskTests().View("a", 1, members);

    private OnEveryDiskTests View(string at, ulong number, string members) =>
        Happens(new LoggedViewBegan(_now, Id(at), "g", s_formation, new ViewNumber(number), Members(members)));

    private OnEveryDiskTests Synced(string names)
    {
        foreach (string name in names.Split(' '))
            Happens(new LogSynced(_now, Id(name), s_formation, new ViewNumber(1), [1, 0, 0]));
        return this;
    }

    private OnEveryDiskTests Delivered(string name) =>
        Happens(new DurableDelivered(_now, Id(name), "g", s_formation, new MessageId(new ViewNumber(1), 0, 1)));

    private OnEveryDiskTests DeliveredInCut(string name, string next)
    {
        Delivered(name);
        _now -= TimeSpan.FromSeconds(1);
        return View(name, 2, next);
    }

    private OnEveryDiskTests Crashed(string name)
    {
        if (_events[^1] is DurableDelivered)
            _now -= TimeSpan.FromSeconds(1);
        return Happens(new ProcessCrashed(_now, Id(name)));
    }

    private OnEveryDiskTests Opened(string name, ulong items)
    {
        Happens(new LogOpened(_now, Id(name)));
        return Happens(new LogSynced(_now, Id(name), s_formation, new ViewNumber(1), [items, 0, 0]));
    }

    private OnEveryDiskTests Replaced(string name) => Happens(new LogReplaced(_now, Id(name)));

    private OnEveryDiskTests OpenedEmpty(string name) => Happens(new LogOpened(_now, Id(name)));

    private OnEveryDiskTests HasState(string name) =>
        Happens(new LogHasState(_now, Id(name), s_formation, new ViewNumber(1), [0, 0, 0]));

    private OnEveryDiskTests GoesOn(string name, ulong view, ulong cut) =>
        Happens(new LogContinues(_now, Id(name), new GroupId(3, 4), s_formation, new ViewNumber(view), [cut, 0, 0]));

    private OnEveryDiskTests Happens(HistoryEvent happened)
    {
        _events.Add(happened);
        _now += TimeSpan.FromSeconds(1);
        return this;
    }

    private static ImmutableArray<Member> Members(string names) =>
        [
            .. names
                .Split(' ')
                .Select(name => new Member(
                    new MemberId(Id(name.TrimEnd('*')), 1),
                    name.TrimEnd('*'),
                    !name.EndsWith('*')
                )),
        ];

    private static ProcessId Id(string name) => new(name, 1);
}
