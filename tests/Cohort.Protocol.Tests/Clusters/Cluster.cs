using System.Collections.Immutable;
using System.Text;
using Cohort.Protocol.Clients;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Clusters;

/// <summary>
/// A few nodes on a network without delay, in virtual time: enough to tell scenarios. What happens by chance belongs to the
/// simulator.
/// </summary>
internal sealed partial class Cluster
{
    private const int MostAtOnce = 100_000;

    private readonly SortedDictionary<string, TestNode> _nodes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TestNode> _dead = new(StringComparer.Ordinal);
    private readonly Queue<Action> _events = new();
    private readonly PriorityQueue<Action, (long, long)> _later = new();
    private readonly HashSet<(string, string)> _cuts = [];
    private int _connections;
    private ulong _incarnations;
    private long _scheduled;

    public Instant Now { get; private set; } = new(1_000_000);

    public string[] Seeds { get; init; } = [];

    public TimeSpan SuspicionTime { get; init; } = TimeSpan.FromSeconds(2);

    public Limits Limits { get; init; } = new();

    public TimeSpan? MaxLag { get; init; }

    /// <summary>Whether the nodes are in the root group, which then governs their groups.</summary>
    public bool Governed { get; init; }

    /// <summary>Whether the nodes have disks.</summary>
    public bool HasDisks { get; init; }

    /// <summary>See <see cref="NodeSettings.LogBytes"/>.</summary>
    public long LogBytes { get; init; } = 64 << 20;

    /// <summary>The most nodes that vote in the root group.</summary>
    public int Voters { get; init; } = 7;

    /// <summary>The placements that nodes offer to host which are started from now on.</summary>
    public string[] Offers { get; set; } = [];

    /// <summary>What lays out placements at nodes that are started from now on.</summary>
    public IPlacementLayout? Layout { get; set; }

    /// <summary>What happens to frames on their way.</summary>
    public Network Network { get; } = new();

    /// <summary>How many bytes each direction of a connection carries in a millisecond; 0 stands for any number.</summary>
    public int BytesPerMillisecond { get; set; }

    public TestNode this[string name] => _nodes[name];

    /// <summary>A cluster whose seeds are these nodes, with one group of all of them.</summary>
    public static Cluster Of(params string[] names) => Of(new Limits(), names);

    public static Cluster Of(Limits limits, params string[] names) => Of(limits, null, names);

    /// <summary>One whose members do not wait longer than said for one that is too slow.</summary>
    public static Cluster Of(Limits limits, TimeSpan? maxLag, params string[] names)
    {
        var cluster = new Cluster
        {
            Seeds = names,
            Limits = limits,
            MaxLag = maxLag,
        };
        foreach (string name in names)
            cluster.Start(name);
        cluster.RunUntilView(names);
        return cluster;
    }

    /// <summary>A cluster whose seeds are these nodes, in one root group and in no other.</summary>
    public static Cluster WithRoot(params string[] names)
    {
        var cluster = new Cluster { Seeds = names, Governed = true };
        foreach (string name in names)
            cluster.Start(name, group: null);
        cluster.RunUntil(
            () => names.All(name => cluster[name].Root?.Members.Length == names.Length),
            what: "a root group of all"
        );
        return cluster;
    }

    /// <summary>A cluster in whose root group only so many vote: the seeds start first, then the others.</summary>
    public static Cluster WithVoters(int voters, string seeds, string others = "")
    {
        string[] listed = seeds.Split(' ');
        var cluster = new Cluster
        {
            Seeds = listed,
            Governed = true,
            Voters = voters,
        };
        foreach (string name in listed)
            cluster.Start(name, group: null);
        cluster.RunUntil(() => cluster.RootIsWhole(), what: "a root group of the seeds");
        foreach (string name in others.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            cluster.Start(name, group: null);
            cluster.RunUntil(() => cluster.RootIsWhole(), what: $"a root group with {name}");
        }
        return cluster;
    }

