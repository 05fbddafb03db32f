using System.Buffers;
using System.Text;
using Cohort.Tests.Clusters;

namespace Cohort.Tests.Durability;

/// <summary>What is left when disks are gone for good: an operator's decision, and backups.</summary>
public sealed class RescueTests : IDisposable
{
    private readonly DataFolders _folders = new();
    private readonly string _files = Directory.CreateTempSubdirectory("cohort-backups").FullName;

    private string File(string name) => Path.Combine(_files, name);

    [Fact]
    public async Task A_group_goes_on_from_a_chosen_log_when_its_last_member_is_gone_for_good()
    {
        string last = await LoseTheLastAsync();
        await using Cluster second = await _folders.StartAsync(0, 1, 2);
        Task joining = DataFolders.JoinAsync(second[0]);
        await using CohortClient client = await ConnectAsync(second);
        (GroupInfo lost, LogOffer offer) = await OfferedAsync(client);
        Assert.Equal(second[0].Node.Name, offer.Name);
        Assert.Equal(last, Assert.Single(lost.View.Members).Name);
        Task<string>[] warnings = [.. second.Processes.Select(process => process.WarningAsync("has decided"))];

        await client.RecoverAsync(lost, offer).Soon();

        await joining.Soon();
        Assert.Equal(["x"], second[0].Replica.Log);
        foreach (Task<string> warning in warnings)
            Assert.Contains($"the log of {offer.Name}", await warning.Soon(), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<RecoveryRefusedException>(() =>
            second[1].Node.RecoverAsync(lost, offer).Soon()
        );
        Assert.Equal(lost.Name, refused.Group);
        Assert.Contains("is not lost", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_nobody_offers_is_refused()
    {
        await LoseTheLastAsync();
        await using Cluster second = await _folders.StartAsync(0, 1, 2);
        using var patience = new CancellationTokenSource();
        Task joining = second[0]
            .JoinAsync(options => options with { Durability = Cohort.Durability.Log }, patience.Token);
        (GroupInfo lost, LogOffer offer) = await OfferedAsync(second[1].Node.Directory);
        var refused = await Assert.ThrowsAsync<RecoveryRefusedException>(() =>
            second[1].Node.RecoverAsync(lost, offer with { View = offer.View.Next }).Soon()
        );
        Assert.Contains("no node at", refused.Message, StringComparison.Ordinal);
        var none = await Assert.ThrowsAsync<RecoveryRefusedException>(() =>
            second[1].Node.RecoverAsync(lost with { Name = "other" }, offer).Soon()
        );
        Assert.Contains("has no group 'other'", none.Message, StringComparison.Ordinal);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joining.Soon());
    }

    [Fact]
    public async Task A_backup_goes_on_in_another_cluster_of_another_size()
    {
        string file = File("ledger.backup");
        await BackUpAsync(file, "x", "y");
        string node = _folders.Seeds[1];
        string folder = _folders.Of(node);
        BackupInfo restored = Assert.Single(Backup.Restore([file], folder, "test", node));
        Assert.Equal(("ledger", 2UL, "elsewhere"), (restored.Group, restored.Position, restored.Cluster));

        await using Cluster cluster = await _folders.StartAsync(0, 1, 2);
        await cluster.EachAsync(DataFolders.JoinAsync);
        await cluster[2].SendAsync("z", delivery: Delivery.Durable);
        Assert.Equal(["x", "y", "z"], await cluster.AgreeAsync(3));
        Assert.Equal(3UL, cluster[1].Group.Position);
    }

    [Fact]
    public async Task A_restored_folder_among_those_of_another_cluster_is_refused_and_loses_nothing()
    {
        string file = File("ledger.backup");
        await BackUpAsync(file, "x", "y");
        await LoseTheLastAsync();
        string node = _folders.Seeds[2];
        Directory.Delete(_folders.Of(node), recursive: true);
        Backup.Restore([file], _folders.Of(node), "test", node);
        await using Cluster second = await _folders.StartAsync(0, 1, 2);
        using var patience = new CancellationTokenSource();
        Task joining = second[0]
            .JoinAsync(options => options with { Durability = Cohort.Durability.Log }, patience.Token);
        await second[0]
            .Replica.WhenAsync(replica =>
                replica.Statuses.Any(status =>
                    status.Reason.Contains("different clusters", StringComparison.Ordinal)
                    && status.Reason.Contains($"{node} with 'ledger'", StringComparison.Ordinal)
                )
            )
            .Soon();
        await second[1].WarningAsync("different clusters").Soon();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joining.Soon());
    }

    [Fact]
    public async Task What_a_backup_says_of_itself_is_what_it_is_of()
    {
        string file = File("ledger.backup");
        BackupInfo taken = await BackUpAsync(file, "x");
        BackupInfo read = Backup.Verify(file);
        Assert.Equal(taken.ToString(), read.ToString());
        Assert.Equal(
            ("elsewhere", "ledger", "prices 1", true),
            (read.Cluster, read.Group, read.Contract, read.TakesCalls)
        );
        Assert.Equal(taken.TakenAt, read.TakenAt);
        Assert.Equal(taken.View.Members.AsEnumerable(), read.View.Members.AsEnumerable());
        Assert.Equal([file], Directory.GetFiles(_files));
    }

    [Theory]
    [InlineData(0)] // its header
    [InlineData(90)] // what it says of itself
    [InlineData(-1)] // the last checksum
    [InlineData(-100)] // the state
    public async Task A_damaged_backup_is_refused_with_file_and_place_and_remedy(int at)
    {
        string file = File("ledger.backup");
        await BackUpAsync(file, new string('x', 300));
        byte[] bytes = System.IO.File.ReadAllBytes(file);
        bytes[at < 0 ? bytes.Length + at : at] ^= 1;
        System.IO.File.WriteAllBytes(file, bytes);
        var damage = Assert.Throws<DamagedBackupException>(() => Backup.Verify(file));
        Assert.Equal(file, damage.File);
        Assert.InRange(damage.Offset, 0, bytes.Length);
        Assert.Contains("an older backup", damage.Message, StringComparison.Ordinal);
        Assert.Throws<DamagedBackupException>(() => Backup.Restore([file], File("data"), "test", "a"));
        Assert.Equal([file], Directory.GetFileSystemEntries(_files));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-1)]
    public async Task A_backup_that_ends_too_early_is_damaged(int length)
    {
        string file = File("ledger.backup");
        await BackUpAsync(file, "x");
        byte[] bytes = System.IO.File.ReadAllBytes(file);
        System.IO.File.WriteAllBytes(file, bytes[..(length < 0 ? bytes.Length + length : length)]);
        Assert.Throws<DamagedBackupException>(() => Backup.Verify(file));
    }

