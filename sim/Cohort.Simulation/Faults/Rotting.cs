using Cohort.Simulation.Disks;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;
using Cohort.Storage.Logs;

namespace Cohort.Simulation.Faults;

/// <summary>
/// A host loses power, and its disk is not what it was: Variant 0 flips as many bits as Amount says, all within one
/// sector, Variant 1 has a sector that cannot be read. After For a process starts there; if it refuses its log, it
/// begins with an empty folder. That takes effect once in a run at most, and only where every group that keeps a log is
/// whole without the host: so a minority of the listed nodes loses its part of the directory, and the group has its
/// state elsewhere.
/// </summary>
internal sealed class Rotting(World world, FaultInjector injector)
{
    private const int Percent = 50;
    private const int Attempts = 5;
    private const int HeaderPercent = 10;
    private const int Header = 52;
    private const int Sector = 512;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(15);

    private readonly SplittableRandom _random = world.Random.Split("rot");
    private bool _isDone;

    public static IEnumerable<PlannedFault> Plan(SplittableRandom random, Scenario scenario)
    {
        if (!scenario.HasDisks || !random.Percent(Percent))
            yield break;
        // Where one would be too much at its moment the next one may not be.
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            TimeSpan at = random.Between(scenario.HealAt / 8, scenario.HealAt);
            TimeSpan lasts = random.MostlyShort(TimeSpan.FromMilliseconds(50), s_longest);
            yield return new PlannedFault
            {
                At = at,
                Kind = FaultKind.Rot,
                Host = random.Below(scenario.Hosts),
                Amount = random.Pick([1, 1, 8, 1_000]),
                Variant = random.Percent(25) ? 1 : 0,
                For = at + lasts <= scenario.HealAt ? lasts : scenario.HealAt - at,
            };
        }
    }

    public ActiveFault? Strike(PlannedFault fault)
    {
        Host host = injector.HostOf(fault);
        if (_isDone || host.Process is null || !IsWholeWithout(host))
            return null;
        host.LosePower();
        _isDone = Spoil(fault, host);
        if (_isDone)
            injector.Counts.Add(FaultKind.Rot);
        world.Timeline.After(
            fault.For,
            () =>
            {
                if (!injector.IsOver)
                    host.Start();
            }
        );
        return null;
    }

    // Where nobody's view is changing, no view is decided in which this host alone would hold the state: it would have
    // to accept it first.
    private bool IsWholeWithout(Host host) =>
        world.Groups.All(group => group.SurvivesWithout(host))
        && ToolsAreWholeWithout(host)
        && Enumerable
            .Range(0, world.Groups.Length)
            .Where(group => world.Scenario.Groups[group].Durable)
            .All(group =>
                world.Groups[group].IsStable()
                && world
                    .Hosts.Where(other => other != host)
                    .Any(other => other.MembershipIn(group) is { Held: { } held, View: { } view } && held == view)
            );

    private bool ToolsAreWholeWithout(Host host) =>
        world.Scenario.Tools is not { Durable: true }
        || (world.Tools.IsStable() && world.Hosts.Any(other => other != host && other.Process?.Tools is not null));

    /// <summary>False where there is nothing on the disk that could rot.</summary>
    private bool Spoil(PlannedFault fault, Host host)
    {
        if (ProcessLog.EndOn(world, host) is not { } end)
            return false;
        SegmentHeader segment = _random.Pick(end.Segments);
        // Behind that nothing in the log says that it was on the disk, and it looks like a torn tail.
        long until = segment == end.Segments[^1] ? end.UnsyncedAt : segment.Bytes;
        bool inHeader = until <= SegmentHeader.RecordsAt || _random.Percent(HeaderPercent);
        (long from, long to) = inHeader ? (0, Header) : (SegmentHeader.RecordsAt, until);
        long at = from + _random.Below((int)(to - from));
        world.Chronicle.Say(host.Name, $"has rot in {segment.FileName} at {at}");
        if (fault.Variant == 1)
        {
            host.Disk.LoseSector(segment.FileName, at);
            return true;
        }
        for (long left = fault.Amount; left > 0; left--)
        {
            long place = at + _random.Below((int)Math.Min(to - at, Sector));
            host.Disk.Rot(segment.FileName, place, (byte)(1 << _random.Below(8)));
        }
        return true;
    }
}