    /// <summary>Whether all nodes are in one view of the root group, at work, and as many vote as should.</summary>
    public bool RootIsWhole() =>
        _nodes.Values.All(node =>
            node.Root is { } root
            && root.Number == _nodes.Values.First().Root?.Number
            && root.Members.Length == _nodes.Count
            && root.Members.All(member => _nodes.ContainsKey(member.Process.Address))
            && root.Members.Count(member => member.HoldsState) == Math.Min(Voters, _nodes.Count)
            && node.RootStatus.StartsWith("Active", StringComparison.Ordinal)
        );

    public void RunUntilRootIsWhole() => RunUntil(RootIsWhole, what: "a root group of all");

    /// <summary>Joins a governed group at some of the nodes, one after the other.</summary>
    public void Join(string group, params string[] names)
    {
        for (int at = 0; at < names.Length; at++)
        {
            this[names[at]].Join(group, governed: true);
            RunUntilView(names[..(at + 1)]);
        }
    }

    /// <summary>Joins a governed group that takes calls at some of the nodes, one after the other.</summary>
    public void JoinServing(string group, CallSessionLimits? limits, params string[] names)
    {
        foreach (string name in names)
        {
            TestGroup joined = this[name].Join(group, governed: true, sessions: new CallSessions(limits));
            RunUntil(() => joined is { Status: GroupStatus.Active, View: not null }, what: $"{name} in {group}");
        }
    }

    /// <summary>Starts a node; its name is its address, where no other is given.</summary>
    public TestNode Start(
        string name,
        string? group = "g",
        bool hasState = true,
        string? address = null,
        bool witness = false,
        params KeyValuePair<string, string>[] labels
    )
    {
        var settings = new NodeSettings
        {
            Cluster = "test",
            Name = name,
            Process = new ProcessId(address ?? name, ++_incarnations),
            Seeds = [.. Seeds],
            SuspicionTime = SuspicionTime,
            SpoilsFreedMemory = true,
            ChangeTimeout = SuspicionTime,
            InRoot = Governed,
            Voters = Voters,
            Witness = witness,
            HasDisk = HasDisks,
            LogBytes = LogBytes,
            Offers = [.. Offers],
            Layout = Layout,
            Labels = labels.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Limits = Limits,
        };
        TestNode node = _dead.TryGetValue(address ?? name, out TestNode? before)
            ? before.Successor(settings)
            : new TestNode(this, settings);
        _nodes[address ?? name] = node;
        if (group is not null)
            node.Join(group, hasState, maxLag: MaxLag, governed: Governed);
        else
            node.Step();
        return node;
    }

    /// <summary>Starts a client that is given some addresses; the seeds, where none are named.</summary>
    public TestClient Connect(string name = "x", string[]? nodes = null, string cluster = "test")
    {
        var settings = new NodeSettings
        {
            Cluster = cluster,
            Name = name,
            Process = new ProcessId($"client {name}", ++_incarnations),
            Seeds = [.. nodes ?? Seeds],
            SuspicionTime = SuspicionTime,
            SpoilsFreedMemory = true,
        };
        var client = new TestClient(this, settings);
        _nodes[client.Address] = client;
        client.Step();
        return client;
    }

    /// <summary>The process is gone: its connections close and its address refuses.</summary>
    public void Kill(string name)
    {
        TestNode node = _nodes[name];
        _nodes.Remove(name);
        _dead[name] = node;
        node.Dead = true;
        node.CloseAll();
    }

    /// <summary>The process is gone and so is its machine: nobody answers, and nothing says so.</summary>
    public void Unplug(string name)
    {
        foreach (string other in _nodes.Keys)
            Cut(name, other);
    }

    public void Cut(string one, string other)
    {
        CutOneWay(one, other);
        CutOneWay(other, one);
    }