    [Fact]
    public async Task Nothing_is_restored_into_a_folder_that_is_not_empty()
    {
        string file = File("ledger.backup");
        await BackUpAsync(file, "x");
        string folder = File("data");
        Directory.CreateDirectory(folder);
        string mine = Path.Combine(folder, "mine");
        System.IO.File.WriteAllText(mine, "text");
        var refused = Assert.Throws<DataFolderException>(() => Backup.Restore([file], folder, "test", "a"));
        Assert.Equal(DataFolderProblem.NotEmpty, refused.Problem);
        Assert.Equal([mine], Directory.GetFileSystemEntries(folder));
        System.IO.File.Delete(mine);
        Backup.Restore([file], folder, "test", "a");
        Assert.Throws<DataFolderException>(() => Backup.Restore([file], folder, "test", "a"));
        var twice = Assert.Throws<BackupException>(() => Backup.Restore([file, file], File("b"), "test", "a"));
        Assert.Contains("Two of the backups are of group 'ledger'", twice.Message, StringComparison.Ordinal);
        Assert.Equal([file, folder], Directory.GetFileSystemEntries(_files).OrderDescending());
    }

    [Fact]
    public async Task A_backup_that_cannot_be_written_or_taken_leaves_what_was_there()
    {
        string file = File("ledger.backup");
        await BackUpAsync(file, "x");
        byte[] before = System.IO.File.ReadAllBytes(file);
        await using Node node = await StartAsync();
        await using CohortClient client = await ConnectAsync(node);
        var none = await Assert.ThrowsAsync<BackupException>(() => client.BackUpAsync("other", file).Soon());
        Assert.Contains("There is no group 'other'", none.Message, StringComparison.Ordinal);
        await using Group without = await node.JoinAsync("without").Soon();
        var nothing = await Assert.ThrowsAsync<BackupException>(() => client.BackUpAsync("without", file).Soon());
        Assert.Contains("no state", nothing.Message, StringComparison.Ordinal);
        await using Group throws = await node.JoinAsync(
                "throws",
                new GroupOptions
                {
                    State = StateTransfer.Of(_ => throw new InvalidOperationException("in use"), _ => { }),
                }
            )
            .Soon();
        var thrown = await Assert.ThrowsAsync<BackupException>(() => client.BackUpAsync("throws", file).Soon());
        Assert.Contains("in use", thrown.Message, StringComparison.Ordinal);
        string nowhere = Path.Combine(File("nowhere"), "ledger.backup");
        await Assert.ThrowsAsync<BackupException>(() => client.BackUpAsync("throws", nowhere).Soon());
        Assert.Equal([file], Directory.GetFileSystemEntries(_files));
        Assert.Equal(before, System.IO.File.ReadAllBytes(file));
    }

