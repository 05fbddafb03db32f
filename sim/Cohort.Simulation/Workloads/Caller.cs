using System.Globalization;
using Cohort.Protocol;
using Cohort.Protocol.Clients;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Networks;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Toolkit;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Workloads;

/// <summary>
/// A process that is no node, and calls operations of the replicated objects of one group: one at a time, as long as it takes, but
/// for those that it loses its patience with. One that crashes starts anew as another incarnation, which knows nothing of the calls
/// and of the subscription that were under way.
/// </summary>
internal sealed class Caller : IHappening
{
    private const int OperationSize = 64;
    private const int ImpatientPercent = 5;

    private readonly World _world;
    private readonly SplittableRandom _random;
    private readonly GroupPlan[] _groups;
    private readonly GroupPlan _followed;
    private readonly Host _place;
    private RemoteClient[] _remotes;
    private int _crashes;
    private bool _isUp;
    private (ulong Number, GroupPlan Group)? _called;

    public Caller(World world, Host place, SplittableRandom random)
    {
        (_world, _place, _random) = (world, place, random);
        _groups = [.. world.Scenario.Groups.Where(group => group.TakesCalls)];
        _followed = random.Pick([.. world.Scenario.Groups.Where(group => !group.IsRoot)]);
        (Process, Follower, _remotes) = NewIncarnation();
    }

    /// <summary>What it is subscribed to.</summary>
    public Follower Follower { get; private set; }

    /// <summary>The process.</summary>
    public VirtualProcess Process { get; private set; }

    /// <summary>Whether it waits for nothing.</summary>
    public bool IsQuiet => _called is null && _remotes.All(remote => remote.IsQuiet);

    // What one incarnation has scheduled is nothing to the next.
    private long ThinkTag => -1 - _crashes;

    private (VirtualProcess, Follower, RemoteClient[]) NewIncarnation()
    {
        SplittableRandom random = _crashes == 0 ? _random : _random.Split("again", (ulong)_crashes);
        ulong incarnation = random.Split("incarnation").Next();
        var id = new ProcessId(_place.Address, incarnation);
        var machine = new ProtocolClient(_world.SettingsOf(_place.Name, id), incarnation);
        var process = new VirtualProcess(_world, _place, id, machine, random.Split("process")) { Client = this };
        return (process, new Follower(_world, process, _followed, random.Split("follower")), Remotes(process, random));
    }

    private RemoteClient[] Remotes(VirtualProcess process, SplittableRandom random) =>
        _world.Scenario.Tools is { } plan
            ?
            [
                .. Enumerable
                    .Range(0, plan.RemoteClients)
                    .Select(number => new RemoteClient(_world, process, plan, random.Split("remote", (ulong)number))),
            ]
            : [];

    /// <summary>Dies; the kernel closes its connections, or loses power with it. False where it does not run.</summary>
    public bool Crash(bool lossy, bool losesPower)
    {
        if (!_isUp)
            return false;
        (_isUp, _called, _remotes) = (false, null, []);
        ConnectionEnd[] ends = [.. Process.Connections];
        if (losesPower)
            _world.Network.Darken(_place.Index, ends);
        else
            foreach (ConnectionEnd end in ends)
                end.Abort(lossy);
        Process.End();
        _world.Chronicle.Record(new ProcessCrashed(_world.Timeline.Now, Process.Id));
        _world.Chronicle.Say(_place.Name, losesPower ? "loses power" : "crashes");
        return true;
    }

    /// <summary>Starts anew after a crash.</summary>
    public void StartAnew()
    {
        if (Process.IsRunning)
            return;
        _crashes++;
        _world.Network.Lighten(_place.Index);
        (Process, Follower, _remotes) = NewIncarnation();
        Start();
    }

    public void Start()
    {
        _isUp = true;
        _world.Chronicle.Record(new ProcessStarted(_world.Timeline.Now, Process.Id, Process.Place.Name));
        Process.Start();
        Follower.Start();
        if (_groups.Length > 0)
            Think();
        foreach (RemoteClient remote in _remotes)
            remote.Start();
    }

    /// <summary>Takes what the machine says.</summary>
    public void Take(in Output output)
    {
        if (output.Kind == OutputKind.ClientLinked)
        {
            _world.Chronicle.Say(Process.Place.Name, $"is linked to {output.Link.Node} {output.Link.Reason}");
            return;
        }
        if (Follower.Take(output))
            return;
        foreach (RemoteClient remote in _remotes)
            if (remote.Take(output))
                return;
        if (_called is not { } called || (ulong)output.Ticket != called.Number)
            return;
        _called = null;
        _world.Chronicle.Say(Process.Place.Name, $"call {called.Number} ends: {output.Outcome} {output.Detail}");
        TimeSpan now = _world.Timeline.Now;
        if (output.Outcome == CallOutcome.Answered)
            _world.Chronicle.Record(
                new OperationReturned(
                    now,
                    Process.Id,
                    called.Group.Name,
                    called.Number,
                    CallResults.Decode(output.Bytes.Span)
                )
            );
        else
            _world.Chronicle.Record(
                new OperationGivenUp(now, Process.Id, called.Group.Name, called.Number, IsExcluded(output.Outcome))
            );
        Think();
    }

    /// <summary>Whether the machine says of it that it has not been executed, and never will be.</summary>
    public static bool IsExcluded(CallOutcome outcome) =>
        outcome is not (CallOutcome.Answered or CallOutcome.Failed or CallOutcome.Unknown);

    public void Happen(long tag)
    {
        if (tag >= 0)
        {
            if (_called?.Number == (ulong)tag)
                Process.Take(Input.CancelCall(tag));
        }
        else if (tag == ThinkTag && _isUp && _world.SendingAllowed)
        {
            Call();
        }
    }

    private void Call()
    {
        GroupPlan group = _random.Pick(_groups);
        Operation operation = Operations.Draw(_random, group.Objects);
        ulong number = _world.DrawPayload();
        ObjectKind kind = ReplicatedState.KindOf(operation.Object);
        _called = (number, group);
        _world.Chronicle.Record(
            new OperationCalled(
                _world.Timeline.Now,
                Process.Id,
                group.Name,
                number,
                string.Create(CultureInfo.InvariantCulture, $"{kind.Word()}-{operation.Object}"),
                kind.Word(),
                operation.Call.Word(),
                operation.Argument
            )
        );
        Process.Take(Input.Call((long)number, group.Name, new Payload(number, operation).Encode(OperationSize)));
        if (_random.Percent(ImpatientPercent))
            _world.Timeline.After(_random.Between(TimeSpan.Zero, _world.Scenario.SuspicionTime), this, (long)number);
    }

    private void Think() =>
        _world.Timeline.After(_random.Between(TimeSpan.Zero, _world.Scenario.Workload.ThinkTime * 2), this, ThinkTag);
}
