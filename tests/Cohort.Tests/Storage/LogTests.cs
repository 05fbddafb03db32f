using System.Text;
using Cohort.Storage.Logs;

namespace Cohort.Tests.Storage;

/// <summary>A log has what was acknowledged, or says where it has not.</summary>
public sealed class LogTests
{
    [Fact]
    public void What_was_committed_is_there_when_it_is_opened_again()
    {
        var disk = new MemoryDisk();
        using (LogWriter log = MemoryLog.Open(disk, out List<string> none))
        {
            Assert.Empty(none);
            Assert.Equal([1, 2, 3], MemoryLog.Append(log, "a", "b", "c"));
            Assert.Equal((0UL, 3UL, 3UL), (log.Synced, log.Commit(), log.Synced));
        }
        using (LogWriter log = MemoryLog.Open(disk, out List<string> there))
        {
            Assert.Equal(["a", "b", "c"], there);
            Assert.Equal(3UL, log.Synced);
            MemoryLog.Append(log, "d");
            log.Commit();
        }
        Assert.Equal(["a", "b", "c", "d"], MemoryLog.Read(disk));
    }

    [Fact]
    public void All_that_waits_goes_with_one_sync()
    {
        var disk = new MemoryDisk();
        using LogWriter log = MemoryLog.Open(disk, out _);
        MemoryLog.Append(log, "first");
        log.Commit();
        int before = disk.Syncs;
        for (int record = 0; record < 40; record++)
            MemoryLog.Append(log, "next");
        log.Commit();
        Assert.Equal(1, disk.Syncs - before);
    }

    [Fact]
    public void It_goes_on_in_another_file_and_the_ones_that_nobody_needs_are_dropped()
    {
        var disk = new MemoryDisk();
        using LogWriter log = MemoryLog.Open(disk, out _, MemoryLog.Small);
        string[] all = [.. Enumerable.Range(0, 40).Select(number => $"record {number}")];
        foreach (string record in all)
        {
            MemoryLog.Append(log, record);
            log.Commit();
        }
        int files = disk.List().Count;
        Assert.InRange(files, 4, 8);
        log.Drop(20);
        Assert.InRange(log.First, 2UL, 20UL);
        Assert.InRange(MemoryLog.FilesOf(disk).Length, 2, files - 1);
        Assert.Equal(all[(int)(log.First - 1)..], MemoryLog.Read(disk));
    }

    [Fact]
    public void Files_that_were_let_go_of_are_used_anew_and_what_was_in_them_is_nothing_of_the_log()
    {
        var disk = new MemoryDisk();
        string[] all = [.. Enumerable.Range(0, 400).Select(number => $"record {number}")];
        long written = 0;
        using (LogWriter log = MemoryLog.Open(disk, out _, MemoryLog.Small))
        {
            for (int record = 0; record < all.Length; record++)
            {
                if (record == all.Length / 2)
                    written = disk.Written;
                MemoryLog.Append(log, all[record]);
                log.Commit();
                log.Drop((ulong)Math.Max(1, record - 20));
                while (log.IsNextFileBehind)
                    log.GrowNextFile();
            }
            // The headers of files and the marks of what was dropped; no zeros.
            Assert.InRange(disk.Written - written, 0, all.Length / 2 * 2 * RecordHeader.SizeOf(10));
            Assert.Equal(all[(int)(log.First - 1)..], MemoryLog.Read(disk));
        }
        using (LogWriter log = MemoryLog.Open(disk, out List<string> there, MemoryLog.Small))
        {
            Assert.Equal(all[(int)(log.First - 1)..], there);
            Assert.DoesNotContain(disk.List(), file => file.EndsWith(".new", StringComparison.Ordinal));
            Assert.Equal(0, LogReader.Read(disk, (_, _) => { })!.Remains);
        }
    }

    [Fact]
    public void A_file_that_is_used_anew_while_it_is_read_is_missing_and_not_damaged()
    {
        var disk = new MemoryDisk();
        using LogWriter log = MemoryLog.Open(disk, out _, MemoryLog.Small);
        for (int record = 0; record < 40; record++)
            MemoryLog.Append(log, $"record {record}");
        log.Commit();
        int reads = 0;
        disk.Reading = () =>
        {
            if (reads++ != 2)
                return;
            log.Drop(30);
            for (int record = 0; record < 40; record++)
                MemoryLog.Append(log, $"later {record}");
            log.Commit();
        };
        Assert.Throws<FileNotFoundException>(() => MemoryLog.Read(disk));
        disk.Reading = null;
        Assert.Equal("later 39", MemoryLog.Read(disk)[^1]);
    }

    [Fact]
    public void A_record_that_is_larger_than_a_file_has_one_that_is_larger()
    {
        var disk = new MemoryDisk();
        string large = new('x', 10_000);
        using (LogWriter log = MemoryLog.Open(disk, out _, MemoryLog.Small))
        {
            MemoryLog.Append(log, "a", large, "b");
            log.Commit();
        }
        Assert.Equal(["a", large, "b"], MemoryLog.Read(disk));
    }

