using System.Diagnostics;

namespace Cohort.Protocol.Tests.Steady;

/// <summary>One node of a <see cref="SteadyCluster"/>, with its application, which is done with a message at once.</summary>
internal sealed class SteadyNode
{
    private const int Group = 1;

    private readonly NodeMachine _machine;
    private readonly OutputBuffer _outputs = new();
    private readonly ReadOnlyMemory<byte> _message;
    private readonly int _underWay;
    private readonly List<SteadyPipe> _pipes = [];
    private Input[] _inputs = new Input[64];
    private int _inputCount;
    private int _consumed;
    private long _sent;
    private long _ownDelivered;
    private View? _view;
    private GroupStatus _status;

    public SteadyNode(string name, string[] seeds, ReadOnlyMemory<byte> message, int underWay)
    {
        var settings = new NodeSettings
        {
            Cluster = "steady",
            Name = name,
            Process = new ProcessId(name, 1),
            Seeds = [.. seeds],
        };
        (_machine, _message, _underWay) = (new NodeMachine(settings, name[0]), message, underWay);
    }

    /// <summary>How many messages were delivered to it.</summary>
    public long Delivered { get; private set; }

    private ProcessId Process => _machine.Settings.Process;

    /// <summary>Whether it is at work in a view of so many.</summary>
    public bool IsIn(int members) => _status == GroupStatus.Active && _view?.Members.Length == members;

    /// <summary>Joins the group.</summary>
    public void Join() => Add(Input.Join(Group, new GroupSettings { Name = "steady" }));

    /// <summary>Sends as many messages as may be under way.</summary>
    public void Send()
    {
        for (; _sent - _ownDelivered < _underWay; _sent++)
            Add(Input.Send(Group, Input.NoTicket, _message));
    }

    /// <summary>Takes all that has happened, and carries out what is to be done.</summary>
    public void Turn(Instant now, SteadyNode[] nodes)
    {
        foreach (SteadyPipe pipe in _pipes)
            Take(pipe);
        if (_consumed > 0)
            Add(Input.Consumed(Group, _consumed));
        _consumed = 0;
        _machine.Step(now, _inputs.AsSpan(0, _inputCount), _outputs);
        Array.Clear(_inputs, 0, _inputCount);
        _inputCount = 0;
        foreach (ref readonly Output output in _outputs.Outputs)
            CarryOut(output, nodes);
        _outputs.Clear();
    }

    private void Take(SteadyPipe pipe)
    {
        if (pipe.TakeWritten() is > 0 and var written)
            Add(Input.Written(pipe.Id, written));
        if (pipe.TakeBytes() is { Length: > 0 } bytes)
            Add(Input.Received(pipe.Id, bytes));
        if (pipe.TakeClosed())
            Add(Input.Closed(pipe.Id));
    }

    private void CarryOut(in Output output, SteadyNode[] nodes)
    {
        switch (output.Kind)
        {
            case OutputKind.Deliver:
                Deliver(output);
                break;
            case OutputKind.Write:
                Pipe(output.Connection).Write(output.Bytes.Span);
                break;
            case OutputKind.Dial:
                Dial(output.Dial, output.Address, nodes);
                break;
            case OutputKind.Close:
                Pipe(output.Connection).Close();
                break;
            case OutputKind.View:
                _view = output.Change.View;
                break;
            case OutputKind.Status:
                _status = output.Status;
                break;
            case OutputKind.Accepted:
                break;
            default:
                throw new UnreachableException($"{output.Kind} in a group that nothing happens to.");
        }
    }

    private void Deliver(in Output output)
    {
        Delivered++;
        _consumed++;
        if (output.Sender.Process == Process)
            _ownDelivered++;
    }

    private void Dial(int dial, string address, SteadyNode[] nodes)
    {
        SteadyNode to = nodes.Single(node => node.Process.Address == address);
        SteadyPipe here = Open();
        SteadyPipe there = to.Open();
        (here.Other, there.Other) = (there, here);
        Add(Input.Connected(dial, here.Id));
        to.Add(Input.Accepted(there.Id));
    }

    private SteadyPipe Open()
    {
        var pipe = new SteadyPipe(_pipes.Count + 1);
        _pipes.Add(pipe);
        return pipe;
    }

    private SteadyPipe Pipe(int connection) => _pipes[connection - 1];

    private void Add(in Input input)
    {
        if (_inputCount == _inputs.Length)
            Array.Resize(ref _inputs, _inputCount * 2);
        _inputs[_inputCount++] = input;
    }
}
