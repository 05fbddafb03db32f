using System.Text.Json;
using Cohort.Cli.Children;
using Cohort.Cli.CommandLine;
using Cohort.Cli.Directories;

namespace Cohort.Cli.Tests.Directories;

/// <summary><c>cohort groups</c>, <c>nodes</c> and <c>placements</c> against nodes that run in this process.</summary>
public sealed class DirectorySessionTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [Fact]
    public async Task Groups_are_listed_with_their_views_and_terms()
    {
        await using Node node = await StartAsync("shop");
        await using Group group = await node.JoinAsync("prices", new GroupOptions { Contract = "prices 1" });

        int exitCode = await RunAsync(new GroupsCommand(), Request(node, json: true));

        Assert.Equal((ExitCode.Ok, ""), (exitCode, _errors.ToString()));
        using JsonDocument report = JsonDocument.Parse(_output.ToString());
        Assert.True(report.RootElement.GetProperty("current").GetBoolean());
        JsonElement listed = Assert.Single(report.RootElement.GetProperty("groups").EnumerateArray());
        Assert.Equal(
            ["name", "id", "selfGoverned", "hasState", "contract", "view", "members", "lost"],
            listed.EnumerateObject().Select(field => field.Name)
        );
        Assert.Equal("prices", listed.GetProperty("name").GetString());
        Assert.Equal("prices 1", listed.GetProperty("contract").GetString());
        Assert.Equal(0, listed.GetProperty("view").GetInt32());
        Assert.False(listed.GetProperty("lost").GetBoolean());
        JsonElement member = Assert.Single(listed.GetProperty("members").EnumerateArray());
        Assert.Equal("a", member.GetProperty("name").GetString());
        Assert.Equal(node.Process.Address, member.GetProperty("address").GetString());
        Assert.True(member.GetProperty("holdsState").GetBoolean());
    }

    [Fact]
    public async Task Nodes_are_listed_with_their_labels_and_loads()
    {
        await using Node node = await StartAsync("shop");
        await using Group group = await node.JoinAsync("prices");
        await LabelledAsync(node);

        int exitCode = await RunAsync(new NodesCommand(), Request(node, json: true));

        Assert.Equal((ExitCode.Ok, ""), (exitCode, _errors.ToString()));
        using JsonDocument report = JsonDocument.Parse(_output.ToString());
        JsonElement listed = Assert.Single(report.RootElement.GetProperty("nodes").EnumerateArray());
        Assert.Equal(
            ["name", "address", "labels", "groups", "since"],
            listed.EnumerateObject().Select(field => field.Name)
        );
        Assert.Equal("z1", listed.GetProperty("labels").GetProperty("zone").GetString());
        Assert.Equal(1, listed.GetProperty("groups").GetInt32());
    }

    [Fact]
    public async Task Placements_are_listed_with_where_they_are_and_what_is_missing()
    {
        await using Node node = await StartAsync("shop", new HostedGroup("orders", _ => new GroupOptions()));
        await node.EnsureAsync("orders", replicas: 2, shards: 2).WaitAsync(s_patience);

        int exitCode = await RunAsync(new PlacementsCommand(), Request(node, json: true));

        Assert.Equal((ExitCode.Ok, ""), (exitCode, _errors.ToString()));
        using JsonDocument report = JsonDocument.Parse(_output.ToString());
        JsonElement listed = Assert.Single(report.RootElement.GetProperty("placements").EnumerateArray());
        Assert.Equal(
            ["name", "replicas", "shards", "labels", "spreadBy", "groups", "missing"],
            listed.EnumerateObject().Select(field => field.Name)
        );
        Assert.Equal(
            ["orders/0: a", "orders/1: a"],
            listed
                .GetProperty("groups")
                .EnumerateArray()
                .Select(shard =>
                    $"{shard.GetProperty("group").GetString()}: {string.Join(' ', shard.GetProperty("nodes").EnumerateArray())}"
                )
        );
        Assert.Contains("start 1 more", listed.GetProperty("missing").GetString(), StringComparison.Ordinal);

        _output.GetStringBuilder().Clear();
        Assert.Equal(ExitCode.Ok, await RunAsync(new PlacementsCommand(), Request(node, json: false)));
        Assert.Contains("orders/1", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_show_the_same()
    {
        await using Node node = await StartAsync("shop");
        await using Group group = await node.JoinAsync("prices");
        await LabelledAsync(node);

        Assert.Equal(ExitCode.Ok, await RunAsync(new GroupsCommand(), Request(node, json: false)));
        Assert.Equal(ExitCode.Ok, await RunAsync(new NodesCommand(), Request(node, json: false)));

        string shown = _output.ToString();
        Assert.Contains("prices", shown, StringComparison.Ordinal);
        Assert.Contains("the root", shown, StringComparison.Ordinal);
        Assert.Contains("zone=z1", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("last known", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown);
    }

    [Fact]
    public async Task Watching_shows_what_changes_until_it_is_stopped()
    {
        await using Node node = await StartAsync("shop");
        using var stop = new CancellationTokenSource();
        var lines = new LineWriter();
        Task<int> watching = new DirectorySession(
            Request(node, json: true) with
            {
                Watch = true,
            },
            new GroupsCommand(),
            lines,
            _errors
        ).RunAsync(stop.Token);
        await lines.LineWithAsync("\"groups\":[]").WaitAsync(s_patience);
        Group group = await node.JoinAsync("prices");
        await lines.LineWithAsync("\"name\":\"prices\"").WaitAsync(s_patience);
        await group.DisposeAsync();
        await lines.LineWithAsync("\"groups\":[]").WaitAsync(s_patience);

        await stop.CancelAsync();

        Assert.Equal(ExitCode.Ok, await watching.WaitAsync(s_patience));
        Assert.Equal("", _errors.ToString());
    }

    [Fact]
    public async Task Where_nobody_answers_it_says_so_and_what_to_check()
    {
        string nobody = $"127.0.0.1:{FreePorts.Find(1).Single()}";
        DirectoryRequest request = Request("shop", nobody) with { Timeout = TimeSpan.FromMilliseconds(300) };

        Assert.Equal(ExitCode.Failed, await RunAsync(new GroupsCommand(), request));

        string said = _errors.ToString();
        Assert.StartsWith(
            "cohort groups: No node of cluster 'shop' could be reached within ",
            said,
            StringComparison.Ordinal
        );
        Assert.Contains(nobody, said, StringComparison.Ordinal);
        Assert.Contains("--connect", said, StringComparison.Ordinal);
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public async Task Where_it_is_another_cluster_both_are_named()
    {
        await using Node node = await StartAsync("shop");

        Assert.Equal(ExitCode.Failed, await RunAsync(new NodesCommand(), Request("other", node.Process.Address)));

        string said = _errors.ToString();
        Assert.Contains("'shop'", said, StringComparison.Ordinal);
        Assert.Contains("'other'", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_cluster_has_no_quorum_the_last_known_is_shown_and_marked_as_such()
    {
        string[] seeds = [.. FreePorts.Find(2).Select(port => $"127.0.0.1:{port}")];
        await using Node alone = await Node.StartAsync(
            new NodeOptions
            {
                Cluster = "shop",
                Name = "a",
                Listen = seeds[0],
                Seeds = seeds,
            }
        );

        DirectoryRequest request = Request(alone, json: false) with { Timeout = TimeSpan.FromSeconds(1) };
        Assert.Equal(ExitCode.Failed, await RunAsync(new GroupsCommand(), request));

        Assert.Contains("last known", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("no quorum", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_is_told_in_the_words_of_the_command_line()
    {
        Assert.Equal(ExitCode.Usage, await RunAsync(new GroupsCommand(), Request("shop", "nonsense")));
        Assert.StartsWith("cohort groups: --connect contains 'nonsense'", _errors.ToString(), StringComparison.Ordinal);
    }

    private static Task<Node> StartAsync(string cluster, params HostedGroup[] hosts) =>
        Node.StartAsync(
            new NodeOptions
            {
                Cluster = cluster,
                Name = "a",
                Hosts = hosts,
                Labels = new Dictionary<string, string> { ["zone"] = "z1" },
            }
        );

    private static async Task LabelledAsync(Node node)
    {
        using var patience = new CancellationTokenSource(s_patience);
        await foreach (DirectoryChange _ in node.Directory.WatchAsync(patience.Token))
            if (node.Directory.Nodes is [{ Labels.Count: 1 }])
                return;
    }

    private static DirectoryRequest Request(Node node, bool json) =>
        Request("shop", node.Process.Address) with
        {
            Json = json,
        };

    private static DirectoryRequest Request(string cluster, string address) =>
        new()
        {
            Command = "cohort groups",
            Connect = [address],
            Cluster = cluster,
            Timeout = s_patience,
            Json = false,
            Watch = false,
        };

    private Task<int> RunAsync(DirectoryListCommand list, DirectoryRequest request) =>
        new DirectorySession(request, list, _output, _errors).RunAsync(CancellationToken.None).WaitAsync(s_patience);
}
