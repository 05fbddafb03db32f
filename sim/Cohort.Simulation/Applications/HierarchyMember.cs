using Cohort.Protocol;
using Cohort.Protocol.Hierarchy;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Applications;

/// <summary>One process's part in a hierarchical group: it finds a leaf, drives the machine by what leaf and parent deliver, and
/// sends now and then.</summary>
internal sealed class HierarchyMember : IHappening
{
    /// <summary>The handles from this one on are those of leaves and parents.</summary>
    public const int FirstHandle = 1 << 20;

    private const long LookTag = 1;
    private const long TalkTag = 2;
    private const int PayloadSize = 64;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly World _world;
    private readonly VirtualProcess _process;
    private readonly HierarchyPlan _plan;
    private readonly SplittableRandom _random;
    private readonly HierarchyMachine _machine;
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private HandlerLane? _leaf;
    private HandlerLane? _parent;
    private string _leafName = "";
    private GroupId _joined;
    private int _handles = FirstHandle;
    private int _unsettled;

    public HierarchyMember(World world, VirtualProcess process, HierarchyPlan plan, SplittableRandom random)
    {
        (_world, _process, _plan, _random) = (world, process, plan, random);
        _machine = new HierarchyMachine(process.Id, new HierarchyLimits { LogItems = plan.LogItems });
    }

    /// <summary>Whether it is in a leaf that follows the parent's order.</summary>
    public bool IsAtWork => _machine.IsMember && _machine.IsRepresentative == _parent is not null;

    /// <summary>The parent's order that it follows, and how far it has come.</summary>
    public (GroupId Parent, ulong Position) Reached => _machine.Reached;

    /// <summary>Whether nothing of its own is under way.</summary>
    public bool IsQuiet => _unsettled == 0;

    /// <summary>Whether it passes messages on for its leaf.</summary>
    public bool IsActive => _machine.IsActive;

    /// <summary>The leaf that it is in, or has asked to be in.</summary>
    public string Leaf => _leafName;

    private TimeSpan Now => _world.Timeline.Now;

    public void Start()
    {
        Look();
        Talk();
    }

    /// <summary>Takes what the machine says of a leaf or a parent.</summary>
    public void Take(in Output output)
    {
        if (output.Group == _leaf?.Handle)
            _leaf.Take(output);
        else if (output.Group == _parent?.Handle)
            _parent.Take(output);
    }

    public void Happen(long tag)
    {
        if (!_process.MayHappen(this, tag))
            return;
        if (tag == LookTag)
        {
            FindLeaf();
            Look();
            return;
        }
        if (_machine.IsMember && _world.SendingAllowed)
            Send();
        Talk();
    }

    private void Look() => _world.Timeline.After(LookAgain, this, LookTag);

    private void Talk() => _world.Timeline.After(_random.Between(TimeSpan.Zero, _plan.TalkInterval * 2), this, TalkTag);

    private void FindLeaf()
    {
        if (_leaf is not null || !_process.Directory.IsKnown)
            return;
        _leafName = HierarchyNames.Choose(
            _plan.Name,
            _plan.LeafSize,
            "",
            _process.Directory.Groups,
            _refused,
            _random.Below
        );
        _leaf = Join(_leafName, _plan.LeafSize, TakeUpLeaf);
    }

    private HandlerLane Join(string name, int? mostMembers, Action<Output> takeUp)
    {
        int handle = _handles++;
        _process.Take(
            Input.Join(
                handle,
                new GroupSettings
                {
                    Name = name,
                    HasState = true,
                    Governed = true,
                    RecreatesLost = true,
                    ForgottenWhenLost = true,
                    MostMembers = mostMembers,
                }
            )
        );
        return new HandlerLane(_world, _process, handle, takeUp);
    }

    private void Send()
    {
        ulong number = _world.DrawPayload();
        Order order = _random.Percent(_plan.FifoPercent) ? Order.Fifo : Order.Total;
        _world.Chronicle.Record(new HierarchySent(Now, _process.Id, _plan.Name, number, order));
        _world.Chronicle.Say(_process.Place.Name, $"sends {number} to all of {_plan.Name} ({order})");
        _unsettled++;
        byte[] payload = new Payload(number, default).Encode(PayloadSize);
        _process.Take(Input.Send(_leaf!.Handle, (long)number, HierarchyMachine.Encode(payload, order)));
    }

