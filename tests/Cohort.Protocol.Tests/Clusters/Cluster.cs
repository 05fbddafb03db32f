using System.Text;
using Cohort.Protocol;

namespace Cohort.Protocol.Tests.Clusters;

/// <summary>
/// A few nodes on a network without delay, in virtual time: enough to tell scenarios. Faults beyond a crash and a cut belong
/// to the simulator.
/// </summary>
internal sealed class Cluster
{
    private readonly SortedDictionary<string, TestNode> _nodes = new(StringComparer.Ordinal);
    private readonly Queue<Action> _events = new();
    private readonly HashSet<(string, string)> _cuts = [];
    private int _connections;
    private ulong _incarnations;

    public Instant Now { get; private set; } = new(1_000_000);

    public string[] Seeds { get; init; } = [];

    public TimeSpan SuspicionTime { get; init; } = TimeSpan.FromSeconds(2);

    public Limits Limits { get; init; } = new();

    public TestNode this[string name] => _nodes[name];

    /// <summary>Starts a node; its name is its address.</summary>
    public TestNode Start(string name, string? group = "g", bool hasState = true)
    {
        var settings = new NodeSettings
        {
            Cluster = "test",
            Name = name,
            Process = new ProcessId(name, ++_incarnations),
            Seeds = [.. Seeds],
            SuspicionTime = SuspicionTime,
            ChangeTimeout = SuspicionTime,
            Limits = Limits,
        };
        var node = new TestNode(this, settings);
        _nodes[name] = node;
        if (group is not null)
            node.Join(group, hasState);
        else
            node.Step();
        return node;
    }

    /// <summary>The process is gone: its connections close and its address refuses.</summary>
    public void Kill(string name)
    {
        TestNode node = _nodes[name];
        _nodes.Remove(name);
        node.Dead = true;
        node.CloseAll();
    }

    public void Cut(string one, string other)
    {
        _cuts.Add((one, other));
        _cuts.Add((other, one));
    }

    public void Heal() => _cuts.Clear();

    public bool IsCut(string one, string other) => _cuts.Contains((one, other));

    /// <summary>Breaks the connection between two live nodes, once.</summary>
    public void Break(string one, string other) => _nodes[one].CloseTo(other);

    /// <summary>Lets everything happen that happens within a time.</summary>
    public void Run(TimeSpan time)
    {
        Instant end = Now + time;
        while (true)
        {
            while (_events.TryDequeue(out Action? next))
                next();
            TestNode? first = _nodes.Values.Where(node => !node.Paused).MinBy(node => node.WakeAt.Ticks);
            if (first is null || first.WakeAt > end)
                break;
            if (first.WakeAt > Now)
                Now = first.WakeAt;
            first.Step();
        }
        Now = end;
    }

    /// <summary>Runs until something holds; fails the test where it does not within a time.</summary>
    public void RunUntil(Func<bool> holds, TimeSpan? within = null, string what = "")
    {
        Instant end = Now + (within ?? TimeSpan.FromSeconds(30));
        while (!holds())
        {
            if (Now >= end)
                Assert.Fail($"not within {within ?? TimeSpan.FromSeconds(30)}: {what}\n{Describe()}");
            Run(TimeSpan.FromMilliseconds(5));
        }
    }

    /// <summary>Runs until all nodes named are in one view of exactly these, all with the state.</summary>
    public void RunUntilView(params string[] names) =>
        RunUntil(
            () =>
                names.All(name =>
                    _nodes[name].View is { } view
                    && _nodes[name].Status == GroupStatus.Active
                    && view.Members.Length == names.Length
                    && view.Members.All(member => member.HoldsState && names.Contains(member.Name))
                ),
            what: $"a view of {string.Join(' ', names)}"
        );

    public string Describe()
    {
        var text = new StringBuilder();
        foreach (TestNode node in _nodes.Values)
            text.AppendLine(node.ToString());
        return text.ToString();
    }

    internal void Dial(TestNode from, int dial, string address)
    {
        _events.Enqueue(() =>
        {
            if (from.Dead)
                return;
            if (IsCut(from.Name, address))
                from.Take(Input.DialFailed(dial, refused: false));
            else if (!_nodes.TryGetValue(address, out TestNode? to))
                from.Take(Input.DialFailed(dial, refused: true));
            else
            {
                int here = ++_connections;
                int there = ++_connections;
                from.Connections[here] = (to, there);
                to.Connections[there] = (from, here);
                from.Take(Input.Connected(dial, here));
                to.Take(Input.Accepted(there));
            }
        });
    }

    internal void Post(Action happens) => _events.Enqueue(happens);
}
