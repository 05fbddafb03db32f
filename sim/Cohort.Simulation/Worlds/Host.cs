using System.Globalization;
using Cohort.Protocol;
using Cohort.Protocol.Durability;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Disks;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Judging;
using Cohort.Simulation.Networks;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Toolkit;

namespace Cohort.Simulation.Worlds;

/// <summary>
/// A place where one process at a time runs: its address, its clock, how slow it is. It outlives the processes, and
/// wants what an operator would want of whatever runs there: to run, and to be in certain groups.
/// </summary>
internal sealed class Host
{
    private static readonly TimeSpan RejoinAfter = TimeSpan.FromMilliseconds(500);

    private readonly World _world;
    private readonly SplittableRandom _random;
    private readonly SplittableRandom _syncChance;
    private readonly int _slowDisk;
    private readonly bool[] _wants;
    private ulong _incarnations;

    public Host(World world, int index, string address, SplittableRandom random)
    {
        _world = world;
        _random = random;
        Index = index;
        Address = address;
        Name = NameOf(index);
        Clock = new VirtualClock(
            world.Timeline,
            new Instant(random.Between(TimeSpan.Zero, TimeSpan.FromDays(30)).Ticks + TimeSpan.TicksPerDay)
        );
        Disk = new VirtualDisk(Name, random.Split("disk"));
        _syncChance = random.Split("syncs");
        _slowDisk = _syncChance.Percent(10) ? 10 : 1;
        _wants = new bool[world.Scenario.Groups.Length];
        for (int group = 0; group < _wants.Length; group++)
            _wants[group] = index < world.Scenario.Groups[group].Members;
    }

