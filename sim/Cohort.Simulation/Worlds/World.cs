using System.Collections.Immutable;
using System.Globalization;
using Cohort.Protocol;
using Cohort.Simulation.Disks;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Judging;
using Cohort.Simulation.Networks;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Workloads;

namespace Cohort.Simulation.Worlds;

/// <summary>One virtual cluster: time, network, hosts, and what is recorded of them. A scenario determines all of it.</summary>
internal sealed class World
{
    private const int FirstPort = 7101;
    private const long UsualLogBytes = 64 << 20;

    private readonly ImmutableArray<string> _seeds;

    public World(Scenario scenario, MachineFactory machines, ITraceWriter? trace = null)
    {
        Scenario = scenario;
        Machines = machines;
        Random = new SplittableRandom(scenario.Seed);
        Chronicle = new Chronicle(Timeline, trace);
        string[] addresses =
        [
            .. Enumerable
                .Range(0, scenario.Hosts)
                .Select(host => string.Create(CultureInfo.InvariantCulture, $"10.0.0.{host + 1}:{FirstPort + host}")),
        ];
        _seeds = [.. addresses.Take(scenario.Listed)];
        string[] callers = [.. Enumerable.Range(0, scenario.Callers).Select(number => $"client {number}")];
        Network = new Network(Timeline, Random.Split("network"), scenario.Network, [.. addresses, .. callers]);
        Hosts = [.. addresses.Select((address, index) => new Host(this, index, address, HostChance(index)))];
        Callers = [.. callers.Select((address, number) => NewCaller(address, addresses.Length + number))];
        Hierarchy = new HierarchyObserver(this);
        Tools = new ToolObserver(this);
        Groups = [.. scenario.Groups.Select((_, index) => new GroupObserver(this, index))];
    }

    /// <summary>What this world was made from.</summary>
    public Scenario Scenario { get; }

    /// <summary>Makes the machine of each process.</summary>
    public MachineFactory Machines { get; }

    /// <summary>Virtual time.</summary>
    public Timeline Timeline { get; } = new();

    /// <summary>Where chance comes from.</summary>
    public SplittableRandom Random { get; }

    /// <summary>What is kept.</summary>
    public Chronicle Chronicle { get; }

    /// <summary>Which formations have gone on from each other.</summary>
    public Lineages Lineages { get; } = new();

    /// <summary>What became of those that came back with a log.</summary>
    public CatchingUp CatchingUp { get; } = new();

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>The hosts.</summary>
    public ImmutableArray<Host> Hosts { get; }

    /// <summary>The processes that are no nodes.</summary>
    public ImmutableArray<Caller> Callers { get; }

    /// <summary>Every node that ever ran, in the order in which they started.</summary>
    public List<VirtualProcess> Processes { get; } = [];

    /// <summary>What is known of each group by one who sees everything.</summary>
    public ImmutableArray<GroupObserver> Groups { get; }

    /// <summary>The same of the hierarchical group.</summary>
    public HierarchyObserver Hierarchy { get; }

    /// <summary>What is known of the group with replicated objects.</summary>
    public ToolObserver Tools { get; }

    /// <summary>Whether applications may still send.</summary>
    public bool SendingAllowed { get; set; } = true;

    /// <summary>The number of the last message or request.</summary>
    public ulong LastPayload { get; private set; }

    /// <summary>The number of the next message or request.</summary>
    public ulong DrawPayload() => ++LastPayload;

    /// <summary>The settings of the node that a host starts.</summary>
    public NodeSettings SettingsOf(string name, ProcessId process) =>
        new()
        {
            Cluster = "simulated",
            Name = name,
            Process = process,
            Seeds = _seeds,
            HeartbeatInterval = Scenario.HeartbeatInterval,
            SuspicionTime = Scenario.SuspicionTime,
            SpoilsFreedMemory = true,
            ChangeTimeout = Scenario.ChangeTimeout,
            DialTimeout = Scenario.DialTimeout,
            InRoot = Scenario.Groups.Any(group => group.IsRoot),
            Voters = Scenario.MostVoters,
            HasDisk = Scenario.HasDisks,
            LogBytes = Scenario.LogBytes == 0 ? UsualLogBytes : Scenario.LogBytes,
            Offers = [.. Scenario.Groups.Where(group => group.Replicas is not null).Select(group => group.Name)],
            Limits = Scenario.NodeLimits,
        };

    /// <summary>The initial hosts start, one soon after the other.</summary>
    public void Begin()
    {
        SplittableRandom random = Random.Split("begin");
        TimeSpan spread = random.Percent(50) ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromSeconds(2);
        foreach (Host host in Hosts.Take(Scenario.Initial))
            Timeline.After(random.Between(TimeSpan.Zero, spread), host.Start);
        foreach (Caller caller in Callers)
            Timeline.After(random.Between(TimeSpan.Zero, spread), caller.Start);
    }

    private Caller NewCaller(string address, int index)
    {
        SplittableRandom chance = Random.Split("caller", (ulong)index);
        return new Caller(this, new Host(this, index, address, chance.Split("host")), chance);
    }

    private SplittableRandom HostChance(int index) => Random.Split("host", (ulong)index);
}
