using Cohort.Protocol.Clients;

namespace Cohort.Protocol.Tests.Clusters;

/// <summary>One node of a <see cref="Cluster"/>. What it says of a group concerns the first that it joined.</summary>
internal partial class TestNode
{
    private delegate void Stepping(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs);

    private readonly Cluster _cluster;
    private readonly NodeSettings _settings;
    private readonly Stepping _step;
    private readonly Func<Instant> _wakeAt;
    private readonly Func<int> _groupsAwake;
    private readonly OutputBuffer _outputs = new();
    private readonly List<Input> _held = [];
    private readonly List<TestGroup> _groups = [];
    private readonly Dictionary<int, Instant> _busyUntil = [];
    private long _tickets;
    private ulong _appended;

    public TestNode(Cluster cluster, NodeSettings settings)
    {
        (_cluster, _settings) = (cluster, settings);
        var machine = new NodeMachine(settings, settings.Process.Incarnation * 7919);
        (_step, _wakeAt, _groupsAwake) = (machine.Step, () => machine.WakeAt, () => machine.GroupsAwake);
    }

    protected TestNode(Cluster cluster, NodeSettings settings, ClientMachine machine)
    {
        (_cluster, _settings) = (cluster, settings);
        (_step, _wakeAt, _groupsAwake) = (machine.Step, () => machine.WakeAt, () => 0);
    }

    public string Name => _settings.Name;

    public string Address => Process.Address;

    public ProcessId Process => _settings.Process;

    public bool Dead { get; set; }

    public bool Paused { get; private set; }

    public Dictionary<int, (TestNode Node, int Connection)> Connections { get; } = [];

    public Dictionary<int, Stranger> Strangers { get; } = [];

    public List<string> Warnings { get; } = [];

    public Instant WakeAt => _wakeAt();

    /// <inheritdoc cref="NodeMachine.GroupsAwake"/>
    public int GroupsAwake => _groupsAwake();

    /// <summary>The view of the root group.</summary>
    public View? Root { get; private set; }

    /// <summary>What the root group's status is, and why.</summary>
    public string RootStatus { get; private set; } = "";

    /// <summary>Whether it is at work in the root group.</summary>
    public bool IsInRoot => RootStatus.StartsWith(nameof(GroupStatus.Active), StringComparison.Ordinal);

    /// <summary>What it has told of the directory.</summary>
    public TestDirectory Directory { get; } = new();

    public TestGroup Group(string name) => _groups.Last(group => group.Name == name);

    /// <summary>The group that was joined last of those of the first name.</summary>
    private TestGroup First => Group(_groups[0].Name);

    public View? View => First.View;

    public List<ViewChange> Views => First.Views;

    public GroupStatus Status => First.Status;

    public string Reason => First.Reason;

    /// <inheritdoc cref="TestGroup.Delivered"/>
    public List<string> Delivered => First.Delivered;

    /// <inheritdoc cref="TestGroup.History"/>
    public List<string> History => First.History;

    public List<(long Ticket, Failure Failure)> Rejected => First.Rejected;

    public HashSet<long> Flushed => First.Flushed;

    public HashSet<long> Accepted => First.Accepted;

    /// <summary>The application of the first group.</summary>
    public TestGroup Application => First;

    /// <summary>Joins a group; <paramref name="begin"/> tells its application how to behave.</summary>
    public TestGroup Join(
        string group,
        bool hasState = true,
        Action<TestGroup>? begin = null,
        bool rejoin = true,
        TimeSpan? maxLag = null,
        bool governed = false,
        string contract = "",
        bool recreatesLost = false,
        CallSessions? sessions = null,
        long diffusionHistory = 0,
        bool durable = false
    )
    {
        var joined = new TestGroup(this, _groups.Count + 1, group) { Sessions = sessions };
        begin?.Invoke(joined);
        _groups.Add(joined);
        Take(
            Input.Join(
                joined.Handle,
                new GroupSettings
                {
                    Name = group,
                    HasState = hasState,
                    TakesCalls = sessions is not null,
                    DiffusionHistory = diffusionHistory,
                    Rejoin = rejoin,
                    MaxLag = maxLag,
                    Governed = governed,
                    Contract = contract,
                    RecreatesLost = recreatesLost,
                    Durable = durable,
                    Copy = durable ? CopyOf(group) : null,
                }
            )
        );
        return joined;
    }

    public void Leave() => First.Leave();

    public long Send(string text, Order order = Order.Total, Delivery delivery = Delivery.Stable) =>
        First.Send(text, order, delivery);

    public long Flush() => First.Flush();

    public long NextTicket() => ++_tickets;

    /// <summary>Asks to be told of the directory, as a client has to.</summary>
    public void FollowDirectory() => Take(Input.FollowDirectory());

    /// <summary>Asks to be told when all has been told that was decided before.</summary>
    public long ReadDirectory()
    {
        long ticket = NextTicket();
        Take(Input.ReadDirectory(ticket));
        return ticket;
    }

    /// <summary>Asks the cluster to keep something running.</summary>
    public void Ensure(PlacementInfo asked) => Take(Input.Ensure(asked));

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

    /// <summary>How many connections there are to another node.</summary>
    public int ConnectionsTo(string address) => Connections.Values.Count(end => end.Node.Address == address);