    private void TakeUpLeaf(Output output)
    {
        TakeUp(_leaf!, _machine.Leaf, output);
        bool isExpelled = output is { Kind: OutputKind.Status, Status: GroupStatus.Expelled };
        if (isExpelled || output.Kind == OutputKind.Ended)
            LoseLeaf();
        if (output.Kind == OutputKind.Ended)
        {
            _leaf = null;
            if (output.Failure == Failure.GroupFull)
                _refused.Add(_leafName);
            else
                _refused.Clear();
        }
        CarryOut();
    }

    private void LoseLeaf()
    {
        _unsettled = 0;
        if (_joined == default)
            return;
        _joined = default;
        _world.Chronicle.Record(new HierarchyLeft(Now, _process.Id, _plan.Name));
    }

    private void TakeUpParent(Output output)
    {
        TakeUp(_parent!, _machine.Parent, output);
        if (output.Kind == OutputKind.Ended)
            _parent = null;
        CarryOut();
    }

    private void TakeUp(HandlerLane group, HierarchyPart part, in Output output)
    {
        switch (output.Kind)
        {
            case OutputKind.View:
                part.View(output.Change.View);
                break;
            case OutputKind.Deliver:
                Understood(group, part.Delivered(output.Sender, output.Bytes));
                _process.Take(Input.Consumed(group.Handle, 1));
                break;
            case OutputKind.TakeState:
                _process.Take(Input.StateTaken(group.Handle, output.Ticket, part.Save()));
                break;
            case OutputKind.LoadState:
                Understood(group, part.TryLoad(output.Bytes));
                _process.Take(Input.StateLoaded(group.Handle, output.Ticket));
                break;
            case OutputKind.Status when output.Status == GroupStatus.Expelled:
            case OutputKind.Ended:
                part.Lost();
                break;
        }
    }

    // What members say to each other makes sense, or something is wrong with one of them.
    private static void Understood(HandlerLane group, bool makesSense)
    {
        if (!makesSense)
            throw new InvalidOperationException($"What group {group.Handle} said made no sense.");
    }

    private void CarryOut()
    {
        while (_machine.Outputs.TryDequeue(out HierarchyOutput output))
            CarryOut(output);
        if (_machine.IsMember && _joined == default)
        {
            _joined = _machine.LeafFormation;
            _refused.Clear();
            _world.Chronicle.Record(new HierarchyJoined(Now, _process.Id, _plan.Name, _joined));
        }
        if (_machine.IsRepresentative && _parent is null)
            _parent = Join(HierarchyNames.ParentOf(_plan.Name), null, TakeUpParent);
        else if (!_machine.IsRepresentative && (_leaf is null || _machine.IsMember))
            _parent?.Leave();
    }

    private void CarryOut(in HierarchyOutput output)
    {
        switch (output.Kind)
        {
            case HierarchyOutputKind.SendInLeaf:
                _process.Take(Input.Send(_leaf!.Handle, Input.NoTicket, output.Bytes));
                break;
            case HierarchyOutputKind.SendInParent:
                _process.Take(Input.Send(_parent!.Handle, Input.NoTicket, output.Bytes));
                break;
            case HierarchyOutputKind.Deliver:
                Deliver(output);
                break;
            case HierarchyOutputKind.Gap:
                _world.Chronicle.Say(_process.Place.Name, $"is told of a gap in {_plan.Name}");
                _world.Chronicle.Record(new HierarchyGap(Now, _process.Id, _plan.Name));
                break;
            case HierarchyOutputKind.Settled when output.Sender!.Process == _process.Id && _unsettled > 0:
                _unsettled--;
                break;
        }
    }

    private void Deliver(in HierarchyOutput output)
    {
        bool intact = Payload.TryDecode(output.Bytes.Span, out Payload payload);
        _world.Chronicle.Say(
            _process.Place.Name,
            $"gets {payload.Number} of {output.Sender} in {_plan.Name} ({output.Order}) at {output.Position} of {output.Parent}"
        );
        _world.Chronicle.Record(
            new HierarchyDelivered(
                Now,
                _process.Id,
                _plan.Name,
                payload.Number,
                intact,
                output.Sender!.Id,
                output.Order,
                output.Parent,
                output.Position
            )
        );
    }
}