    // a to z, then a1 to z1.
    private static string NameOf(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{(char)('a' + index % 26)}{(index < 26 ? "" : $"{index / 26}")}");

    /// <summary>Its number among the hosts.</summary>
    public int Index { get; }

    /// <summary>The name that its processes bear.</summary>
    public string Name { get; }

    /// <summary>The address that its processes have.</summary>
    public string Address { get; }

    /// <summary>Its clock.</summary>
    public VirtualClock Clock { get; }

    /// <summary>Its disk.</summary>
    public VirtualDisk Disk { get; }

    /// <summary>How much longer each sync takes.</summary>
    public TimeSpan SyncDelay { get; set; }

    /// <summary>How long the next sync takes.</summary>
    public TimeSpan SyncTime()
    {
        TimeSpan usual = _world.Scenario.SyncTime * _slowDisk;
        return _syncChance.Between(usual / 2, usual * 2) + SyncDelay;
    }

    /// <summary>The process that runs there, or null.</summary>
    public VirtualProcess? Process { get; private set; }

    /// <summary>How much longer each step takes.</summary>
    public TimeSpan StepDelay { get; set; }

    /// <summary>How much longer each message takes in a handler.</summary>
    public TimeSpan HandlerDelay { get; set; }

    /// <summary>Whether it wants to be a member of a group.</summary>
    public bool Wants(int group) => _wants[group];

    /// <summary>Starts a process, if none runs. It joins the groups that the host wants.</summary>
    public void Start()
    {
        if (Process is not null)
            return;
        _world.Network.Lighten(Index);
        // Whoever starts it has seen to that.
        (Disk.Fails, Disk.FailsOnce) = (false, false);
        bool beginsAnew = Disk.HasRotted && ProcessLog.IsRefusedOn(this);
        if (beginsAnew)
            Disk.BeginAnew();
        ulong incarnation = _random.Split("incarnation", _incarnations++).Next();
        ProcessId id = new(Address, incarnation);
        NodeSettings settings = _world.SettingsOf(Name, id);
        if (_world.Scenario.HasDisks)
        {
            LogCopies copies = ProcessLog.CopiesOn(_world, this);
            settings = settings with { DirectoryCopy = copies.Directory, LogNeeds = copies.Needs };
        }
        IMachine machine = _world.Machines(settings, incarnation);
        Process = new VirtualProcess(_world, this, id, machine, _random.Split("process", _incarnations));
        _world.Processes.Add(Process);
        _world.Network.Listen(Process);
        _world.Chronicle.Record(new ProcessStarted(_world.Timeline.Now, id, Name));
        _world.Chronicle.Trace?.Write(_world.Timeline.Now, Name, $"starts as {id}");
        if (beginsAnew)
            _world.Chronicle.Record(new LogReplaced(_world.Timeline.Now, id));
        if (_world.Scenario.HasDisks)
            Process.Log = new ProcessLog(_world, Process, _random.Split("log", _incarnations));
        Process.Start();
        if (_world.Scenario.Hierarchy is { } hierarchy && Index < hierarchy.Members)
        {
            SplittableRandom chance = _random.Split("hierarchy", _incarnations);
            Process.Hierarchy = new HierarchyMember(_world, Process, hierarchy, chance);
            Process.Hierarchy.Start();
        }
        if (_world.Scenario.Tools is { } tools && Index < tools.Members)
        {
            Process.Tools = new ToolMember(_world, Process, tools, _random.Split("tools", _incarnations));
            Process.Tools.Start();
        }
        for (int group = 0; group < _wants.Length; group++)
            if (_world.Scenario.Groups[group] is { Replicas: { } replicas } plan)
                Ask(group, plan.Name, replicas);
            else if (_wants[group])
                Join(group);
    }

    /// <summary>As a program does when it starts: it asks the cluster to keep running what it is there for. Where, it then hears.</summary>
    private void Ask(int group, string name, int replicas)
    {
        _wants[group] = false;
        Process!.Take(Input.Ensure(new PlacementInfo { Name = name, Replicas = replicas }));
    }

    /// <summary>The directory is news: what was placed here is joined, and what was placed elsewhere is left once it is all
    /// there.</summary>
    public void Heed(KnownDirectory directory)
    {
        for (int group = 0; group < _wants.Length; group++)
        {
            GroupPlan plan = _world.Scenario.Groups[group];
            if (plan.Replicas is null || Process is null || directory.PlacementOf(plan.Name) is not [var placed])
                continue;
            bool isHere = placed.Contains(Process.Id);
            if (isHere && !_wants[group])
                Join(group);
            else if (!isHere && _wants[group] && directory.Holds(plan.Name, placed))
                Leave(group);
        }
    }

    /// <summary>Joins a group, if it runs and is not in it already. An application that has yet to handle the end of a
    /// membership joins after that.</summary>
    public void Join(int group)
    {
        _wants[group] = true;
        if (Process is null || Process.Memberships.Exists(last => last.GroupIndex == group && !last.IsFinished))
            return;
        Membership membership = new(_world, Process, group);
        Process.Memberships.Add(membership);
        membership.Join();
    }

    /// <summary>Leaves a group, if it is in it.</summary>
    public void Leave(int group)
    {
        _wants[group] = false;
        MembershipIn(group)?.Leave();
    }

    /// <summary>The running process's membership in a group, or null.</summary>
    public Membership? MembershipIn(int group)
    {
        if (Process is null)
            return null;
        foreach (Membership membership in Process.Memberships)
            if (membership.GroupIndex == group && !membership.IsOver)
                return membership;
        return null;
    }

    /// <summary>A membership ended: where the host still wants one, the application joins again a little later.</summary>
    public void MembershipEnded(Membership ended)
    {
        VirtualProcess process = ended.Process;
        _world.Timeline.After(
            RejoinAfter,
            () =>
            {
                if (process.IsRunning && _wants[ended.GroupIndex])
                    Join(ended.GroupIndex);
            }
        );
    }

    /// <summary>The process dies; its kernel closes its connections.</summary>
    public void Crash(bool lossy)
    {
        if (TakeProcess("crashes") is not { } process)
            return;
        _world.Network.StopListening(Index);
        foreach (ConnectionEnd end in process.Connections.ToArray())
            end.Abort(lossy);
        process.End();
        Disk.ProcessDies();
    }

    /// <summary>The host is dark, and with it the process.</summary>
    public void LosePower()
    {
        if (TakeProcess("loses power") is not { } process)
            return;
        _world.Network.Darken(Index, process.Connections.ToArray());
        process.End();
        Disk.LosePower();
    }

    private VirtualProcess? TakeProcess(string how)
    {
        VirtualProcess? process = Process;
        if (process is null)
            return null;
        foreach (GroupObserver group in _world.Groups)
            group.Dies(this);
        Process = null;
        _world.Chronicle.Record(new ProcessCrashed(_world.Timeline.Now, process.Id));
        _world.Chronicle.Trace?.Write(_world.Timeline.Now, Name, how);
        return process;
    }
}
