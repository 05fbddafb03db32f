using System.Runtime.InteropServices;
using Cohort.Protocol;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Disks;
using Cohort.Simulation.Networks;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Toolkit;
using Cohort.Simulation.Workloads;

namespace Cohort.Simulation.Worlds;

/// <summary>
/// One incarnation: a machine, and the driver that feeds it. As in a real process inputs gather until the next step,
/// steps and timers come a little late, and death may come in the middle of carrying out what a step asked for.
/// </summary>
internal sealed class VirtualProcess : INetworkProcess, IHappening
{
    private const long StepTag = -1;
    private const int IdleStepsAllowed = 10_000;

    private static readonly TimeSpan ShortestStep = TimeSpan.FromMicroseconds(1);
    private static readonly TimeSpan LongestStep = TimeSpan.FromMicroseconds(25);

    private readonly World _world;
    private readonly IMachine _machine;
    private readonly SplittableRandom _random;
    private readonly ProcessOutputs _carrier;
    private readonly OutputBuffer _outputs = new();
    private readonly List<Input> _inbox = [];
    private readonly Queue<(Segment Segment, Pipe Pipe)> _unread = new();
    private readonly Dictionary<int, ConnectionEnd> _connections = [];
    private readonly List<(IHappening What, long Tag)> _deferred = [];
    private bool _stepScheduled;
    private TimeSpan _wakeScheduled = TimeSpan.MinValue;
    private long _wakeGeneration;
    private int _nextConnection;
    private int _taken;
    private int _inStep;
    private int _idleSteps;

    public VirtualProcess(World world, Host host, ProcessId id, IMachine machine, SplittableRandom random)
    {
        _world = world;
        _machine = machine;
        _random = random;
        Place = host;
        Id = id;
        _carrier = new ProcessOutputs(world, this);
    }

    /// <summary>The address and the incarnation.</summary>
    public ProcessId Id { get; }

    /// <summary>The host it runs on.</summary>
    public Host Place { get; }

    /// <inheritdoc/>
    public int Host => Place.Index;

    /// <inheritdoc/>
    public bool IsRunning { get; private set; } = true;

    /// <summary>Whether it takes no steps at present.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Its groups, by handle, those that are over too.</summary>
    public List<Membership> Memberships { get; } = [];

    /// <summary>What it was told of the cluster's directory.</summary>
    public KnownDirectory Directory { get; } = new();

    /// <summary>Its part in the hierarchical group; null where it has none.</summary>
    public HierarchyMember? Hierarchy { get; set; }

    /// <summary>Its membership in the group with replicated objects; null where it has none.</summary>
    public ToolMember? Tools { get; set; }

    /// <summary>Its log; null where it keeps none.</summary>
    public ProcessLog? Log { get; set; }

    /// <summary>What it does where it is no node.</summary>
    public Caller? Client { get; init; }

    /// <summary>The open connections, in the order in which they were made.</summary>
    public IReadOnlyCollection<ConnectionEnd> Connections => _connections.Values;

    /// <summary>How far the fullest connection's backlog ever grew, in bytes.</summary>
    public long LargestBacklog => _carrier.LargestBacklog;

    /// <summary>Whether nothing that it writes goes out any more.</summary>
    public bool IsMute { get; set; }

    /// <summary>A plan to die while a step is carried out; null where there is none.</summary>
    public CrashPoint? CrashPoint { get; set; }

    /// <inheritdoc/>
    public int Adopt(ConnectionEnd end)
    {
        _connections.Add(++_nextConnection, end);
        return _nextConnection;
    }

    /// <inheritdoc/>
    public void Release(ConnectionEnd end) => _connections.Remove(end.Number);

    /// <summary>An open connection, or null where it is closed.</summary>
    public ConnectionEnd? Connection(int number) => _connections.GetValueOrDefault(number);

    /// <inheritdoc/>
    public void Take(in Input input)
    {
        if (!IsRunning)
            return;
        if (!MergedIntoLast(input))
            _inbox.Add(input);
        ScheduleStep();
    }

    /// <inheritdoc/>
    public void TakeBytes(int connection, Segment segment, Pipe pipe)
    {
        if (!IsRunning)
        {
            segment.Release();
            return;
        }

        _inbox.Add(Input.Received(connection, segment.Bytes));
        _unread.Enqueue((segment, pipe));
        ScheduleStep();
    }

    /// <summary>Starts with a first step of no inputs.</summary>
    public void Start() => ScheduleStep();

    /// <summary>Takes no step from now on.</summary>
    public void Pause() => IsPaused = true;

    /// <summary>Goes on.</summary>
    public void Resume()
    {
        IsPaused = false;
        foreach ((IHappening what, long tag) in _deferred)
            _world.Timeline.After(TimeSpan.Zero, what, tag);
        _deferred.Clear();
        ScheduleStep();
    }

    /// <summary>The clock jumped: timers are set anew, as a driver does that notices.</summary>
    public void ClockChanged() => ScheduleStep();

