using System.Buffers;
using System.Text;
using System.Text.Json;
using Cohort.Cli.Children;
using Cohort.Cli.CommandLine;
using Cohort.Cli.Rescue;

namespace Cohort.Cli.Tests.Rescue;

/// <summary><c>cohort recover</c>, <c>backup</c> and <c>restore</c> against nodes that run in this process.</summary>
public sealed class RescueSessionTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _above = Directory.CreateTempSubdirectory("cohort-rescue").FullName;
    private readonly string[] _seeds = [.. FreePorts.Find(3).Select(port => $"127.0.0.1:{port}")];
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private readonly List<Node> _nodes = [];

    [Fact]
    public async Task What_is_left_of_a_lost_group_is_shown()
    {
        Task joining = await LoseAsync();
        Assert.Equal(ExitCode.Ok, await RecoverAsync(from: null));
        Says(
            "group      prices",
            "last view  v",
            "missing    c (",
            "log        a (",
            "cohort recover prices --from NODE"
        );
        Assert.False(joining.IsCompleted);
        Assert.Equal("", _errors.ToString());
    }

    [Fact]
    public async Task It_goes_on_from_the_log_that_was_chosen_and_confirmed()
    {
        Task joining = await LoseAsync();
        Assert.Equal(ExitCode.Ok, await RecoverAsync("a", typed: "prices\n"));
        Says(
            "chosen     a (",
            "may be lost for ever",
            "Type the group's name",
            "decided    ",
            "goes on    prices v0 [a]"
        );
        await joining.WaitAsync(s_patience);
    }

    [Fact]
    public async Task Scripts_say_yes_and_name_the_address()
    {
        Task joining = await LoseAsync();
        Assert.Equal(ExitCode.Ok, await RecoverAsync(_seeds[0], yes: true));
        Says("goes on    prices v0 [a]");
        await joining.WaitAsync(s_patience);
        Assert.Equal(ExitCode.Failed, await RecoverAsync("a", yes: true));
        Complains("is not lost");
    }

    [Fact]
    public async Task Where_nothing_is_left_it_begins_anew_and_empty()
    {
        Task joining = await LoseAsync();
        Assert.Equal(ExitCode.Usage, await RecoverAsync(from: null, anew: true));
        Complains("--yes");
        Assert.Equal(ExitCode.Failed, await RecoverAsync(from: null, typed: "no\n", anew: true));
        Assert.False(joining.IsCompleted);
        Assert.Equal(ExitCode.Ok, await RecoverAsync(from: null, typed: "prices\n", anew: true));
        Says("All that was ever delivered in the group is lost", "could be gone on from with --from", "is forgotten");
        await joining.WaitAsync(s_patience);
    }

    [Theory]
    [InlineData("price\n", ExitCode.Failed, "nothing was decided")]
    [InlineData("", ExitCode.Failed, "nothing was decided")]
    [InlineData(null, ExitCode.Usage, "--yes")]
    public async Task Without_confirmation_nothing_is_decided(string? typed, int exitCode, string why)
    {
        await LoseAsync();
        Assert.Equal(exitCode, await RecoverAsync("a", typed));
        Complains(why);
        Assert.Null((await _nodes[0].Directory.FindAsync("prices").WaitAsync(s_patience))!.GoesOnFrom);
    }

    [Theory]
    [InlineData("prices", "b", "no node 'b' waits for group 'prices'")]
    [InlineData("nothing", "a", "has no group 'nothing'")]
    public async Task Who_has_no_log_is_not_chosen(string group, string from, string why)
    {
        await LoseAsync();
        Assert.Equal(ExitCode.Failed, await RecoverAsync(from, yes: true, group: group));
        Complains(why);
    }

    [Fact]
    public async Task A_backup_is_taken_and_checked_and_restored()
    {
        await using Node node = await StartAsync("a", seeds: []);
        await using Group group = await node.JoinAsync("prices", Options());
        await group.SendAsync("x"u8.ToArray());
        string file = Path.Combine(_above, "prices.backup");

        Assert.Equal(ExitCode.Ok, await BackUpAsync(node, file));
        Says(
            $"backup     {file}",
            "group      prices of cluster 'shop', contract 'prices 1'",
            "at position 1",
            "1 B, proved"
        );
        Assert.Equal(ExitCode.Failed, await BackUpAsync(node, file));
        Complains("--replace");
        Assert.Equal(ExitCode.Ok, await BackUpAsync(node, file, replace: true));

        Assert.Equal(
            ExitCode.Ok,
            Restore(
                new RestoreRequest
                {
                    Files = [file],
                    Check = true,
                    Json = true,
                }
            )
        );
        using JsonDocument report = JsonDocument.Parse(_output.ToString());
        Assert.Equal("prices", report.RootElement.GetProperty("group").GetString());
        Assert.Equal(1, report.RootElement.GetProperty("position").GetInt32());
        Assert.Equal("a", Assert.Single(report.RootElement.GetProperty("members").EnumerateArray()).GetString());

        string folder = FolderOf("r");
        RestoreRequest request = new()
        {
            Files = [file],
            Folder = folder,
            Node = "r",
            Cluster = "shop",
        };
        Assert.Equal(ExitCode.Ok, Restore(request));
        Says("restored   to '", "start node 'r' of cluster 'shop'");
        Assert.Equal(ExitCode.Failed, Restore(request));
        Complains("is not empty");

        await using Node restored = await StartAsync("r", seeds: []);
        var replica = new StringBuilder();
        await using Group again = await restored.JoinAsync("prices", Options(replica)).WaitAsync(s_patience);
        Assert.Equal("x", replica.ToString());
    }

    [Fact]
    public async Task A_damaged_backup_is_told_with_file_and_place()
    {
        await using Node node = await StartAsync("a", seeds: []);
        await using Group group = await node.JoinAsync("prices", Options());
        string file = Path.Combine(_above, "prices.backup");
        Assert.Equal(ExitCode.Ok, await BackUpAsync(node, file));
        byte[] bytes = File.ReadAllBytes(file);
        bytes[90] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Equal(ExitCode.Failed, Restore(new RestoreRequest { Files = [file], Check = true }));
        Complains($"cohort restore: The backup '{file}' is damaged, at byte 0");
        Assert.Equal(ExitCode.Failed, Restore(new RestoreRequest { Files = [file + "x"], Check = true }));
        Complains("cannot be read");
    }

    [Fact]
    public async Task Where_there_is_no_group_to_take_a_backup_of_it_says_so()
    {
        await using Node node = await StartAsync("a", seeds: []);
        Assert.Equal(ExitCode.Failed, await BackUpAsync(node, Path.Combine(_above, "prices.backup")));
        Complains("There is no group 'prices'");
        Assert.Empty(Directory.GetFiles(_above));
    }

    [Fact]
    public async Task A_command_line_that_lacks_something_is_refused()
    {
        Assert.Equal(ExitCode.Usage, await CohortCommand.RunAsync(["backup", "prices"]));
        Assert.Equal(ExitCode.Usage, await CohortCommand.RunAsync(["restore", "prices.backup", "--data", "x"]));
        Assert.Equal(ExitCode.Usage, await CohortCommand.RunAsync(["restore", "--check"]));
        Assert.Equal(ExitCode.Usage, await CohortCommand.RunAsync(["recover"]));
        foreach (string command in (string[])["recover", "backup", "restore"])
            Assert.Equal(ExitCode.Ok, await CohortCommand.RunAsync([command, "--help"]));
    }

    /// <summary>A cluster of a, b and c in which c, the last member of the group, does not come back; a waits with its log.</summary>
    private async Task<Task> LoseAsync()
    {
        foreach (string name in (string[])["a", "b", "c"])
            _nodes.Add(await StartAsync(name, _seeds));
        Group first = await _nodes[0].JoinAsync("prices", Options()).WaitAsync(s_patience);
        Group last = await _nodes[2].JoinAsync("prices", Options()).WaitAsync(s_patience);
        await first.DisposeAsync();
        await last.SendAsync("y"u8.ToArray(), delivery: Delivery.Durable);
        // What it has is on its disk, and that is gone.
        await _nodes[2].DisposeAsync();
        _nodes.RemoveAt(2);
        Task joining = _nodes[0].JoinAsync("prices", Options());
        using var patience = new CancellationTokenSource(s_patience);
        await foreach (DirectoryChange _ in _nodes[1].Directory.WatchAsync(patience.Token))
            if (_nodes[1].Directory.Find("prices") is { Offers.Length: 1 })
                break;
        return joining;
    }

    private static GroupOptions Options(StringBuilder? replica = null)
    {
        replica ??= new StringBuilder();
        return new GroupOptions
        {
            Contract = "prices 1",
            Durability = Cohort.Durability.Log,
            OnMessage = message => replica.Append(Encoding.UTF8.GetString(message.Payload.Span)),
            State = StateTransfer.Of(
                writer => writer.Write(Encoding.UTF8.GetBytes(replica.ToString())),
                state => replica.Clear().Append(Encoding.UTF8.GetString(state.Span))
            ),
        };
    }

    private string FolderOf(string name) => Path.Combine(_above, name);

    private Task<Node> StartAsync(string name, string[] seeds) =>
        Node.StartAsync(
            new NodeOptions
            {
                Cluster = "shop",
                Name = name,
                Listen = seeds.Length == 0 ? "127.0.0.1:0" : seeds[name[0] - 'a'],
                Seeds = seeds,
                DataFolder = FolderOf(name),
            }
        );

    private Task<int> RecoverAsync(
        string? from,
        string? typed = null,
        bool yes = false,
        string group = "prices",
        bool anew = false
    )
    {
        Clear();
        var request = new RecoverRequest
        {
            Command = "cohort recover",
            Connect = _seeds,
            Cluster = "shop",
            Timeout = s_patience,
            Group = group,
            From = from,
            Anew = anew,
            Yes = yes,
        };
        TextReader? input = typed is null ? null : new StringReader(typed);
        return new RecoverSession(request, input, _output, _errors)
            .RunAsync(CancellationToken.None)
            .WaitAsync(s_patience);
    }

    private Task<int> BackUpAsync(Node node, string file, bool replace = false)
    {
        Clear();
        var request = new BackupRequest
        {
            Command = "cohort backup",
            Connect = [node.Process.Address],
            Cluster = "shop",
            Timeout = s_patience,
            Group = "prices",
            File = file,
            Replace = replace,
            Json = false,
        };
        return new BackupSession(request, _output, _errors).RunAsync(CancellationToken.None).WaitAsync(s_patience);
    }

    private int Restore(RestoreRequest request)
    {
        Clear();
        return new RestoreSession(request, _output, _errors).Run(CancellationToken.None);
    }

    private void Clear()
    {
        _output.GetStringBuilder().Clear();
        _errors.GetStringBuilder().Clear();
    }

    private void Says(params string[] texts) =>
        Assert.All(texts, text => Assert.Contains(text, _output.ToString(), StringComparison.Ordinal));

    private void Complains(string text) => Assert.Contains(text, _errors.ToString(), StringComparison.Ordinal);

    public void Dispose()
    {
        foreach (Node node in _nodes)
            node.DisposeAsync().AsTask().Wait(s_patience);
        Directory.Delete(_above, recursive: true);
    }
}
