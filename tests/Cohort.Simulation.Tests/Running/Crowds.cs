using Cohort.Protocol;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Tests.Running;

/// <summary>A hierarchical group of 200 members, in leaves of 16.</summary>
public sealed class Crowds
{
    private const int Members = 200;
    private const int LeafSize = 16;

    private readonly World _world = new(
        new Scenario
        {
            Seed = 1,
            Hosts = Members,
            Listed = 3,
            Initial = Members,
            HealAt = TimeSpan.Zero,
            Duration = TimeSpan.FromMinutes(5),
            Groups =
            [
                new GroupPlan
                {
                    Name = GroupPlan.RootName,
                    Members = Members,
                    HasState = false,
                    IsRoot = true,
                },
            ],
            Hierarchy = new HierarchyPlan
            {
                Members = Members,
                LeafSize = LeafSize,
                TalkInterval = TimeSpan.FromSeconds(20),
            },
        },
        (settings, seed) => new ProtocolMachine(settings, seed)
    );

    [Fact]
    public void Two_hundred_members_get_every_message_in_one_order_and_a_death_concerns_its_leaf_and_the_parent_alone()
    {
        _world.SendingAllowed = false;
        foreach (Host host in _world.Hosts)
            host.Start();
        RunUntil(() => Present.Length == Members && _world.Hierarchy.IsStable());
        GroupInfo[] leaves = [.. Leaves(_world.Hosts[0])];
        Assert.All(leaves, leaf => Assert.InRange(leaf.View.Members.Length, 1, LeafSize));
        Assert.InRange(leaves.Length, Members / LeafSize, Members / LeafSize * 2);

        _world.SendingAllowed = true;
        Run(TimeSpan.FromSeconds(5));
        Host dies = _world.Hosts.First(host => host.Index >= 3 && host.Process!.Hierarchy!.IsActive);
        string leafOfDead = dies.Process!.Hierarchy!.Leaf;
        dies.Crash(lossy: true);
        RunUntil(() => Present.Length == Members - 1 && _world.Groups[0].IsStable() && _world.Hierarchy.IsStable());
        Run(TimeSpan.FromSeconds(5));
        _world.SendingAllowed = false;
        RunUntil(_world.Hierarchy.IsQuiet);

        foreach (GroupInfo leaf in Leaves(_world.Hosts[0]).Where(leaf => leaf.Name != leafOfDead))
            Assert.Equal(leaves.Single(before => before.Name == leaf.Name).View.Number, leaf.View.Number);
        History history = HistoryNow();
        Assert.Empty(new HierarchyOrder().Check(history).Concat(new HierarchyReach().Check(history)));
        Assert.InRange(history.Evidence.Hierarchy.Sum(stay => stay.Delivered.Count()), Members * 50, int.MaxValue);
    }

    private HierarchyMember[] Present =>
        [.. _world.Hosts.Select(host => host.Process?.Hierarchy).OfType<HierarchyMember>()];

    private static IEnumerable<GroupInfo> Leaves(Host host) =>
        host.Process!.Directory.Groups.Where(group => group.Name.StartsWith("crowd/leaf", StringComparison.Ordinal));

    private History HistoryNow() =>
        new(
            _world.Chronicle.Events,
            new RunFacts
            {
                Expected = [],
                FaultsStopped = TimeSpan.Zero,
                StabilisationBound = TimeSpan.Zero,
                SendingStopped = _world.Timeline.Now,
                Ended = _world.Timeline.Now,
                Hierarchy =
                [
                    .. _world.Hosts.Where(host => host.Process is not null).Select(host => host.Process!.Id).Order(),
                ],
            }
        );

    private void RunUntil(Func<bool> holds)
    {
        TimeSpan end = _world.Timeline.Now + TimeSpan.FromMinutes(1);
        while (!holds())
        {
            Assert.True(_world.Timeline.Now < end, "The crowd did not come to rest within a minute.");
            Run(TimeSpan.FromMilliseconds(20));
        }
    }

    private void Run(TimeSpan time)
    {
        bool over = false;
        _world.Timeline.After(time, () => over = true);
        while (!over && _world.Timeline.Advance()) { }
    }
}
