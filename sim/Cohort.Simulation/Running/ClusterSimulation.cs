using System.Collections.Immutable;
using Cohort.Simulation.Checkers;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Judging;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Running;

/// <summary>Runs one scenario from beginning to end and lets the checkers judge it.</summary>
public static class ClusterSimulation
{
    /// <summary>The property named where a machine breaks off a step.</summary>
    public const string Invariant = "INVARIANT";

    /// <summary>The property named where time stands still.</summary>
    public const string Livelock = "LIVELOCK";

    /// <summary>Runs a scenario of real machines.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before the end: nothing can be said of the run.</exception>
    public static SimulationResult Run(
        Scenario scenario,
        IReadOnlyList<IPropertyChecker> checkers,
        CancellationToken cancellation = default
    ) => Run(scenario, checkers, (settings, seed) => new ProtocolMachine(settings, seed), null, cancellation);

    internal static SimulationResult Run(
        Scenario scenario,
        IReadOnlyList<IPropertyChecker> checkers,
        MachineFactory machines,
        ITraceWriter? trace,
        CancellationToken cancellation = default
    )
    {
        World world = new(scenario, machines, trace);
        FaultInjector injector = new(world);
        Supervisor supervisor = new(world, injector);
        Violation? broken = RunToEnd(world, injector, supervisor, cancellation);
        // Where a machine broke down the rest says nothing about L1, but all about safety.
        RunFacts? facts = broken is null ? FactsOf(world, supervisor) : null;
        History history = new(world.Chronicle.Events, facts);
        List<Violation> violations = broken is null ? [] : [broken];
        foreach (IPropertyChecker checker in checkers)
            violations.AddRange(checker.Check(history));
        return new SimulationResult
        {
            Scenario = scenario,
            History = history,
            Violations = [.. violations],
            TraceHash = world.Chronicle.Hash,
            VirtualTime = world.Timeline.Now,
            Deliveries = world.Chronicle.Deliveries,
            ViewChanges = world.Groups.Sum(group => group.ViewChanges),
            Formations = world.Groups.Sum(group => group.Formations),
            StartsAnew = supervisor.Operator.StartsAnew,
            BrokenChanges = supervisor.Operator.BrokenChanges,
            CaughtUp = world.CatchingUp.Whole,
            NotInLog = world.CatchingUp.Lacked,
            Faults = injector.Counts,
            Events = world.Timeline.Happened,
        };
    }

    private static Violation? RunToEnd(
        World world,
        FaultInjector injector,
        Supervisor supervisor,
        CancellationToken cancellation
    )
    {
        try
        {
            world.Begin();
            injector.Begin();
            supervisor.Begin();
            while (!supervisor.IsOver && world.Timeline.Advance())
                cancellation.ThrowIfCancellationRequested();
            return null;
        }
        catch (MachineFailure failure)
        {
            world.Chronicle.Say("simulator", failure.ToString());
            return new Violation(Invariant, failure.Message);
        }
        catch (LivelockException livelock)
        {
            return new Violation(Livelock, livelock.Message);
        }
    }

    private static RunFacts FactsOf(World world, Supervisor supervisor) =>
        new()
        {
            Expected = [.. world.Groups.Select((_, group) => ExpectedIn(world, group))],
            FaultsStopped = supervisor.Healed ?? world.Timeline.Now,
            StabilisationBound = world.Scenario.StabilisationBound,
            LeaseTime = world.Scenario.LeaseTime,
            SendingStopped = supervisor.SendingStopped ?? world.Timeline.Now,
            Ended = world.Timeline.Now,
            Listed =
            [
                .. world.Hosts.Take(world.Scenario.Listed).Select(host => host.Address).Order(StringComparer.Ordinal),
            ],
            Bounds = BufferBounds.Of(world),
            Asked =
            [
                .. world
                    .Scenario.Groups.Where(group => group.Replicas is not null)
                    .Select(group => new AskedPlacement(group.Name, group.Replicas!.Value)),
            ],
            Hierarchy =
            [
                .. world
                    .Hosts.Select(host => host.Process)
                    .OfType<VirtualProcess>()
                    .Where(process => process.Hierarchy is not null)
                    .Select(process => process.Id)
                    .Order(),
            ],
            Tools =
            [
                .. world
                    .Hosts.Select(host => host.Process)
                    .OfType<VirtualProcess>()
                    .Where(process => process.Tools is not null)
                    .Select(process => process.Id)
                    .Order(),
            ],
            ToolClients =
            [
                .. world
                    .Callers.Select(caller => caller.Process)
                    .Where(process => process.IsRunning && world.Hosts.Any(host => host.Process?.Tools is not null))
                    .Select(process => process.Id),
            ],
            Told = world.Scenario.Groups.Any(group => group.IsRoot) ? ToldIn(world) : [],
        };

    private static ImmutableArray<ToldDirectory> ToldIn(World world) =>
        [
            .. world
                .Hosts.Select(host => host.Process)
                .OfType<VirtualProcess>()
                .OrderBy(process => process.Id)
                .Select(process => process.Directory.As(process.Id)),
        ];

    private static ExpectedMembership ExpectedIn(World world, int group)
    {
        IEnumerable<ProcessId> processes = world
            .Hosts.Where(host => host.Wants(group) && host.Process is not null)
            .Select(host => host.Process!.Id)
            .Order();
        GroupPlan plan = world.Scenario.Groups[group];
        return new ExpectedMembership(plan.Name, [.. processes])
        {
            Voters = plan.IsRoot ? Math.Min(processes.Count(), world.Scenario.MostVoters) : null,
        };
    }
}
