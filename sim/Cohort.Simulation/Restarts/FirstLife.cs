using Cohort.Protocol;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Restarts;

/// <summary>
/// The life that all nodes die in: the group is founded, some join at once and one later, members send, one leaves. The
/// same plan lives the same life each time, as far as it is let.
/// </summary>
internal sealed class FirstLife
{
    private const int LargeSize = 3_000;

    // So slow a disk that whoever does not wait for it is found out.
    private static readonly TimeSpan s_slowness = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly RestartPlan _plan;
    private readonly World _world;
    private readonly IEnumerator<Func<bool>> _script;
    private bool _isOver;

    public FirstLife(RestartPlan plan)
    {
        _plan = plan;
        _world = new World(plan.FirstLife, (settings, seed) => new ProtocolMachine(settings, seed));
        _script = Script().GetEnumerator();
        _isOver = !_script.MoveNext();
    }

    /// <summary>The events in which something came to the disks, or on its way there, or was told.</summary>
    public List<long> Turns { get; } = [];

    /// <summary>What has happened.</summary>
    public IReadOnlyList<HistoryEvent> Events => _world.Chronicle.Events;

    /// <summary>The hosts.</summary>
    public IReadOnlyList<Host> Hosts => _world.Hosts;

    /// <summary>Lets it go on for so many events, or to its end.</summary>
    public void Run(long events = long.MaxValue)
    {
        long changes = 0;
        while (!_isOver && _world.Timeline.Happened < events && _world.Timeline.Advance())
        {
            if (_world.Timeline.Now > s_longest)
                throw new InvalidOperationException(
                    $"A cluster in which nothing goes wrong does not come to its end: {new GroupJudgement(_world)}"
                );
            while (!_isOver && _script.Current())
                _isOver = !_script.MoveNext();
            long now = _world.Hosts.Sum(host => host.Disk.Changes) + Events.Count;
            if (now != changes)
                Turns.Add(_world.Timeline.Happened);
            changes = now;
        }
    }

    /// <summary>The power fails everywhere at once.</summary>
    public void LosePower()
    {
        foreach (Host host in _world.Hosts)
            host.LosePower();
    }

    private IEnumerable<Func<bool>> Script()
    {
        foreach (Host host in _world.Hosts)
            host.Start();
        Host founder = _world.Hosts[0];
        Host joiner = _world.Hosts[_plan.Joiner];
        Host leaver = _world.Hosts[_plan.Leaver];
        joiner.SyncDelay = s_slowness;
        yield return () => founder.MembershipIn(RestartPlan.Group) is { Status: GroupStatus.Active, Held: not null };
        Ledger.Add(founder);
        yield return IsWhole;
        foreach (Host host in Members())
            Ledger.Add(host);
        joiner.Join(RestartPlan.Group);
        Ledger.Add(founder, size: LargeSize);
        yield return IsWhole;
        Ledger.Add(joiner);
        ulong last = Ledger.Add(leaver, size: LargeSize);
        // What it has not been told is accepted it may leave without.
        yield return () => Events.OfType<MessageAccepted>().Any(accepted => accepted.Payload == last);
        Membership leaving = leaver.MembershipIn(RestartPlan.Group)!;
        leaver.Leave(RestartPlan.Group);
        Ledger.Add(joiner);
        yield return () => leaving.IsFinished && IsWhole();
        Ledger.Add(joiner, size: LargeSize);
        yield return IsSettled;
    }

    private bool IsWhole() => _world.Groups[RestartPlan.Group].IsStable();

    private bool IsSettled() =>
        IsWhole()
        && _world.Groups[RestartPlan.Group].IsQuiet()
        && Members().All(host => (ulong)Ledger.Of(host.MembershipIn(RestartPlan.Group)!).Count == _world.LastPayload);

    private IEnumerable<Host> Members() =>
        _world.Hosts.Where(host => host.MembershipIn(RestartPlan.Group)?.Held is not null);
}