    [Fact]
    public void A_record_says_a_head_and_behind_it_a_body()
    {
        var disk = new MemoryDisk();
        using (LogWriter log = MemoryLog.Open(disk, out _))
        {
            log.Append("head "u8, "body"u8);
            log.Append([], "body"u8);
            log.Append("head"u8, []);
            Assert.Throws<ArgumentException>(() => log.Append([], []));
            log.Commit();
        }
        Assert.Equal(["head body", "body", "head"], MemoryLog.Read(disk));
    }

    [Fact]
    public void Whenever_it_dies_all_that_was_acknowledged_is_there_and_nothing_else_but_what_was_appended()
    {
        int cut = 0;
        int dropped = 0;
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var disk = new MemoryDisk();
            var appended = new List<string>();
            int acknowledged = 0;
            for (int life = 0; life < 4; life++)
            {
                disk.Steps = random.Next(40);
                try
                {
                    Live(disk, random, appended, ref acknowledged);
                }
                catch (MemoryDisk.PowerFailedException)
                {
                    cut++;
                }
                // Or only the process was killed, and what it wrote is in memory still.
                if (random.Next(3) > 0)
                    disk.LosePower(random);
                disk.Steps = int.MaxValue;
                List<string> there = MemoryLog.Read(disk);
                // What each says begins with its place.
                int before = there is [{ } first, ..] ? int.Parse(first.Split(' ')[0], null) : acknowledged;
                Assert.True(
                    before + there.Count >= acknowledged && before <= acknowledged,
                    $"seed {seed}: {acknowledged} acknowledged, {there.Count} there after {before}"
                );
                Assert.Equal(appended[before..(before + there.Count)], there);
                appended = appended[..(before + there.Count)];
                dropped += before > 0 ? 1 : 0;
            }
        }
        Assert.InRange(cut, 5000, 12_000);
        Assert.InRange(dropped, 1000, 12_000);
    }

    [Fact]
    public void After_a_sync_that_failed_nothing_more_is_written()
    {
        var disk = new MemoryDisk();
        using LogWriter log = MemoryLog.Open(disk, out _);
        MemoryLog.Append(log, "kept");
        log.Commit();
        MemoryLog.Append(log, "lost");
        disk.FailsToSync = true;
        Assert.Contains("does not answer", Assert.Throws<DiskFailedException>(() => log.Commit()).Message);
        disk.FailsToSync = false;
        Assert.Throws<DiskFailedException>(() => MemoryLog.Append(log, "later"));
        Assert.Throws<DiskFailedException>(() => log.Commit());
        Assert.Equal(1UL, log.Synced);
        disk.LosePower(new Random(1));
        Assert.Equal("kept", MemoryLog.Read(disk)[0]);
    }

    [Fact]
    public void A_log_that_is_opened_after_a_sync_that_failed_has_what_it_found_on_the_disk()
    {
        var disk = new MemoryDisk();
        using (LogWriter log = MemoryLog.Open(disk, out _))
        {
            MemoryLog.Append(log, "kept");
            log.Commit();
            MemoryLog.Append(log, "in memory");
            disk.FailsToSync = true;
            Assert.Throws<DiskFailedException>(() => log.Commit());
            disk.FailsToSync = false;
        }
        // The process is another, the memory of the system the same.
        using (LogWriter log = MemoryLog.Open(disk, out List<string> there))
        {
            Assert.Equal(["kept", "in memory"], there);
            MemoryLog.Append(log, "later");
            log.Commit();
        }
        disk.LosePower(new Random(1));
        Assert.Equal(["kept", "in memory", "later"], MemoryLog.Read(disk));
    }

    [Fact]
    public void A_real_folder_does_as_well()
    {
        string folder = Directory.CreateTempSubdirectory("cohort-log").FullName;
        try
        {
            var disk = new Cohort.Storage.Disks.FolderDisk(folder);
            using (
                LogWriter log = LogWriter.Open(
                    disk,
                    MemoryLog.Small,
                    Guid.NewGuid(),
                    (_, _) => Assert.Fail("nothing is there")
                )
            )
            {
                MemoryLog.Append(log, [.. Enumerable.Range(0, 50).Select(number => $"record {number}")]);
                Assert.Equal(50UL, log.Commit());
                log.Drop(10);
            }
            List<string> there = [];
            using (
                LogWriter.Open(
                    disk,
                    MemoryLog.Small,
                    Guid.NewGuid(),
                    (_, content) => there.Add(Encoding.UTF8.GetString(content))
                )
            )
                Assert.Equal("record 49", there[^1]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Live(MemoryDisk disk, Random random, List<string> appended, ref int acknowledged)
    {
        using LogWriter log = MemoryLog.Open(disk, out List<string> there, MemoryLog.Small);
        Assert.Equal(appended[^there.Count..], there);
        Assert.True(log.Synced > 0 || there.Count == 0);
        // Whoever goes on with it relies on it.
        acknowledged = appended.Count;
        while (true)
        {
            for (int more = random.Next(1, 6); more > 0; more--)
            {
                string record = $"{appended.Count} {new string('y', random.Next(120))}";
                appended.Add(record);
                MemoryLog.Append(log, record);
            }
            log.Commit();
            acknowledged = appended.Count;
            if (random.Next(3) == 0)
                log.Settle();
            if (random.Next(3) == 0)
                log.GrowNextFile();
            if (random.Next(6) == 0)
                log.Drop((ulong)random.Next(1, (int)log.Synced + 1));
        }
    }
}
