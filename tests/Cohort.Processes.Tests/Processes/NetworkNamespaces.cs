namespace Cohort.Processes.Tests.Processes;

/// <summary>
/// A host of its own for each node, as far as the network goes: network namespaces on one bridge, which packet filters
/// cut apart and put together again.
/// </summary>
internal sealed class NetworkNamespaces : INetwork
{
    private const string Subnet = "10.213.77";

    private readonly string _prefix = $"cohort{Random.Shared.Next():x8}";
    private readonly List<string> _created = [];
    private readonly int _nodes;

    private NetworkNamespaces(int nodes)
    {
        _nodes = nodes;
        Addresses = [.. Enumerable.Range(0, nodes).Select(node => $"{Host(node)}:7101")];
    }

    public IReadOnlyList<string> Addresses { get; }

    private string Hub => $"{_prefix}-hub";

    /// <summary>Sets them up. Skips the test where this machine does not allow it.</summary>
    public static async Task<NetworkNamespaces> CreateAsync(int nodes)
    {
        string? reason = WhyImpossible();
        Assert.SkipWhen(reason is not null, reason ?? "");
        var network = new NetworkNamespaces(nodes);
        try
        {
            network.Build();
            return network;
        }
        catch (InvalidOperationException)
        {
            await network.DisposeAsync();
            throw;
        }
    }

    public IReadOnlyList<string> WrapperOf(int node) => ["ip", "netns", "exec", Namespace(node)];

    /// <summary>From now on nothing gets from one of the senders to one of the receivers.</summary>
    public void CutOneWay(IEnumerable<int> senders, IEnumerable<int> receivers)
    {
        string hosts = string.Join(", ", senders.Select(Host));
        foreach (int receiver in receivers)
            Filter(
                receiver,
                $"table inet cut {{ chain arriving {{ type filter hook input priority 0; ip saddr {{ {hosts} }} drop; }}; }};"
            );
    }

    /// <summary>From now on nothing gets from one side to the other, either way.</summary>
    public void Cut(IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        CutOneWay(left, right);
        CutOneWay(right, left);
    }

    /// <summary>Everything gets through again.</summary>
    public void Heal()
    {
        for (int node = 0; node < _nodes; node++)
            Filter(node, "flush ruleset");
    }

    public ValueTask DisposeAsync()
    {
        foreach (string created in _created)
            SystemCommand.Run($"ip netns delete {created}");
        return ValueTask.CompletedTask;
    }

    private static string? WhyImpossible()
    {
        if (!OperatingSystem.IsLinux())
            return "network namespaces are Linux's";
        if (!Environment.IsPrivilegedProcess)
            return "making network namespaces needs root";
        string probe = $"cohortprobe{Environment.ProcessId}";
        if (SystemCommand.TryRun($"ip netns add {probe}") is { } problem)
            return $"this machine makes no network namespaces: {problem}";
        try
        {
            return SystemCommand.TryRun($"ip netns exec {probe} nft list ruleset") is { } missing
                ? $"this machine has no packet filter nft: {missing}"
                : null;
        }
        finally
        {
            SystemCommand.Run($"ip netns delete {probe}");
        }
    }

    private void Build()
    {
        Create(Hub);
        SystemCommand.Run($"ip -n {Hub} link add bridge type bridge");
        SystemCommand.Run($"ip -n {Hub} link set bridge up");
        for (int node = 0; node < _nodes; node++)
        {
            string name = Namespace(node);
            Create(name);
            SystemCommand.Run($"ip -n {Hub} link add port{node} type veth peer name eth0 netns {name}");
            SystemCommand.Run($"ip -n {Hub} link set port{node} master bridge up");
            SystemCommand.Run($"ip -n {name} address add {Host(node)}/24 dev eth0");
            SystemCommand.Run($"ip -n {name} link set eth0 up");
            SystemCommand.Run($"ip -n {name} link set lo up");
        }
    }

    private void Create(string name)
    {
        SystemCommand.Run($"ip netns add {name}");
        _created.Add(name);
    }

    private void Filter(int node, string rules) =>
        SystemCommand.Run($"ip netns exec {Namespace(node)} nft -f -", rules);

    private string Namespace(int node) => $"{_prefix}-{node}";

    private static string Host(int node) => $"{Subnet}.{node + 1}";
}
