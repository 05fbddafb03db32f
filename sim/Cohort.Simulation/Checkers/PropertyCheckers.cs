using System.Collections.Immutable;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>Every checker there is: one for each property of spec/properties.md.</summary>
public static class PropertyCheckers
{
    /// <summary>In the order of the specification.</summary>
    public static ImmutableArray<IPropertyChecker> All { get; } =
    [
        new SelfInclusion(),
        new ViewOrder(),
        new PrimaryPartition(),
        new MembershipsNeverReturn(),
        new Integrity(),
        new SameView(),
        new VirtualSynchrony(),
        new SelfDelivery(),
        new ExpelledSenders(),
        new FifoOrder(),
        new CausalOrder(),
        new TotalOrder(),
        new Uniformity(),
        new OnEveryDisk(),
        new StateTransfers(),
        new EqualReplicas(),
        new GroupsGoOn(),
        new OneGroupOfAName(),
        new WithinTheRoot(),
        new DirectoryTold(),
        new PlacedAsAsked(),
        new Stabilisation(),
        new Boundedness(),
        new Linearizable(),
        new UpdatesMadeOnce(),
        new UpdatesAnswered(),
        new ObservedWhole(),
        new ItemsGivenOnce(),
        new LocksExclude(),
        new LocksComeFree(),
        new LocksInOrder(),
        new TokenInOnePlace(),
        new BarriersLetGoTogether(),
        new LeadersByTerm(),
        new CallsSettled(),
        new ExactlyOnce(),
        new FaithfulFeeds(),
        new HierarchyOrder(),
        new HierarchyReach(),
    ];

    /// <summary>All that a history breaks; of each property no more than a few, since one flaw shows in many places.</summary>
    public static ImmutableArray<Violation> Judge(History history, int atMostOfEach = 5) =>
        [.. All.SelectMany(checker => checker.Check(history).Take(atMostOfEach))];
}
