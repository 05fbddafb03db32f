using System.Collections.Immutable;
using Cohort.Protocol;
using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>V3, of roots whose founders have disks: what a and b, of a, b and c, do after they have formed a later one.</summary>
public sealed class LentAddressesTests
{
    private readonly List<HistoryEvent> _events = [];
    private TimeSpan _now;

    [Fact]
    public void A_later_process_at_an_address_of_the_later_root_in_the_former_one_breaks_V3() =>
        Assert.Contains("V3", TwoRoots().Starts("b", 3).Installs(former: true, 1, "c1 b3", by: "c1").Broken());

    [Fact]
    public void In_the_later_one_it_is_right() =>
        Assert.Empty(TwoRoots().Starts("b", 3).Installs(former: false, 1, "a2 b3", by: "a2").Broken());

    [Fact]
    public void One_that_died_before_may_still_be_in_a_view_of_the_former_one() =>
        Assert.Empty(TwoRoots().Installs(former: true, 1, "c1 b1 d1", by: "c1").Broken());

    [Fact]
    public void Where_only_one_has_come_to_the_later_root_it_may_have_come_to_nothing() =>
        Assert.Empty(
            Former()
                .Installs(former: false, 0, "a2 b2", by: "a2")
                .Starts("b", 3)
                .Installs(former: true, 1, "c1 b3", by: "c1")
                .Broken()
        );

    [Fact]
    public void Without_disks_nobody_remembers() =>
        Assert.Empty(TwoRoots(disks: false).Starts("b", 3).Installs(former: true, 1, "c1 b3", by: "c1").Broken());

    private LentAddressesTests Former(bool disks = true)
    {
        foreach (string name in (string[])["a", "b", "c"])
            Starts(name, 1, disks);
        Installs(former: true, 0, "a1 b1 c1", by: "a1 b1 c1");
        return Starts("a", 2, disks).Starts("b", 2, disks);
    }

    private LentAddressesTests TwoRoots(bool disks = true) =>
        Former(disks).Installs(former: false, 0, "a2 b2", by: "a2 b2");

    private LentAddressesTests Starts(string name, ulong incarnation, bool disk = true)
    {
        Happens(new ProcessStarted(_now, new ProcessId(name, incarnation), name));
        return disk ? Happens(new LogOpened(_now, new ProcessId(name, incarnation))) : this;
    }

    private LentAddressesTests Installs(bool former, ulong number, string members, string by)
    {
        ImmutableArray<Member> all =
        [
            .. members.Split(' ').Select(name => new Member(new MemberId(Id(name), 0), name[..1], HoldsState: true)),
        ];
        foreach (string name in by.Split(' '))
            Happens(
                new ViewInstalled(
                    _now,
                    Id(name),
                    GroupPlan.RootName,
                    new GroupId(1, former ? 1UL : 2UL),
                    new ViewNumber(number),
                    all,
                    new MemberId(Id(name), 0),
                    0
                )
                {
                    Told = _now,
                }
            );
        return this;
    }

    private LentAddressesTests Happens(HistoryEvent happened)
    {
        _events.Add(happened);
        _now += TimeSpan.FromSeconds(1);
        return this;
    }

    private string[] Broken()
    {
        var facts = new RunFacts
        {
            Expected = [],
            FaultsStopped = _now,
            StabilisationBound = TimeSpan.FromSeconds(1),
            SendingStopped = _now,
            Ended = _now,
            Listed = ["a", "b", "c"],
        };
        return [.. new LentAddresses(new History([.. _events], facts)).Check().Select(_ => "V3")];
    }

    private static ProcessId Id(string name) =>
        new(name[..1], ulong.Parse(name[1..], System.Globalization.CultureInfo.InvariantCulture));
}