    public void CloseTo(string address, bool onlyTheLast = false)
    {
        foreach (
            (int connection, (TestNode node, int there)) in Connections.OrderByDescending(end => end.Key).ToArray()
        )
        {
            if (node.Address != address)
                continue;
            Connections.Remove(connection);
            node.Closed(there);
            Take(Input.Closed(connection));
            if (onlyTheLast)
                break;
        }
    }

    /// <summary>An answer of the application, which takes its time.</summary>
    internal void Later(Input input, TimeSpan after = default)
    {
        if (after == default)
            _cluster.Post(() => Take(input));
        else
            _cluster.Post(() => Take(input), _cluster.Now + after);
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
        _step(_cluster.Now, inputs, _outputs);
        Output[] outputs = _outputs.Outputs.ToArray();
        _outputs.Clear();
        // What is written to a connection in a row is whole frames, in several parts where some of it was lent.
        List<byte> written = [];
        for (int at = 0; at < outputs.Length; at++)
        {
            if (outputs[at].Kind != OutputKind.Write)
            {
                CarryOut(outputs[at]);
                continue;
            }
            written.AddRange(outputs[at].Bytes.Span);
            bool goesOn =
                at + 1 < outputs.Length
                && outputs[at + 1].Kind == OutputKind.Write
                && outputs[at + 1].Connection == outputs[at].Connection;
            if (goesOn)
                continue;
            Write(outputs[at].Connection, [.. written]);
            written.Clear();
        }
    }

    private void CarryOut(Output output)
    {
        switch (output.Kind)
        {
            case OutputKind.Dial:
                _cluster.Dial(this, output.Dial, output.Address);
                break;
            case OutputKind.Append:
                Log.Add(output.Bytes.ToArray());
                _appended = (ulong)output.Ticket;
                break;
            case OutputKind.SyncLog:
                if (!DiskStandsStill)
                {
                    OnDisk = Log.Count;
                    Later(Input.Synced(_appended));
                }
                break;
            case OutputKind.ReadLog:
                ReadLog(output);
                break;
            case OutputKind.DropLog:
                Drop(output);
                break;
            case OutputKind.Close:
                Close(output.Connection);
                break;
            case OutputKind.Warning:
                Warnings.Add(output.Text);
                break;
            case OutputKind.View when output.Group < 0:
                Root = output.Change.View;
                break;
            case OutputKind.Directory:
                Directory.Take(output.Directory);
                break;
            case OutputKind.DirectoryRead:
                Directory.Reads.Add(output.Ticket);
                break;
            case OutputKind.Status or OutputKind.Ended when output.Group < 0:
                RootStatus = $"{output.Status} {output.Text}";
                break;
            default:
                Tell(output);
                break;
        }
    }

    /// <summary>What is for the application.</summary>
    protected virtual void Tell(Output output) => _groups[output.Group - 1].Take(output);

    private void Close(int connection)
    {
        if (Strangers.Remove(connection, out Stranger? stranger))
        {
            stranger.IsClosed = true;
            return;
        }
        InTurn(
            connection,
            0,
            () =>
            {
                if (Connections.Remove(connection, out (TestNode Node, int Connection) other))
                    other.Node.Closed(other.Connection);
            }
        );
    }

    private void Write(int connection, byte[] bytes)
    {
        if (Strangers.TryGetValue(connection, out Stranger? stranger))
        {
            stranger.Take(bytes);
            return;
        }
        // A slow connection carries frame by frame.
        if (_cluster.BytesPerMillisecond == 0)
            Carry(connection, bytes);
        else
            foreach (byte[] piece in SentFrame.Pieces(bytes))
                Carry(connection, piece);
    }

    private void Carry(int connection, byte[] bytes)
    {
        InTurn(
            connection,
            bytes.Length,
            () =>
            {
                if (Dead || !Connections.TryGetValue(connection, out (TestNode Node, int Connection) to))
                    return;
                Take(Input.Written(connection, bytes.Length));
                _cluster.Network.Carry(
                    connection,
                    Address,
                    to.Node.Address,
                    bytes,
                    passed => Arrive(connection, passed)
                );
            }
        );
    }

    private void Arrive(int connection, byte[] bytes)
    {
        if (!Connections.TryGetValue(connection, out (TestNode Node, int Connection) to))
            return;
        if (!to.Node.Dead && !_cluster.IsCut(Address, to.Node.Address))
            to.Node.Take(Input.Received(to.Connection, bytes));
    }

    /// <summary>Does something when all that was written to a connection before, and so many bytes more, have gone out.</summary>
    private void InTurn(int connection, int bytes, Action then)
    {
        if (_cluster.BytesPerMillisecond == 0)
        {
            _cluster.Post(then);
            return;
        }
        Instant start =
            _busyUntil.TryGetValue(connection, out Instant busy) && busy > _cluster.Now ? busy : _cluster.Now;
        Instant done = start + TimeSpan.FromMilliseconds(bytes / (double)_cluster.BytesPerMillisecond);
        _busyUntil[connection] = done;
        _cluster.Post(then, done);
    }

    public override string ToString() =>
        $"{Name}: root {Root} {RootStatus}, {string.Join(", ", _groups)} warnings [{string.Join("; ", Warnings.TakeLast(3))}]";
}