    /// <summary>Nothing that one node says reaches the other; what the other says does reach the one.</summary>
    public void CutOneWay(string from, string to) => _cuts.Add((from, to));

    public void Heal() => _cuts.Clear();

    public bool IsCut(string from, string to) => _cuts.Contains((from, to));

    /// <summary>Splits the nodes: those named from all others.</summary>
    public void Partition(params string[] names)
    {
        foreach (string one in names)
        foreach (string other in _nodes.Keys.Except(names))
            Cut(one, other);
    }

    /// <summary>Breaks the connections between two live nodes, once.</summary>
    public void Break(string one, string other) => _nodes[one].CloseTo(other);

    /// <summary>Breaks the last of the connections between two live nodes, once.</summary>
    public void BreakLast(string one, string other) => _nodes[one].CloseTo(other, onlyTheLast: true);

    /// <summary>Lets everything happen that happens within a time.</summary>
    public void Run(TimeSpan time)
    {
        Instant end = Now + time;
        while (true)
        {
            int happened = 0;
            while (_events.TryDequeue(out Action? next))
            {
                next();
                if (++happened > MostAtOnce)
                    Assert.Fail($"nodes that answer each other without end: {Network.Last(10)}\n{Describe()}");
            }
            TestNode? first = _nodes.Values.Where(node => !node.Paused).MinBy(node => node.WakeAt.Ticks);
            Instant wake = first?.WakeAt ?? end + TimeSpan.FromTicks(1);
            bool scheduled = _later.TryPeek(out Action? event_, out (long At, long) due) && due.At <= wake.Ticks;
            if (scheduled)
                wake = new Instant(due.At);
            if (wake > end)
                break;
            if (wake > Now)
                Now = wake;
            if (scheduled)
            {
                _later.Dequeue();
                event_!();
            }
            else
            {
                first!.Step();
            }
        }
        Now = end;
    }

    public void RunSeconds(double seconds) => Run(TimeSpan.FromSeconds(seconds));

    /// <summary>Lets happen what needs no time to pass but that of the nodes' own rest.</summary>
    public void Settle() => Run(TimeSpan.FromMilliseconds(20));

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
        RunUntil(() => AreInView(names), what: $"a view of {string.Join(' ', names)}");

    public bool AreInView(params string[] names) =>
        names.All(name =>
            _nodes[name].View is { } view
            && _nodes[name].Status == GroupStatus.Active
            && view.Members.Length == names.Length
            && view.Members.All(member => member.HoldsState && names.Contains(member.Process.Address))
        );

    /// <summary>Runs until all nodes named have delivered so many messages.</summary>
    public void RunUntilDelivered(int count, params string[] names) =>
        RunUntil(() => names.All(name => _nodes[name].Delivered.Count == count), what: $"{count} messages delivered");

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
            if (IsCut(from.Address, address) || IsCut(address, from.Address))
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

    /// <summary>A connection from somebody who is no node.</summary>
    internal Stranger Dial(string address) => new(this, _nodes[address], ++_connections);

    /// <summary>A frame made by hand arrives as if one node had sent it to another.</summary>
    internal void Inject(string from, string to, FrameType type, Action<FrameWriter> body)
    {
        var writer = new FrameWriter();
        writer.Begin(type);
        body(writer);
        writer.End();
        Inject(from, to, writer.Written.ToArray());
    }

    /// <summary>A frame arrives as if one node had sent it to another; false where there is no connection.</summary>
    internal bool Inject(string from, string to, byte[] bytes)
    {
        foreach ((int connection, (TestNode node, int there)) in _nodes[to].Connections)
        {
            if (node.Address != from)
                continue;
            _nodes[to].Take(Input.Received(connection, Network.Placed(there, bytes)));
            return true;
        }
        return false;
    }

    internal void Post(Action happens) => _events.Enqueue(happens);

    internal void Post(Action happens, Instant at) => _later.Enqueue(happens, (at.Ticks, ++_scheduled));
}