    /// <summary>
    /// For what runs inside this process: true where it may happen now. A dead process's never happens, a paused one's
    /// happens when it goes on.
    /// </summary>
    public bool MayHappen(IHappening what, long tag)
    {
        if (!IsRunning)
            return false;
        if (!IsPaused)
            return true;
        _deferred.Add((what, tag));
        return false;
    }

    /// <summary>Is gone: takes nothing in any more. Whoever ends it deals with its connections.</summary>
    public void End()
    {
        IsRunning = false;
        _deferred.Clear();
        while (_unread.TryDequeue(out (Segment Segment, Pipe Pipe) unread))
            unread.Segment.Release();
    }

    /// <summary>The time for a step or for waking has come.</summary>
    public void Happen(long tag)
    {
        if (!IsRunning)
            return;
        if (tag == StepTag)
        {
            _stepScheduled = false;
            if (!IsPaused)
                Step();
        }
        else if (tag == _wakeGeneration)
        {
            _wakeScheduled = TimeSpan.MinValue;
            if (IsPaused || _stepScheduled)
                return;
            if (Place.Clock.Until(_machine.WakeAt) > TimeSpan.Zero)
                ScheduleWake();
            else
                Step();
        }
    }

    private void ScheduleStep()
    {
        if (_stepScheduled || IsPaused)
            return;
        _stepScheduled = true;
        _world.Timeline.After(_random.Between(ShortestStep, LongestStep) + Place.StepDelay, this, StepTag);
    }

    private void ScheduleWake()
    {
        TimeSpan at = _world.Timeline.Now + Place.Clock.Until(_machine.WakeAt);
        // It has more to do at once: what comes meanwhile is taken in with that.
        if (at <= _world.Timeline.Now)
        {
            ScheduleStep();
            return;
        }
        if (_wakeScheduled != TimeSpan.MinValue && _wakeScheduled <= at)
            return;
        _wakeScheduled = at;
        _world.Timeline.After(at - _world.Timeline.Now + ShortestStep, this, ++_wakeGeneration);
    }

    private void Step()
    {
        _inStep = BatchSize();
        ReadOnlySpan<Input> inputs = CollectionsMarshal.AsSpan(_inbox).Slice(_taken, _inStep);
        _world.Chronicle.Fold((ulong)_world.Timeline.Now.Ticks);
        _world.Chronicle.Fold((ulong)(Host << 20 | _inStep));
        try
        {
            _machine.Step(Place.Clock.Now, inputs, _outputs);
        }
        catch (Exception failure)
        {
            throw new MachineFailure(Place.Name, _world.Timeline.Now, StepText.Describe(inputs), failure);
        }

        GuardAgainstIdling();
        _carrier.CarryOut(_outputs);
        _outputs.Clear();
        if (!IsRunning)
            return;
        ReleaseRead();
        ForgetTaken();
        if (_inbox.Count > _taken)
            ScheduleStep();
        ScheduleWake();
    }

    // A driver takes all that is there; taking less now and then finds what depends on it. One that is slow must not.
    private int BatchSize()
    {
        int waiting = _inbox.Count - _taken;
        int limit = _world.Scenario.BatchLimit;
        bool takesAll = limit == 0 || waiting <= 1 || Place.StepDelay > TimeSpan.Zero;
        return takesAll ? waiting : Math.Min(waiting, _random.Between(1, limit));
    }

    private void ForgetTaken()
    {
        _taken += _inStep;
        _inStep = 0;
        // Moving what is left to the front is paid for by what was taken.
        if (_taken < _inbox.Count - _taken)
            return;
        _inbox.RemoveRange(0, _taken);
        _taken = 0;
    }

    // What was received is valid during the step only: now it is overwritten, and the sender's window opens.
    private void ReleaseRead()
    {
        for (int index = _taken; index < _taken + _inStep; index++)
        {
            if (_inbox[index].Kind != InputKind.Received)
                continue;
            (Segment segment, Pipe pipe) = _unread.Dequeue();
            int length = segment.Length;
            segment.Release();
            pipe.HasRead(length);
        }
    }

    private bool MergedIntoLast(in Input input)
    {
        if (_inbox.Count <= _taken + _inStep)
            return false;
        ref Input last = ref CollectionsMarshal.AsSpan(_inbox)[^1];
        if (last.Kind != input.Kind)
            return false;
        switch (input.Kind)
        {
            case InputKind.Written when last.Connection == input.Connection:
                last = Input.Written(last.Connection, (int)(last.Amount + input.Amount));
                return true;
            case InputKind.Consumed when last.Group == input.Group:
                last = Input.Consumed(last.Group, (int)(last.Amount + input.Amount));
                return true;
            default:
                return false;
        }
    }

    private void GuardAgainstIdling()
    {
        bool idle = _inStep == 0 && _outputs.Count == 0 && Place.Clock.Until(_machine.WakeAt) == TimeSpan.Zero;
        _idleSteps = idle ? _idleSteps + 1 : 0;
        if (_idleSteps > IdleStepsAllowed)
            throw new LivelockException(
                $"{Place.Name} asks to be woken at once, {IdleStepsAllowed} times in a row, and does nothing."
            );
    }
}
