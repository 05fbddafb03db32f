using System.Collections.Concurrent;
using System.Diagnostics;
using Cohort.Protocol;
using Cohort.Runtime.Connections;
using Cohort.Runtime.Groups;
using Cohort.Runtime.Logs;
using Cohort.Runtime.Observation;
using Cohort.Runtime.Recording;

namespace Cohort.Runtime;

/// <summary>
/// Drives one machine: takes all that has happened since the last turn, steps the machine once with it, carries out what it
/// asks for, and calls the handlers. It has threads of its own, so that an application that blocks the thread pool does not
/// fall silent towards the other nodes: one that polls, and one that takes over where a handler is slow.
/// </summary>
internal sealed class NodeDriver
{
    private static readonly TimeSpan s_closingPause = TimeSpan.FromMilliseconds(50);

    private readonly string _who;
    private readonly IMachine _machine;
    private readonly Poller _poller;
    private readonly Mailbox<Letter> _mailbox;
    private readonly ConnectionTable _connections;
    private readonly Warnings _warnings;
    private readonly InputRecorder _recorder;
    private readonly Action<NodeFailedException> _failed;
    private readonly Action<Output>? _client;
    private readonly NodeLog? _log;
    private readonly NodeObservation? _observation;
    private readonly MonotonicClock _clock = new();
    private readonly InputList _inputs = new();
    private readonly OutputBuffer _outputs = new();
    private readonly ConcurrentDictionary<int, Membership> _memberships = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Membership> _touched = [];
    private readonly ConcurrentQueue<HandlerLoop> _ready = new();
    private readonly Relief _relief = new();
    private readonly List<ReadingRequest> _readings = [];
    private volatile Exception? _fault;

    public NodeDriver(
        string who,
        IMachine machine,
        Poller poller,
        Mailbox<Letter> mailbox,
        ConnectionTable connections,
        Warnings warnings,
        InputRecorder recorder,
        Action<NodeFailedException> failed,
        Action<Output>? client = null,
        NodeObservation? observation = null
    )
    {
        _who = who;
        (_client, _log, _observation) = (client, observation?.Log, observation);
        _machine = machine;
        if (observation is not null)
            observation.Machine = machine;
        _poller = poller;
        _mailbox = mailbox;
        _connections = connections;
        _warnings = warnings;
        _recorder = recorder;
        _failed = failed;
        Directory = new DirectoryMirror(ticket => Post(Input.ReadDirectory(ticket)));
    }

    /// <summary>Completes when the loop has ended.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>What the machine has told of the directory.</summary>
    public DirectoryMirror Directory { get; }

    /// <summary>Why the node stopped itself, where it did; known when the loop has ended.</summary>
    public NodeFailedException? Failure { get; private set; }

    /// <summary>Starts the loop.</summary>
    public void Start()
    {
        _connections.Start();
        _log?.Start(input => Post(input), Warn, _observation!.Tags);
        StartThread($"cohort {_who}", () => WorkAs(onDuty: true));
        StartThread($"cohort {_who} relief", () => WorkAs(onDuty: false));
    }

    /// <summary>Tells the application what a person should know.</summary>
    public void Warn(string text) => _warnings.Report(text);

    /// <summary>Leaves an input for the next turn; false when the node has stopped.</summary>
    public bool Post(in Input input) => _mailbox.Post(new Letter(input));

    /// <summary>Says that an outbox has something for the next turn; false when the node has stopped.</summary>
    public bool Post(Outbox outbox) => _mailbox.Post(new Letter(default, Outbox: outbox));

    /// <summary>Has a question answered between two steps; false when the node has stopped.</summary>
    public bool Post(ReadingRequest reading) => _mailbox.Post(new Letter(default, Reading: reading));

    /// <summary>Joins a group; its outputs go to the membership.</summary>
    public bool Join(int handle, Membership membership, GroupSettings settings)
    {
        _memberships[handle] = membership;
        return Post(Input.Join(handle, settings));
    }

