using System.Diagnostics;
using System.Globalization;
using Cohort.Storage.Folders;
using Cohort.Storage.Logs;

namespace Cohort.Tests.Storage.Folders;

/// <summary>A folder belongs to one node of one cluster, and to one process at a time; whoever cannot have it is told why.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly string _above = Directory.CreateTempSubdirectory("cohort-folder").FullName;

    private string Folder => Path.Combine(_above, "data", "node");

    [Fact]
    public void It_is_created_with_what_is_above_it_and_is_the_same_when_it_is_opened_again()
    {
        FolderIdentity first;
        using (DataFolder folder = DataFolder.Open(Folder, "shop", "a"))
        {
            first = folder.Identity;
            using LogWriter log = folder.OpenLog(new LogOptions { SegmentBytes = 10_000 }, (_, _) => { });
            log.Append("one"u8);
            log.Commit();
        }
        Assert.Equal(("shop", "a"), (first.Cluster, first.Node));
        int found = 0;
        using (DataFolder folder = DataFolder.Open(Folder, "shop", "a"))
        {
            Assert.Equal(first, folder.Identity);
            using LogWriter log = folder.OpenLog(new LogOptions { SegmentBytes = 10_000 }, (_, _) => found++);
            Assert.Equal((first.Log, 1), (log.Log, found));
        }
        Assert.NotEqual(Guid.Empty, first.Log);
    }

    [Fact]
    public void Who_opens_it_a_second_time_is_told_who_has_it()
    {
        using (DataFolder.Open(Folder, "shop", "a"))
        {
            DataFolderException refused = Refused(DataFolderProblem.InUse, Folder, "shop", "a");
            Assert.Contains($"process {Environment.ProcessId} on ", refused.Message, StringComparison.Ordinal);
            Assert.True(FolderLock.IsTaken(Folder));
        }
        Assert.False(FolderLock.IsTaken(Folder));
        DataFolder.Open(Folder, "shop", "a").Dispose();
    }

    [Fact]
    public async Task Another_process_keeps_it_until_it_is_killed()
    {
        const string Flock = "/usr/bin/flock";
        Assert.SkipUnless(File.Exists(Flock), "There is no program here that locks a file as another process would.");
        DataFolder.Open(Folder, "shop", "a").Dispose();
        string locked = Path.Combine(Folder, "lock");
        using Process other = Process.Start(
            new ProcessStartInfo(Flock, ["--no-fork", "--exclusive", locked, "sh", "-c", "echo has it; exec cat"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        try
        {
            Assert.Equal("has it", await other.StandardOutput.ReadLineAsync().Soon());
            DataFolderException refused = Refused(DataFolderProblem.InUse, Folder, "shop", "a");
            Assert.Contains("another process", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            other.Kill();
            await other.WaitForExitAsync().Soon();
        }
        DataFolder.Open(Folder, "shop", "a").Dispose();
    }

    [Fact]
    public void It_is_refused_to_another_cluster_and_to_another_node()
    {
        DataFolder.Open(Folder, "shop", "a").Dispose();
        DataFolderException cluster = Refused(DataFolderProblem.OtherCluster, Folder, "test", "a");
        Assert.Contains("is of cluster 'shop', and this node is of cluster 'test'", cluster.Message);
        DataFolderException node = Refused(DataFolderProblem.OtherNode, Folder, "shop", "b");
        Assert.Contains("is of node 'a', and this is node 'b'", node.Message);
        // Whoever was refused has not kept it.
        DataFolder.Open(Folder, "shop", "a").Dispose();
    }

    [Fact]
    public void One_that_cannot_be_created_is_told_with_the_reason()
    {
        string file = Path.Combine(_above, "file");
        File.WriteAllText(file, "");
        Refused(DataFolderProblem.CannotBeCreated, Path.Combine(file, "data"), "shop", "a");
        Refused(DataFolderProblem.CannotBeCreated, file, "shop", "a");
        if (OperatingSystem.IsLinux())
            Refused(DataFolderProblem.CannotBeCreated, "/proc/cohort", "shop", "a");
    }

    [Fact]
    public void One_that_cannot_be_written_to_is_told_as_such()
    {
        // Which nobody can write to, whoever the tests run as.
        Assert.SkipUnless(Directory.Exists("/sys/kernel"), "There is no folder here that nobody can write to.");
        DataFolderException refused = Refused(DataFolderProblem.ReadOnly, "/sys/kernel", "shop", "a");
        Assert.Contains("cannot be written to", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(28, DataFolderProblem.Full, "Free space")]
    [InlineData(unchecked((int)0x80070070), DataFolderProblem.Full, "Free space")]
    [InlineData(30, DataFolderProblem.ReadOnly, "write to it")]
    public void What_the_system_says_is_told_as_what_it_means(int code, DataFolderProblem problem, string remedy)
    {
        var disk = new MemoryDisk { Syncing = _ => throw new IOException("The system's words.", code) };
        IOException failure = Assert.Throws<IOException>(() => FolderIdentity.Claim(disk, "shop", "a"));
        DataFolderException told = FolderFailure.Of("/data", failure, DataFolderProblem.ReadOnly);
        Assert.Equal((problem, "/data"), (told.Problem, told.Folder));
        Assert.Contains("The system's words", told.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_of_another_folder_is_refused()
    {
        string other = Path.Combine(_above, "other");
        foreach (string path in (string[])[Folder, other])
            using (DataFolder folder = DataFolder.Open(path, "shop", "a"))
            {
                using LogWriter log = folder.OpenLog(new LogOptions { SegmentBytes = 10_000 }, (_, _) => { });
                log.Append("one"u8);
                log.Commit();
            }
        string name = Path.GetFileName(Assert.Single(Directory.GetFiles(Folder, "*.log")));
        File.Copy(Path.Combine(other, name), Path.Combine(Folder, name), overwrite: true);
        using DataFolder mixed = DataFolder.Open(Folder, "shop", "a");
        var refused = Assert.Throws<DataFolderException>(() => mixed.OpenLog(new LogOptions(), (_, _) => { }));
        Assert.Contains("two folders were mixed", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_above, recursive: true);

    private static DataFolderException Refused(DataFolderProblem problem, string path, string cluster, string node)
    {
        var refused = Assert.Throws<DataFolderException>(() => DataFolder.Open(path, cluster, node));
        Assert.Equal((problem, path), (refused.Problem, refused.Folder));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"'{path}'"), refused.Message);
        return refused;
    }
}
