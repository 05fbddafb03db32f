using Cohort.Simulation.Judging;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Running;

/// <summary>
/// Does what the README tells an operator to do when a volatile group has lost its quorum for good: stop all processes
/// and start them anew. It waits before it believes it, since a view may be on its way, and acts only where nothing else
/// could help.
/// </summary>
internal sealed class Operator(World world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FormingPatience = TimeSpan.FromSeconds(15);

    private Watch _lost = new();
    private Watch _forming = new();
    private Watch _stuck = new();
    private Watch _leftOver = new();

    /// <summary>How often all was started anew, or some that an earlier formation had left over.</summary>
    public int StartsAnew { get; private set; }

    /// <summary>How many of these were for a change that could not be brought to its end.</summary>
    public int BrokenChanges { get; private set; }

    // Ten suspicion times: ballots have reached their longest by then.
    private TimeSpan ChangePatience => world.Scenario.SuspicionTime * 10;

    /// <summary>Looks at the groups and acts where it must. True where it did.</summary>
    public bool Look()
    {
        TimeSpan now = world.Timeline.Now;
        bool lost = _lost.Lasts(Any(group => group.HasLostItsQuorum()), now, Patience);
        bool forming = _forming.Lasts(Any(IsFormingInVain), now, FormingPatience);
        bool stuck = _stuck.Lasts(Any(group => group.IsStuckInBrokenChange()), now, ChangePatience);
        bool leftOver = _leftOver.Lasts(Any(group => group.LeftOver().Any()), now, Patience);
        if (lost || forming || stuck)
        {
            BrokenChanges += stuck && !lost && !forming ? 1 : 0;
            StartAnew(world.Hosts);
        }
        else if (leftOver)
        {
            StartAnew([.. world.Groups.SelectMany(group => group.LeftOver()).Distinct()]);
        }
        else
        {
            return false;
        }

        return true;
    }

    private static bool IsFormingInVain(GroupObserver group) => group.IsForming && group.DeathsWhileForming > 1;

    private bool Any(Func<GroupObserver, bool> condition) => world.Groups.Any(condition);

    private void StartAnew(IReadOnlyCollection<Host> hosts)
    {
        world.Chronicle.Say("operator", $"a group has lost its quorum for good: {hosts.Count} processes start anew");
        StartsAnew++;
        foreach (Host host in hosts)
            host.Crash(lossy: true);
        if (hosts.Count == world.Hosts.Length)
            foreach (GroupObserver group in world.Groups)
                group.Forget();
        foreach (Host host in hosts)
            host.Start();
        (_lost, _forming, _stuck, _leftOver) = (new(), new(), new(), new());
    }

    /// <summary>Tells for how long something has been so without a break.</summary>
    private sealed class Watch
    {
        private TimeSpan? _since;

        public bool Lasts(bool isSo, TimeSpan now, TimeSpan longEnough)
        {
            _since = isSo ? _since ?? now : null;
            return _since + longEnough <= now;
        }
    }
}