    /// <summary>Stops the node as one that cannot be trusted any more. The first reason counts.</summary>
    public void Fail(Exception fault)
    {
        Interlocked.CompareExchange(ref _fault, fault, null);
        _mailbox.Close();
        // One that fails while it closes its connections has no groups left that could be told.
        if (_stopped.Task.IsCompleted)
            _failed(new NodeFailedException($"{_who} failed while it stopped: {fault.Message}", null, fault));
    }

    /// <summary>Has a membership's handlers called after this turn; on the driver's thread.</summary>
    public void Ready(HandlerLoop handlers)
    {
        if (handlers.IsSlow)
            handlers.CallElsewhere();
        else
            _ready.Enqueue(handlers);
    }

    /// <summary>Takes the last turns, closes the connections in good order, and stops.</summary>
    public Task StopAsync()
    {
        _mailbox.Close();
        return _closed.Task;
    }

    private static void StartThread(string name, ThreadStart work) =>
        new Thread(work) { IsBackground = true, Name = name }.Start();

    private void WorkAs(bool onDuty)
    {
        // What the application was doing when it started the node is nothing that the node does.
        Activity.Current = null;
        while (onDuty || _relief.Await())
        {
            // Whoever was on duty before may be held up by the first of them.
            CallElsewhere();
            bool stopped = TakeTurns();
            onDuty = false;
            if (!stopped)
                continue;
            Stop();
            _relief.End();
            return;
        }
    }

