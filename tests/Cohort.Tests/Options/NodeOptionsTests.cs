namespace Cohort.Tests.Options;

public class NodeOptionsTests
{
    private static readonly NodeOptions Good = new() { Cluster = "shop" };

    public static TheoryData<NodeOptions, string, string> OutOfRange =>
        new()
        {
            { Good with { Cluster = "" }, "Cluster", "Cluster is empty. It must be a name of 1 to 100 characters" },
            { Good with { Cluster = new string('x', 101) }, "Cluster", "Cluster has 101 characters." },
            { Good with { Cluster = "a\nb" }, "Cluster", "Cluster contains a control character." },
            { Good with { Name = " a" }, "Name", "Name is ' a', which begins or ends with a space." },
            {
                Good with
                {
                    Labels = new Dictionary<string, string> { ["rack no"] = "1" },
                },
                "Labels",
                "Labels contains the label 'rack no'. It must have 1 to 63 letters, digits, dots"
            },
            {
                Good with
                {
                    Labels = new Dictionary<string, string> { ["zone"] = "a\nb" },
                },
                "Labels",
                "Labels gives the label 'zone' a value that is no text of at most 100 characters"
            },
            {
                Good with
                {
                    Labels = Enumerable.Range(0, 17).ToDictionary(number => $"l{number}", _ => ""),
                },
                "Labels",
                "Labels has 17 labels. It may have 16 at most."
            },
            { Good with { Name = "a", DataFolder = " " }, "DataFolder", "DataFolder is ' ', which is no path." },
            {
                Good with
                {
                    DataFolder = "data",
                },
                "DataFolder",
                "DataFolder is set, and the node is called after a port that is another one whenever it is started. Set Name"
            },
            { Good with { Listen = "7101" }, "Listen", "Listen contains '7101', which is no address: it has no port" },
            { Good with { Listen = "127.0.0.1:99999" }, "Listen", "its port is no number from 0 to 65535" },
            { Good with { Listen = "::1:7101" }, "Listen", "an IPv6 address, and nothing else, stands in brackets" },
            { Good with { Listen = "a b:1" }, "Listen", "'a b' is no host name or IP address" },
            {
                Good with
                {
                    Listen = "0.0.0.0:7101",
                },
                "Advertise",
                "Listen is 0.0.0.0:7101, which stands for every address of this machine and which nobody can dial. "
                    + "Set Advertise to the address at which the other nodes reach this one, for example 10.0.0.7:7101."
            },
            { Good with { Listen = "[::]:7101" }, "Advertise", "Set Advertise to the address" },
            {
                Good with
                {
                    Advertise = "0.0.0.0:7101",
                },
                "Advertise",
                "Advertise is 0.0.0.0:7101, which nobody can dial."
            },
            {
                Good with
                {
                    Seeds = ["nonsense"],
                },
                "Seeds",
                "Seeds contains 'nonsense', which is no address: it has no port"
            },
            { Good with { Seeds = ["127.0.0.1:0"] }, "Seeds", "Seeds contains 127.0.0.1:0, which nobody can dial." },
            { Good with { Seeds = ["A:1", "a:1"] }, "Seeds", "Seeds contains a:1 twice. List each address once." },
            {
                Good with
                {
                    HeartbeatInterval = TimeSpan.Zero,
                },
                "HeartbeatInterval",
                "HeartbeatInterval is 00:00:00. It must be from 00:00:00.0010000 to 00:01:00 (hours:minutes:seconds)."
            },
            {
                Good with
                {
                    SuspicionTime = TimeSpan.FromMilliseconds(500),
                },
                "SuspicionTime",
                "SuspicionTime is 00:00:00.5000000. It must be from 00:00:00.6000000 to 01:00:00 (hours:minutes:seconds): "
                    + "at least three times HeartbeatInterval"
            },
            {
                Good with
                {
                    ChangeTimeout = TimeSpan.FromSeconds(17),
                },
                "ChangeTimeout",
                "at most 8 times SuspicionTime"
            },
            {
                Good with
                {
                    DialTimeout = TimeSpan.FromHours(1),
                },
                "DialTimeout",
                "DialTimeout is 01:00:00. It must be from"
            },
            {
                Good with
                {
                    DisposeTimeout = TimeSpan.FromSeconds(-1),
                },
                "DisposeTimeout",
                "DisposeTimeout is -00:00:01. It must be from 00:00:00 to 01:00:00"
            },
            {
                Good with
                {
                    MaxMessageBytes = 1023,
                },
                "MaxMessageBytes",
                "MaxMessageBytes is 1023. It must be from 1024 to 1073741824."
            },
            { Good with { WindowBytes = 0 }, "WindowBytes", "WindowBytes is 0. It must be from 65536 to 1073741824." },
            {
                Good with
                {
                    HandlerReserveBytes = -1,
                },
                "HandlerReserveBytes",
                "HandlerReserveBytes is -1. It must be from"
            },
            { Good with { MaxStateBytes = 1 }, "MaxStateBytes", "MaxStateBytes is 1. It must be from 65536 to" },
            { Good with { MaxMembers = 1001 }, "MaxMembers", "MaxMembers is 1001. It must be from 1 to 1000." },
            { Good with { MaxNodes = 0 }, "MaxNodes", "MaxNodes is 0. It must be from 1 to 1000." },
            { Good with { MaxVoters = 32 }, "MaxVoters", "MaxVoters is 32. It must be from 1 to 31." },
            {
                Good with
                {
                    MaxNodes = 2,
                    Seeds = ["a:1", "b:1", "c:1"],
                },
                "MaxNodes",
                "MaxNodes is 2, but Seeds lists 3 addresses. Set it to at least 3"
            },
            {
                Good with
                {
                    MaxMembers = 2,
                    Seeds = ["a:1", "b:1", "c:1"],
                },
                "MaxMembers",
                "MaxMembers is 2, but Seeds lists 3 addresses, all of which become members. Set it to at least 3"
            },
        };

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public async Task An_option_out_of_range_is_refused_by_name_with_what_is_allowed(
        NodeOptions options,
        string option,
        string text
    )
    {
        var refusal = await Assert.ThrowsAsync<OptionsException>(() => Node.StartAsync(options));

        Assert.Equal(option, refusal.Option);
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_defaults_start_a_node_on_a_free_port_that_only_this_machine_can_reach()
    {
        await using Node node = await Node.StartAsync(Good);

        Assert.Matches(@"^127\.0\.0\.1:[1-9][0-9]*$", node.Process.Address);
        Assert.Equal(node.Process.Address, node.Name);
        Assert.Equal(NodeStatus.Running, node.Status);
    }

    [Fact]
    public async Task As_many_seeds_as_members_are_allowed()
    {
        NodeOptions options = Good with { MaxMembers = 3, Seeds = ["a:1", "b:1", "c:1"] };

        await using Node node = await Node.StartAsync(options);

        Assert.Equal(NodeStatus.Running, node.Status);
    }

    [Fact]
    public async Task A_start_that_is_cancelled_before_it_begins_starts_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);

        var stopped = await Assert.ThrowsAsync<OperationCanceledException>(() => Node.StartAsync(Good, cancelled));

        Assert.Equal(cancelled, stopped.CancellationToken);
    }

    [Fact]
    public async Task A_wildcard_is_listened_on_when_an_address_to_advertise_is_given_and_its_port_is_filled_in()
    {
        await using Node node = await Node.StartAsync(Good with { Listen = "0.0.0.0:0", Advertise = "localhost:0" });

        Assert.Matches("^localhost:[1-9][0-9]*$", node.Process.Address);
    }

    [Fact]
    public async Task Every_start_is_a_new_incarnation()
    {
        ProcessId first;
        await using (Node node = await Node.StartAsync(Good))
            first = node.Process;
        await using Node again = await Node.StartAsync(Good with { Listen = first.Address });

        Assert.Equal(first.Address, again.Process.Address);
        Assert.NotEqual(first.Incarnation, again.Process.Incarnation);
    }
}
