using System.Collections.Concurrent;
using System.Diagnostics;
using Cohort.Protocol;
using Cohort.Runtime.Groups;
using Cohort.Runtime.Recording;

namespace Cohort.Runtime;

/// <summary>
/// Drives one machine: takes all that has happened since the last turn, steps the machine once with it, and carries out
/// what it asks for. It has a thread of its own, so that an application that blocks the thread pool does not fall silent
/// towards the other nodes.
/// </summary>
internal sealed class NodeDriver
{
    private readonly string _name;
    private readonly IMachine _machine;
    private readonly Mailbox<Letter> _mailbox;
    private readonly ConnectionTable _connections;
    private readonly Warnings _warnings;
    private readonly InputRecorder _recorder;
    private readonly Action<NodeFailedException> _failed;
    private readonly MonotonicClock _clock = new();
    private readonly OutputBuffer _outputs = new();
    private readonly ConcurrentDictionary<int, Membership> _memberships = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Membership> _touched = [];
    private Input[] _inputs = new Input[64];
    private volatile Exception? _fault;

    public NodeDriver(
        string name,
        IMachine machine,
        Mailbox<Letter> mailbox,
        ConnectionTable connections,
        Warnings warnings,
        InputRecorder recorder,
        Action<NodeFailedException> failed
    )
    {
        _name = name;
        _machine = machine;
        _mailbox = mailbox;
        _connections = connections;
        _warnings = warnings;
        _recorder = recorder;
        _failed = failed;
    }

    /// <summary>Completes when the loop has ended.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Why the node stopped itself, where it did; known when the loop has ended.</summary>
    public NodeFailedException? Failure { get; private set; }

    /// <summary>Starts the loop.</summary>
    public void Start()
    {
        _connections.Start();
        new Thread(Run) { IsBackground = true, Name = $"cohort {_name}" }.Start();
    }

    /// <summary>Tells the application what a person should know.</summary>
    public void Warn(string text) => _warnings.Report(text);

    /// <summary>Leaves an input for the next turn; false when the node has stopped.</summary>
    public bool Post(in Input input) => _mailbox.Post(new Letter(input));

    /// <summary>Says that an outbox has something for the next turn; false when the node has stopped.</summary>
    public bool Post(Outbox outbox) => _mailbox.Post(new Letter(default, Outbox: outbox));

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
            _failed(new NodeFailedException($"Node {_name} failed while it stopped: {fault.Message}", null, fault));
    }

    /// <summary>Takes the last turns, closes the connections in good order, and stops.</summary>
    public async Task StopAsync()
    {
        _mailbox.Close();
        await _stopped.Task.ConfigureAwait(false);
        await _connections.CloseAllAsync().ConfigureAwait(false);
    }

    private void Run()
    {
        try
        {
            while (_fault is null && _mailbox.Take(_machine.WakeAt - _clock.Now, out ReadOnlySpan<Letter> letters))
                Turn(letters);
        }
        catch (Exception e)
        {
            Fail(e);
        }
        Failure = _fault is { } fault ? Bury(fault) : null;
        foreach (Membership membership in _memberships.Values)
            membership.NodeStopped(Failure);
        _memberships.Clear();
        if (Failure is not null)
            _failed(Failure);
        _stopped.SetResult();
    }

    private void Turn(ReadOnlySpan<Letter> letters)
    {
        Instant now = _clock.Now;
        ReadOnlySpan<Input> inputs = Admitted(letters);
        // A wake-up that came early, or letters that the machine need not hear, are no reason for a step.
        if (inputs.Length > 0 || now >= _machine.WakeAt)
        {
            _recorder.Record(now, inputs);
            _machine.Step(now, inputs, _outputs);
            foreach (ref readonly Output output in _outputs.Outputs)
                CarryOut(output);
            _outputs.Clear();
            foreach (Membership membership in _touched)
                membership.EndTurn();
            _touched.Clear();
            _connections.FlushWritten();
        }
        foreach (ref readonly Letter letter in letters)
            Settle(letter);
    }

    private ReadOnlySpan<Input> Admitted(ReadOnlySpan<Letter> letters)
    {
        int count = 0;
        foreach (ref readonly Letter letter in letters)
        {
            if (letter.Outbox is { } outbox)
                outbox.Drain(ref _inputs, ref count);
            else if (_connections.Admits(letter))
                Append(letter.Input, ref count);
        }
        return _inputs.AsSpan(0, count);
    }

    private void Append(in Input input, ref int count)
    {
        if (count == _inputs.Length)
            Array.Resize(ref _inputs, count * 2);
        _inputs[count++] = input;
    }

    private void Settle(in Letter letter)
    {
        if (letter.Buffer is { } buffer)
            letter.From!.Release(buffer);
        if (letter.Input.Kind == InputKind.Closed)
            _connections.Forget(letter.Input.Connection);
    }

    private void CarryOut(in Output output)
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
            case OutputKind.Warning:
                _warnings.Report(output.Text);
                break;
            case OutputKind.View
            or OutputKind.Deliver
            or OutputKind.TakeState
            or OutputKind.LoadState
            or OutputKind.Status
            or OutputKind.Accepted
            or OutputKind.Rejected
            or OutputKind.Flushed
            or OutputKind.Lags:
                if (Find(output.Group) is { } membership)
                    membership.Take(output);
                break;
            case OutputKind.Ended:
                if (_memberships.TryRemove(output.Group, out Membership? ended))
                    ended.Take(output);
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
        while (_mailbox.Take(TimeSpan.Zero, out ReadOnlySpan<Letter> late))
            foreach (ref readonly Letter letter in late)
                letter.From?.Abort();
        string what = $"Node {_name} stopped itself: {fault.Message.TrimEnd('.')}.";
        const string next = "The other nodes see it as a process that died; dispose it and start a new one.";
        if (fault is WarningHandlerException)
            return new NodeFailedException($"{what} {next}", null, fault.InnerException!);
        string? file = _recorder.TryWriteFile(Path.GetTempPath(), out string? problem);
        string kept = file is not null
            ? $"Its last inputs are in {file}"
            : $"Its last inputs could not be kept: {problem}";
        return new NodeFailedException($"{what} {next} {kept}", file, fault);
    }
}
