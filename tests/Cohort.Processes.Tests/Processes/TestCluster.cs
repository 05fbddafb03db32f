using System.Globalization;

namespace Cohort.Processes.Tests.Processes;

/// <summary>
/// Some <c>cohort node</c> processes that form one group, the load on them, and what they wrote down. Disposing it ends
/// every process that it started, whatever has happened.
/// </summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly INetwork _network;
    private readonly TimeSpan _suspicion;
    private readonly string[] _extraArguments;
    private readonly Dictionary<string, Load> _loads = [];
    private readonly List<NodeProcess> _started = [];
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("cohort-processes-");
    private readonly RecordedHistory _history;

    public TestCluster(INetwork network, TimeSpan suspicion, params string[] extraArguments)
    {
        _network = network;
        _suspicion = suspicion;
        _extraArguments = extraArguments;
        _history = new RecordedHistory(_directory);
        Names = [.. Enumerable.Range(0, network.Addresses.Count).Select(node => ((char)('a' + node)).ToString())];
    }

    /// <summary>The names of all nodes.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The current process of each node that has one.</summary>
    public SortedDictionary<string, NodeProcess> Nodes { get; } = [];

    /// <summary>A node.</summary>
    public NodeProcess this[string name] => Nodes[name];

    /// <summary>Starts all nodes at once, and waits until each sees all.</summary>
    public async Task StartAllAsync()
    {
        foreach (string name in Names)
            Start(name);
        await Task.WhenAll(Names.Select(name => this[name].WaitForViewAsync(string.Join(' ', Names))));
    }

    /// <summary>Starts a process for a node.</summary>
    public NodeProcess Start(string name)
    {
        int index = Names.ToList().IndexOf(name);
        string[] arguments =
        [
            "node",
            "--name",
            name,
            "--cluster",
            "processes",
            "--listen",
            _network.Addresses[index],
            "--seeds",
            string.Join(',', _network.Addresses),
            "--suspicion",
            string.Create(CultureInfo.InvariantCulture, $"{_suspicion.TotalMilliseconds}ms"),
            "--linger",
            "--history",
            _history.FileFor(name),
            .. _extraArguments,
        ];
        var process = new NodeProcess(name, ProgramRun.StartInfo(arguments, _network.WrapperOf(index)));
        _started.Add(process);
        Nodes[name] = process;
        return process;
    }

    /// <summary>Lets nodes send at a steady pace from now on.</summary>
    public void StartLoad(params IEnumerable<string> names)
    {
        foreach (string name in names)
            _loads[name] = new Load(this[name]);
    }

    /// <summary>Lets a node send no more.</summary>
    public async Task StopLoadAsync(string name)
    {
        if (_loads.Remove(name, out Load? load))
            await load.StopAsync();
    }

    /// <summary>Kills nodes, all in one instant.</summary>
    public void Kill(params IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            this[name].Kill();
            Nodes.Remove(name);
            _history.Ended(name);
        }
    }

    /// <summary>Lets a node leave and end.</summary>
    public async Task LeaveAsync(string name)
    {
        await StopLoadAsync(name);
        NodeProcess node = this[name];
        Nodes.Remove(name);
        Assert.Equal(0, await node.LeaveAsync());
        _history.Ended(name);
    }

    /// <summary>Waits until these nodes are all in a view of exactly them. One that they were in earlier does not count: a
    /// group begins with some of its members.</summary>
    public Task WaitForViewAsync(params string[] names) =>
        Task.WhenAll(names.Select(name => this[name].WaitForViewAsync(string.Join(' ', names), this[name].LatestView)));

    /// <summary>Waits until a node has printed so many deliveries more than it has now.</summary>
    public async Task WaitForDeliveriesAsync(string name, int more)
    {
        int from = this[name].Deliveries.Count;
        await this[name].Deliveries.WaitForAsync(_ => true, $"{more} deliveries at {name}", from + more - 1);
    }

    /// <summary>Waits until the load has handed a node so many lines more than it has now.</summary>
    public Task WaitForLoadAsync(string name, int lines) => _loads[name].WaitForAsync(lines);

    /// <summary>
    /// Ends the load, waits until every node that lives has printed every line of all that live, and has the property
    /// checkers judge what all processes, dead ones too, wrote down.
    /// </summary>
    public async Task FinishAsync()
    {
        foreach (string name in _loads.Keys.ToList())
            await StopLoadAsync(name);
        string[] lastLines = await Task.WhenAll(Nodes.Values.Select(node => node.SendLastAsync()));
        await Task.WhenAll(Nodes.Values.Select(node => node.EndInputAsync()));
        foreach (NodeProcess node in Nodes.Values)
        foreach (string last in lastLines)
            await node.Deliveries.WaitForAsync(line => line == last, $"'{last}' at {node.Name}");
        Kill(Nodes.Keys.ToList());
        Assert.Empty(_history.Violations());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (NodeProcess process in _started)
            process.Kill();
        foreach (Load load in _loads.Values)
            await load.StopAsync();
        foreach (NodeProcess process in _started)
            await process.DisposeAsync();
        await _network.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