    /// <summary>Takes turns until the end, or until this thread was relieved: then false.</summary>
    private bool TakeTurns()
    {
        try
        {
            while (_fault is null && _mailbox.Take(out ReadOnlySpan<Letter> letters))
            {
                Turn(letters);
                if (!_ready.IsEmpty && !TryCallHandlers())
                    return false;
                if (_mailbox.TryRest())
                    _poller.Wait(_connections.Polled, Patience);
                else if (_fault is null)
                    _poller.Wait(_connections.Polled, TimeSpan.Zero);
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }
        return true;
    }

    private TimeSpan Patience => _connections.HasNews ? TimeSpan.Zero : _machine.WakeAt - _clock.Now;

    private void Turn(ReadOnlySpan<Letter> letters)
    {
        Instant now = _clock.Now;
        Gather(letters);
        // A wake-up that came early, or letters that the machine need not hear, are no reason for a step.
        if (_inputs.Count > 0 || now >= _machine.WakeAt)
            Step(now);
        if (_readings.Count > 0)
            AnswerReadings();
    }

    private void Step(Instant now)
    {
        _recorder.Record(now, _inputs.Inputs);
        _machine.Step(now, _inputs.Inputs, _outputs);
        _inputs.Clear();
        foreach (ref readonly Output output in _outputs.Outputs)
            CarryOut(output, now);
        _outputs.Clear();
        _connections.FlushWritten();
        foreach (Membership membership in _touched)
            membership.EndTurn();
        _touched.Clear();
        _observation?.EndTurn();
    }

    private void AnswerReadings()
    {
        foreach (ReadingRequest reading in _readings)
            reading.Answer(_machine);
        _readings.Clear();
    }

    private void Gather(ReadOnlySpan<Letter> letters)
    {
        _connections.Exchange(_machine, _inputs);
        foreach (ref readonly Letter letter in letters)
        {
            if (letter.Outbox is { } outbox)
                outbox.Drain(_inputs);
            else if (letter.Reading is { } reading)
                _readings.Add(reading);
            else if (_connections.Admits(letter))
                _inputs.Add(letter.Input);
        }
    }

    /// <summary>Calls the handlers that have something to do; false where they took so long that this thread was relieved.</summary>
    private bool TryCallHandlers()
    {
        if (!_relief.TryLend())
        {
            CallElsewhere();
            return true;
        }
        // Once this thread is relieved, the other one has the rest called.
        while (!_relief.IsTaken && _ready.TryDequeue(out HandlerLoop? handlers))
        {
            handlers.Call();
            if (_relief.IsTaken)
                handlers.WasSlow();
        }
        return _relief.TakeBack();
    }

    private void CallElsewhere()
    {
        while (_ready.TryDequeue(out HandlerLoop? handlers))
            handlers.CallElsewhere();
    }

    private void Stop()
    {
        CallElsewhere();
        Failure = _fault is { } fault ? Bury(fault) : null;
        foreach (Membership membership in _memberships.Values)
            membership.NodeStopped(Failure);
        _memberships.Clear();
        Directory.End(Failure);
        CallElsewhere();
        if (Failure is not null)
            _failed(Failure);
        _stopped.SetResult();
        CloseConnections();
        _poller.Dispose();
        _closed.SetResult();
    }

    private void CloseConnections()
    {
        try
        {
            _connections.CloseAll();
            while (_connections.IsClosing)
            {
                _connections.Exchange(_machine, _inputs);
                _inputs.Clear();
                _poller.Wait(_connections.Polled, s_closingPause);
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void CarryOut(in Output output, Instant now)
    {
        switch (output.Kind)
        {
            case OutputKind.Dial:
                _connections.Dial(output.Dial, output.Address);
                break;
            case OutputKind.Write:
                _connections.Write(output.Connection, output.Bytes, output.Stays);
                break;
            case OutputKind.Close:
                _connections.Close(output.Connection);
                break;
            case OutputKind.Append:
                _log!.Append(output);
                break;
            case OutputKind.SyncLog:
                _log!.Sync();
                break;
            case OutputKind.DropLog:
                _log!.Drop(output);
                break;
            case OutputKind.ReadLog:
                _log!.Read(output);
                break;
            case OutputKind.Warning:
                _warnings.Report(output.Text);
                break;
            case OutputKind.Directory:
                Directory.Take(output.Directory);
                break;
            case OutputKind.DirectoryRead:
                Directory.Answer(output.Ticket);
                break;
            case OutputKind.LoadState when Find(output.Group) is { } joiner:
                joiner.Observation.StateComes(_machine.Node?.GroupAt(output.Group)?.StateAwaitedSince, now);
                joiner.Take(output);
                break;
            case OutputKind.View
            or OutputKind.Deliver
            or OutputKind.TakeState
            or OutputKind.LoadState
            or OutputKind.Status
            or OutputKind.Accepted
            or OutputKind.Rejected
            or OutputKind.Flushed
            or OutputKind.Lags
            or OutputKind.Resting
            or OutputKind.Call:
                if (Find(output.Group) is { } membership)
                    membership.Take(output);
                break;
            case OutputKind.Ended:
                if (_memberships.TryRemove(output.Group, out Membership? ended))
                    ended.Take(output);
                break;
            case OutputKind.ClientLinked
            or OutputKind.CallEnded
            or OutputKind.FeedView
            or OutputKind.FeedMessage
            or OutputKind.FeedGap
            or OutputKind.FeedEnded
            or OutputKind.BackupBegins
            or OutputKind.BackupPart
            or OutputKind.BackupEnded when _client is not null:
                _client(output);
                break;
            default:
                throw new UnreachableException($"An output of kind {output.Kind} is not known here.");
        }
    }

    // Outputs of one group come in long runs.
    private Membership? Find(int handle)
    {
        if (_touched.Count > 0 && _touched[^1].Handle == handle)
            return _touched[^1];
        if (!_memberships.TryGetValue(handle, out Membership? membership))
            return null;
        _touched.Add(membership);
        return membership;
    }

    private NodeFailedException Bury(Exception fault)
    {
        _connections.AbortAll();
        while (_mailbox.Take(out ReadOnlySpan<Letter> late) && late.Length > 0)
            foreach (ref readonly Letter letter in late)
                letter.Connection?.Abort();
        string what = $"{_who} stopped itself: {fault.Message.TrimEnd('.')}.";
        string next = _client is null
            ? "The other nodes see it as a process that died; dispose it and start a new one."
            : "Dispose it and start a new one.";
        if (fault is WarningHandlerException)
            return new NodeFailedException($"{what} {next}", null, fault.InnerException!);
        string? file = _recorder.TryWriteFile(Path.GetTempPath(), out string? problem);
        string kept = file is not null
            ? $"Its last inputs are in {file}"
            : $"Its last inputs could not be kept: {problem}";
        return new NodeFailedException($"{what} {next} {kept}", file, fault);
    }
}
