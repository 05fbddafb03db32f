using System.Text;
using Cohort.Protocol;

namespace Cohort.Protocol.Tests.Clusters;

/// <summary>One node of a <see cref="Cluster"/>, with an application that keeps the text of all that was delivered.</summary>
internal sealed class TestNode
{
    private const int Handle = 1;

    private readonly Cluster _cluster;
    private readonly NodeMachine _machine;
    private readonly OutputBuffer _outputs = new();
    private readonly List<Input> _held = [];
    private long _tickets;

    public TestNode(Cluster cluster, NodeSettings settings)
    {
        _cluster = cluster;
        _machine = new NodeMachine(settings, settings.Process.Incarnation * 7919);
    }

    public string Name => _machine.Settings.Name;

    public ProcessId Process => _machine.Settings.Process;

    public bool Dead { get; set; }

    public bool Paused { get; private set; }

    public Dictionary<int, (TestNode Node, int Connection)> Connections { get; } = [];

    public View? View { get; private set; }

    public List<ViewChange> Views { get; } = [];

    public GroupStatus Status { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>What the application has seen, in order: loaded state included.</summary>
    public List<string> Delivered { get; private set; } = [];

    public List<string> Warnings { get; } = [];

    public List<(long Ticket, Failure Failure)> Rejected { get; } = [];

    public HashSet<long> Flushed { get; } = [];

    public HashSet<long> Accepted { get; } = [];

    public int StatesLoaded { get; private set; }

    /// <summary>Whether the application finishes what it is given at once.</summary>
    public bool Consumes { get; set; } = true;

    public Instant WakeAt => _machine.WakeAt;

    public void Join(string group, bool hasState = true) =>
        Take(Input.Join(Handle, new GroupSettings { Name = group, HasState = hasState }));

    public void Leave() => Take(Input.Leave(Handle));

    public long Send(string text, Order order = Order.Total, Delivery delivery = Delivery.Stable) =>
        Send(Encoding.UTF8.GetBytes(text), order, delivery);

    public long Send(
        byte[] bytes,
        Order order = Order.Total,
        Delivery delivery = Delivery.Stable,
        bool fromHandler = false
    )
    {
        Take(Input.Send(Handle, ++_tickets, bytes, order, delivery, fromHandler));
        return _tickets;
    }

    public long Flush()
    {
        Take(Input.Flush(Handle, ++_tickets));
        return _tickets;
    }

    public void Fail(string reason) => Take(Input.ApplicationFailed(Handle, reason));

    public void Step() => Take([]);

    public void Take(Input input) => Take([input]);

    /// <summary>Stops the process for a while: what comes for it waits.</summary>
    public void Pause() => Paused = true;

    public void Continue()
    {
        Paused = false;
        Input[] held = [.. _held];
        _held.Clear();
        Take(held);
    }

    public void CloseAll()
    {
        foreach ((int connection, (TestNode node, int there)) in Connections.ToArray())
        {
            Connections.Remove(connection);
            node.Closed(there);
        }
    }

    public void CloseTo(string name)
    {
        foreach ((int connection, (TestNode node, int there)) in Connections.ToArray())
        {
            if (node.Name != name)
                continue;
            Connections.Remove(connection);
            node.Closed(there);
            Take(Input.Closed(connection));
        }
    }

    private void Closed(int connection) =>
        _cluster.Post(() =>
        {
            if (Connections.Remove(connection) && !Dead)
                Take(Input.Closed(connection));
        });

    private void Take(Input[] inputs)
    {
        if (Dead)
            return;
        if (Paused)
        {
            _held.AddRange(inputs);
            return;
        }
        _machine.Step(_cluster.Now, inputs, _outputs);
        Output[] outputs = _outputs.Outputs.ToArray();
        _outputs.Clear();
        foreach (Output output in outputs)
            CarryOut(output);
    }

    private void CarryOut(Output output)
    {
        switch (output.Kind)
        {
            case OutputKind.Dial:
                _cluster.Dial(this, output.Dial, output.Address);
                break;
            case OutputKind.Write:
                Write(output.Connection, output.Bytes.ToArray());
                break;
            case OutputKind.Close:
                _cluster.Post(() =>
                {
                    if (Connections.Remove(output.Connection, out (TestNode Node, int Connection) other))
                        other.Node.Closed(other.Connection);
                });
                break;
            case OutputKind.View:
                View = output.Change.View;
                Views.Add(output.Change);
                break;
            case OutputKind.Deliver:
                Delivered.Add(Encoding.UTF8.GetString(output.Bytes.Span));
                if (Consumes)
                    Later(Input.Consumed(Handle, 1));
                break;
            case OutputKind.TakeState:
                Later(Input.StateTaken(Handle, output.Ticket, Encoding.UTF8.GetBytes(string.Join('\n', Delivered))));
                break;
            case OutputKind.LoadState:
                StatesLoaded++;
                string text = Encoding.UTF8.GetString(output.Bytes.Span);
                Delivered = text.Length == 0 ? [] : [.. text.Split('\n')];
                Later(Input.StateLoaded(Handle, output.Ticket));
                break;
            case OutputKind.Status:
            case OutputKind.Ended:
                (Status, Reason) = (output.Status, output.Text);
                break;
            case OutputKind.Accepted:
                Accepted.Add(output.Ticket);
                break;
            case OutputKind.Rejected:
                Rejected.Add((output.Ticket, output.Failure));
                break;
            case OutputKind.Flushed:
                Flushed.Add(output.Ticket);
                break;
            case OutputKind.Warning:
                Warnings.Add(output.Text);
                break;
        }
    }

    private void Write(int connection, byte[] bytes)
    {
        _cluster.Post(() =>
        {
            if (Dead || !Connections.TryGetValue(connection, out (TestNode Node, int Connection) to))
                return;
            Take(Input.Written(connection, bytes.Length));
            if (!to.Node.Dead && !_cluster.IsCut(Name, to.Node.Name))
                to.Node.Take(Input.Received(to.Connection, bytes));
        });
    }

    private void Later(Input input) => _cluster.Post(() => Take(input));

    public override string ToString() =>
        $"{Name}: {Status} {Reason} {View} delivered {Delivered.Count} warnings [{string.Join("; ", Warnings)}]";
}
