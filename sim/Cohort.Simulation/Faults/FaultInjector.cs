using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Faults;

/// <summary>Lets the planned faults strike a world, counts those that took effect, and ends them all when it heals.</summary>
internal sealed class FaultInjector
{
    private readonly World _world;
    private readonly List<ActiveFault> _active = [];
    private readonly ProcessFaults _processes;
    private readonly LinkFaults _links;
    private readonly ByteFaults _bytes;
    private readonly PaceFaults _pace;
    private readonly MembershipFaults _memberships;
    private readonly ClientCrashes _clients;
    private readonly DiskFaults _disks;
    private readonly Rotting _rotting;

    public FaultInjector(World world)
    {
        _world = world;
        _processes = new ProcessFaults(world, this);
        _links = new LinkFaults(world);
        _bytes = new ByteFaults(world, this);
        _pace = new PaceFaults(world, this);
        _memberships = new MembershipFaults(world, this);
        _clients = new ClientCrashes(world, this);
        _disks = new DiskFaults(world, this);
        _rotting = new Rotting(world, this);
    }

    /// <summary>What took effect so far.</summary>
    public FaultCounts Counts { get; } = new();

    /// <summary>Whether everything has healed.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Schedules all faults of the scenario.</summary>
    public void Begin()
    {
        foreach (PlannedFault fault in _world.Scenario.Faults)
            if (fault.At < _world.Scenario.HealAt)
                _world.Timeline.After(fault.At, () => Strike(fault));
    }

    /// <summary>Everything heals: what lasts ends, who is down starts, who is out comes back.</summary>
    public void Heal()
    {
        IsOver = true;
        foreach (ActiveFault active in _active.ToArray())
            End(active);
        foreach (Host host in _world.Hosts)
        {
            host.Start();
            for (int group = 0; group < _world.Groups.Length; group++)
                if (host.Index < _world.Scenario.Groups[group].Members)
                    host.Join(group);
        }

        _world.Chronicle.Say("world", "heals");
    }

    /// <summary>Ends one that lasts, if it has not ended yet.</summary>
    public void End(ActiveFault active)
    {
        _active.Remove(active);
        if (active.End())
            Counts.Add(active.Planned.Kind);
    }

    /// <summary>The host that a fault names, now.</summary>
    public Host HostOf(PlannedFault fault) =>
        fault.Host == PlannedFault.Coordinator
            ? _world.Groups[0].Coordinator()
            : _world.Hosts[fault.Host % _world.Hosts.Length];

    private string NameOf(PlannedFault fault) =>
        fault.Kind == FaultKind.ClientCrash ? $"client {fault.Host}" : HostOf(fault).Name;

    private void Strike(PlannedFault fault)
    {
        if (IsOver)
            return;
        _world.Chronicle.Trace?.Write(
            _world.Timeline.Now,
            "fault",
            $"{fault.Kind} at {NameOf(fault)}, peer {fault.Peer}, for {fault.For.TotalSeconds:F3} s, {fault.Amount}"
        );
        ActiveFault? lasting = fault.Kind switch
        {
            FaultKind.Crash or FaultKind.PowerLoss or FaultKind.Restart or FaultKind.Pause => _processes.Strike(fault),
            FaultKind.BrokenConnection or FaultKind.Corruption or FaultKind.Truncation or FaultKind.Stranger =>
                _bytes.Strike(fault),
            FaultKind.Delay
            or FaultKind.Reordering
            or FaultKind.SlowLink
            or FaultKind.SlowMember
            or FaultKind.ClockDrift
            or FaultKind.ClockJump => _pace.Strike(fault),
            FaultKind.JoinStorm or FaultKind.LeaveStorm => _memberships.Strike(fault),
            FaultKind.ClientCrash => _clients.Strike(fault),
            FaultKind.SlowDisk or FaultKind.DiskFailure or FaultKind.Blackout => _disks.Strike(fault),
            FaultKind.Rot => _rotting.Strike(fault),
            _ => _links.Strike(fault, HostOf(fault)),
        };
        if (lasting is null)
            return;
        _active.Add(lasting);
        _world.Timeline.After(fault.For, () => End(lasting));
    }
}
