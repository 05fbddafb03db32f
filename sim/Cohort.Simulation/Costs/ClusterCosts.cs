using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Costs;

/// <summary>What something costs on all links together, and how long it takes.</summary>
/// <param name="Frames">Frames, without heartbeats and leases.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Took">Until all nodes are in one view at work, in virtual time.</param>
public sealed record Cost(long Frames, long Bytes, TimeSpan Took);

/// <summary>What happens in a cluster of some size costs the cluster as a whole.</summary>
/// <param name="Nodes">The size.</param>
/// <param name="Join">Its last node comes.</param>
/// <param name="Message">A node, the youngest, asks something of the directory: a group is created.</param>
/// <param name="DeathOfFollower">A node dies that has no vote; null where all have.</param>
/// <param name="DeathOfVoter">A node dies that votes, not the oldest.</param>
public sealed record ClusterCost(int Nodes, Cost Join, Cost Message, Cost? DeathOfFollower, Cost DeathOfVoter);

/// <summary>Measures what the root group costs, on the simulator's network without faults.</summary>
public sealed class ClusterCosts
{
    private const int Seeds = 3;
    private const int Leased = 0; // a group whose node asks for leases already
    private const int Created = 1;
    private const int Root = 2;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_afterwards = TimeSpan.FromSeconds(1);

    private readonly Traffic _traffic = new();
    private readonly World _world;

    private ClusterCosts(int nodes)
    {
        var scenario = new Scenario
        {
            Seed = 1,
            Hosts = nodes,
            Listed = Seeds,
            Initial = nodes,
            HealAt = TimeSpan.Zero,
            Duration = s_patience,
            Groups = [Group("leased"), Group("created"), RootOf(nodes)],
        };
        _world = new World(
            scenario,
            (settings, seed) => new CountingMachine(new ProtocolMachine(settings, seed), _traffic)
        );
    }

    /// <summary>Measures a cluster of a size, three nodes at least.</summary>
    /// <exception cref="InvalidOperationException">The cluster did not come to rest.</exception>
    public static ClusterCost Measure(int nodes) => new ClusterCosts(nodes).Measure();

    /// <summary>A table of clusters of some sizes.</summary>
    public static string Table(ImmutableArray<ClusterCost> costs)
    {
        var text = new StringBuilder();
        text.Append("frames and bytes on all links, without heartbeats and leases; time until all are in one view\n");
        text.Append(Row("nodes", "a join", "a root message", "a follower dies", "a voter dies"));
        foreach (ClusterCost cost in costs)
            text.Append(
                Row(
                    cost.Nodes.ToString(CultureInfo.InvariantCulture),
                    Words(cost.Join),
                    Words(cost.Message),
                    cost.DeathOfFollower is { } death ? Words(death) : "-",
                    Words(cost.DeathOfVoter)
                )
            );
        return text.ToString().TrimEnd('\n');
    }

    private ClusterCost Measure()
    {
        Host[] hosts = [.. _world.Hosts];
        foreach (Host host in hosts.SkipLast(1))
        {
            host.Start();
            if (host.Index >= Seeds - 1)
                RunUntil(IsWhole);
        }
        Cost join = Of(hosts[^1].Start, IsWhole);
        hosts[^1].Join(Leased);
        RunUntil(() => IsIn(hosts[^1], Leased));
        Run(s_afterwards);
        Cost message = Of(() => hosts[^1].Join(Created), () => IsIn(hosts[^1], Created));
        bool someFollow = hosts.Length > _world.Scenario.MostVoters + 1;
        Cost? deathOfFollower = someFollow ? Of(() => hosts[^2].Crash(lossy: false), IsWhole) : null;
        return new ClusterCost(
            hosts.Length,
            join,
            message,
            deathOfFollower,
            Of(() => hosts[1].Crash(lossy: false), IsWhole)
        );
    }

    private bool IsWhole() => _world.Groups[Root].IsStable();

    private static bool IsIn(Host host, int group) =>
        host.MembershipIn(group) is { Status: GroupStatus.Active, View: not null };

    private Cost Of(Action happens, Func<bool> isOver)
    {
        _traffic.Clear();
        TimeSpan began = _world.Timeline.Now;
        happens();
        RunUntil(isOver);
        TimeSpan took = _world.Timeline.Now - began;
        // What is told a little later belongs to it.
        Run(s_afterwards);
        return new Cost(_traffic.Frames, _traffic.Bytes, took);
    }

    private void RunUntil(Func<bool> holds)
    {
        TimeSpan end = _world.Timeline.Now + s_patience;
        while (!holds())
        {
            if (_world.Timeline.Now > end)
                throw new InvalidOperationException($"The cluster did not come to rest within {s_patience}.");
            Run(TimeSpan.FromMilliseconds(1));
        }
    }

    private void Run(TimeSpan time)
    {
        bool over = false;
        _world.Timeline.After(time, () => over = true);
        while (!over && _world.Timeline.Advance()) { }
    }

    private static GroupPlan Group(string name) =>
        new()
        {
            Name = name,
            Members = 0,
            Governed = true,
        };

    private static GroupPlan RootOf(int nodes) =>
        new()
        {
            Name = GroupPlan.RootName,
            Members = nodes,
            HasState = false,
            IsRoot = true,
        };

    private static string Words(Cost cost) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{cost.Frames:N0} f, {cost.Bytes / 1024.0:N1} KiB, {cost.Took.TotalMilliseconds:N0} ms"
        );

    private static string Row(params string[] cells) =>
        $"{cells[0], 5}  {string.Join("  ", cells.Skip(1).Select(cell => cell.PadLeft(28)))}\n";
}
