using System.Globalization;
using Cohort.Protocol;
using Cohort.Protocol.Clients;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Workloads;

/// <summary>
/// A process that is no node, and calls operations of the replicated objects of one group: one at a time, as long as it takes, but
/// for those that it loses its patience with.
/// </summary>
internal sealed class Caller : IHappening
{
    private const int OperationSize = 64;
    private const int ImpatientPercent = 5;
    private const long ThinkTag = -1;

    private readonly World _world;
    private readonly SplittableRandom _random;
    private readonly GroupPlan[] _groups;
    private (ulong Number, GroupPlan Group)? _called;

    public Caller(World world, Host place, SplittableRandom random)
    {
        (_world, _random) = (world, random);
        _groups = [.. world.Scenario.Groups.Where(group => group.TakesCalls)];
        ulong incarnation = random.Split("incarnation").Next();
        var id = new ProcessId(place.Address, incarnation);
        var machine = new ProtocolClient(world.SettingsOf(place.Name, id), incarnation);
        Process = new VirtualProcess(world, place, id, machine, random.Split("process")) { Client = this };
        GroupPlan followed = random.Pick([.. world.Scenario.Groups.Where(group => !group.IsRoot)]);
        Follower = new Follower(world, () => Process, followed, random.Split("follower"));
    }

    /// <summary>What it is subscribed to.</summary>
    public Follower Follower { get; }

    /// <summary>The process.</summary>
    public VirtualProcess Process { get; }

    /// <summary>Whether it waits for nothing.</summary>
    public bool IsQuiet => _called is null;

    public void Start()
    {
        _world.Chronicle.Record(new ProcessStarted(_world.Timeline.Now, Process.Id, Process.Place.Name));
        Process.Start();
        Follower.Start();
        if (_groups.Length > 0)
            Think();
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

    // The machine says of these that they have not been executed, and never will be.
    private static bool IsExcluded(CallOutcome outcome) =>
        outcome is not (CallOutcome.Answered or CallOutcome.Failed or CallOutcome.Unknown);

    public void Happen(long tag)
    {
        if (tag != ThinkTag)
        {
            if (_called?.Number == (ulong)tag)
                Process.Take(Input.CancelCall(tag));
            return;
        }
        if (_world.SendingAllowed)
            Call();
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
