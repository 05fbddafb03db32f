using System.Collections.Immutable;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Faults;

/// <summary>
/// Draws the faults of a scenario: some kinds of all, so that combinations differ from seed to seed, struck at an even
/// pace from the first moment of forming to the moment of healing, with restarts during forming in every scenario.
/// </summary>
internal static class FaultPlanner
{
    private const int FewestKinds = 5;
    private const int KindPercent = 45;
    private const int RecklessSeedPercent = 8;
    private const int DeathOfBridgePercent = 50;

    public static ImmutableArray<PlannedFault> Plan(
        SplittableRandom random,
        Scenario scenario,
        ImmutableArray<FaultKind> allowed
    )
    {
        if (allowed.IsEmpty)
            return [];
        ImmutableArray<FaultKind> kinds = Choose(random, allowed);
        bool reckless = random.Percent(RecklessSeedPercent);
        FaultDrawer drawer = new(random.Split("draw"), scenario, kinds, reckless);
        List<PlannedFault> faults = [];
        if (kinds.Contains(FaultKind.Restart))
            faults.AddRange(drawer.RestartsWhileForming());
        if (kinds.Contains(FaultKind.PartitionBridge) && kinds.Contains(FaultKind.Crash))
        {
            faults.AddRange(Sinkings.Plan(random.Split("sinkings"), scenario));
            faults.AddRange(LastWords.Plan(random.Split("last words"), scenario));
        }

        if (scenario.MaxLag is { } maxLag)
            faults.AddRange(Hangs.Plan(random.Split("hangs"), scenario, maxLag));

        if (allowed.Contains(FaultKind.ClientCrash))
            faults.AddRange(ClientCrashes.Plan(random.Split("client crashes"), scenario));

        if (allowed.Contains(FaultKind.DiskFailure))
            faults.AddRange(DiskFaults.Plan(random.Split("disks"), scenario));

        if (allowed.Contains(FaultKind.Blackout))
        {
            faults.AddRange(Absences.Plan(random.Split("absences"), scenario));
            faults.AddRange(FormerRoots.Plan(random.Split("former roots"), scenario));
        }

        if (allowed.Contains(FaultKind.Rot))
            faults.AddRange(Rotting.Plan(random.Split("rot"), scenario));

        SplittableRandom bridges = random.Split("bridges");
        TimeSpan longestGap = TimeSpan.FromMilliseconds(random.Pick([2_000, 4_000, 8_000]));
        TimeSpan at = random.Between(TimeSpan.Zero, longestGap);
        while (at < scenario.HealAt && !kinds.IsEmpty)
        {
            PlannedFault fault = drawer.Draw(at);
            faults.Add(fault);
            if (fault.Kind == FaultKind.PartitionBridge && kinds.Contains(FaultKind.Crash))
                faults.AddRange(DeathOfBridge(bridges, fault, scenario));
            // Some faults come in clusters: the second strikes while the group deals with the first.
            at += random.Percent(25)
                ? random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(500))
                : random.Between(TimeSpan.Zero, longestGap * 2);
        }

        return [.. faults.OrderBy(fault => fault.At)];
    }

    // What only the bridge has had from one side, the other may depend on already: it dies before anybody is suspected.
    private static IEnumerable<PlannedFault> DeathOfBridge(
        SplittableRandom random,
        PlannedFault partition,
        Scenario scenario
    )
    {
        TimeSpan after = random.Between(TimeSpan.FromMilliseconds(20), scenario.SuspicionTime);
        TimeSpan gone = random.Between(TimeSpan.FromMilliseconds(100), scenario.SuspicionTime * 3);
        if (random.Percent(DeathOfBridgePercent) && partition.At + after + gone <= scenario.HealAt)
            yield return new PlannedFault
            {
                At = partition.At + after,
                Kind = FaultKind.Crash,
                Host = partition.Host,
                Amount = random.Below(2),
                For = gone,
            };
    }

    // Crashes and restarts make most of the view changes: they are left out less often than the rest. What befalls clients is no
    // matter of theirs, and is drawn by itself, and so is what befalls disks.
    private static ImmutableArray<FaultKind> Choose(SplittableRandom random, ImmutableArray<FaultKind> allowed)
    {
        allowed = allowed.RemoveRange([
            FaultKind.ClientCrash,
            FaultKind.SlowDisk,
            FaultKind.DiskFailure,
            FaultKind.Blackout,
            FaultKind.Rot,
        ]);
        List<FaultKind> chosen = [];
        foreach (FaultKind kind in allowed)
        {
            bool isUsual = kind is FaultKind.Crash or FaultKind.Restart;
            if (random.Percent(isUsual ? 90 : KindPercent))
                chosen.Add(kind);
        }

        List<FaultKind> others = [.. allowed.Except(chosen)];
        random.Shuffle(others);
        chosen.AddRange(others.Take(FewestKinds - chosen.Count));
        return [.. chosen];
    }
}