    [Fact]
    public async Task A_large_state_is_told_of_as_it_comes_and_is_restored_as_it_was()
    {
        byte[] state = new byte[20 << 20];
        new Random(1).NextBytes(state);
        string file = File("large.backup");
        await using (Node node = await StartAsync())
        await using (CohortClient client = await ConnectAsync(node))
        {
            await using Group group = await node.JoinAsync(
                    "large",
                    new GroupOptions { State = StateTransfer.Of(writer => writer.Write(state), _ => { }) }
                )
                .Soon();
            var progress = new Progress();
            BackupInfo taken = await client.BackUpAsync("large", file, progress).Soon();
            Assert.Equal(state.Length, taken.StateBytes);
            Assert.Equal(new BackupProgress(state.Length, state.Length), progress.Heard[^1]);
            Assert.True(progress.Heard.Count > 20);
        }
        Backup.Restore([file], File("data"), "elsewhere", "a");
        byte[]? loaded = null;
        await using Node restored = await Node.StartAsync(
                new NodeOptions
                {
                    Cluster = "elsewhere",
                    Name = "a",
                    DataFolder = File("data"),
                }
            )
            .Soon();
        await using Group again = await restored
            .JoinAsync(
                "large",
                new GroupOptions
                {
                    Durability = Cohort.Durability.Log,
                    State = StateTransfer.Of(_ => { }, bytes => loaded = bytes.ToArray()),
                }
            )
            .Soon();
        Assert.Equal(state, loaded);
    }

    private sealed class Progress : IProgress<BackupProgress>
    {
        public List<BackupProgress> Heard { get; } = [];

        public void Report(BackupProgress value) => Heard.Add(value);
    }

    /// <summary>A cluster in which x was delivered to all, and y only to the last, whose folder is gone then. Answers its name.</summary>
    private async Task<string> LoseTheLastAsync()
    {
        await using Cluster first = await _folders.StartAsync(0, 1, 2);
        await first.EachAsync(DataFolders.JoinAsync);
        await first[0].SendAsync("x", delivery: Delivery.Durable);
        await first.EachAsync(process => process.Replica.HasAsync(1));
        await first[0].Group.DisposeAsync().AsTask().Soon();
        await first[1].Group.DisposeAsync().AsTask().Soon();
        await first[2].SendAsync("y", delivery: Delivery.Durable);
        await first[2].Replica.HasAsync(2).Soon();
        return first[2].Node.Name;
    }

    private static Task<Node> StartAsync() =>
        Node.StartAsync(new NodeOptions { Cluster = "elsewhere", Name = "a" }).Soon();

    private static Task<CohortClient> ConnectAsync(Node node) =>
        CohortClient.ConnectAsync(new ClientOptions { Cluster = "elsewhere", Nodes = [node.Process.Address] }).Soon();

    private static Task<CohortClient> ConnectAsync(Cluster cluster) =>
        CohortClient.ConnectAsync(new ClientOptions { Cluster = "test", Nodes = cluster.Seeds }).Soon();

    private static Task<(GroupInfo Lost, LogOffer Offer)> OfferedAsync(CohortClient client) =>
        OfferedAsync(client.Directory);

    private static async Task<(GroupInfo Lost, LogOffer Offer)> OfferedAsync(DirectoryMirror directory)
    {
        await foreach (DirectoryChange _ in directory.WatchAsync(Deadline.Token))
            if (directory.Groups.FirstOrDefault(group => group.Offers.Length > 0) is { } group)
                return (group, group.Offers[0]);
        throw new InvalidOperationException("The directory has ended.");
    }

    /// <summary>Takes a backup of a group of one node, to which these were sent.</summary>
    private static async Task<BackupInfo> BackUpAsync(string file, params string[] messages)
    {
        await using Node node = await StartAsync();
        var replica = new Replica();
        bool takesCalls = messages.Length == 1;
        await using Group group = await node.JoinAsync(
                "ledger",
                replica.Options with
                {
                    Contract = takesCalls ? "prices 1" : "",
                    OnCall = takesCalls ? call => call.Payload : null,
                }
            )
            .Soon();
        foreach (string message in messages)
            await group.SendAsync(Encoding.UTF8.GetBytes(message)).Soon();
        await replica.HasAsync(messages.Length).Soon();
        await using CohortClient client = await ConnectAsync(node);
        return await client.BackUpAsync("ledger", file).Soon();
    }

    public void Dispose()
    {
        _folders.Dispose();
        Directory.Delete(_files, recursive: true);
    }
}
