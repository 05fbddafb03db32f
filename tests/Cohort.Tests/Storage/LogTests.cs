using System.Text;
using Cohort.Storage.Logs;

namespace Cohort.Tests.Storage;

/// <summary>A log has what was acknowledged, or says where it has not.</summary>
public sealed class LogTests
{
    private static readonly LogOptions s_small = new() { SegmentBytes = SegmentHeader.RecordsAt + 400 };

    [Fact]
    public void What_was_committed_is_there_when_it_is_opened_again()
    {
        var disk = new MemoryDisk();
        using (LogWriter log = Open(disk, out List<string> none))
        {
            Assert.Empty(none);
            Assert.Equal([1, 2, 3], Append(log, "a", "b", "c"));
            Assert.Equal((0UL, 3UL, 3UL), (log.Synced, log.Commit(), log.Synced));
        }
        using (LogWriter log = Open(disk, out List<string> there))
        {
            Assert.Equal(["a", "b", "c"], there);
            Assert.Equal(3UL, log.Synced);
            Append(log, "d");
            log.Commit();
        }
        Assert.Equal(["a", "b", "c", "d"], Read(disk));
    }

    [Fact]
    public void All_that_waits_goes_with_one_sync()
    {
        var disk = new MemoryDisk();
        using LogWriter log = Open(disk, out _);
        Append(log, "first");
        log.Commit();
        int before = disk.Syncs;
        for (int record = 0; record < 40; record++)
            Append(log, "next");
        log.Commit();
        Assert.Equal(1, disk.Syncs - before);
    }

    [Fact]
    public void It_goes_on_in_another_file_and_the_ones_that_nobody_needs_are_dropped()
    {
        var disk = new MemoryDisk();
        using LogWriter log = Open(disk, out _, s_small);
        string[] all = [.. Enumerable.Range(0, 40).Select(number => $"record {number}")];
        foreach (string record in all)
        {
            Append(log, record);
            log.Commit();
        }
        int files = disk.List().Count;
        Assert.InRange(files, 4, 8);
        log.Drop(20);
        Assert.InRange(log.First, 2UL, 20UL);
        Assert.InRange(FilesOf(disk).Length, 2, files - 1);
        Assert.Equal(all[(int)(log.First - 1)..], Read(disk));
    }

    [Fact]
    public void Files_that_were_let_go_of_are_used_anew_and_what_was_in_them_is_nothing_of_the_log()
    {
        var disk = new MemoryDisk();
        string[] all = [.. Enumerable.Range(0, 400).Select(number => $"record {number}")];
        long written = 0;
        using (LogWriter log = Open(disk, out _, s_small))
        {
            for (int record = 0; record < all.Length; record++)
            {
                if (record == all.Length / 2)
                    written = disk.Written;
                Append(log, all[record]);
                log.Commit();
                log.Drop((ulong)Math.Max(1, record - 20));
                while (log.IsNextFileBehind)
                    log.GrowNextFile();
            }
            // The headers of files and the marks of what was dropped; no zeros.
            Assert.InRange(disk.Written - written, 0, all.Length / 2 * 2 * RecordHeader.SizeOf(10));
            Assert.Equal(all[(int)(log.First - 1)..], Read(disk));
        }
        using (LogWriter log = Open(disk, out List<string> there, s_small))
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
        using LogWriter log = Open(disk, out _, s_small);
        for (int record = 0; record < 40; record++)
            Append(log, $"record {record}");
        log.Commit();
        int reads = 0;
        disk.Reading = () =>
        {
            if (reads++ != 2)
                return;
            log.Drop(30);
            for (int record = 0; record < 40; record++)
                Append(log, $"later {record}");
            log.Commit();
        };
        Assert.Throws<FileNotFoundException>(() => Read(disk));
        disk.Reading = null;
        Assert.Equal("later 39", Read(disk)[^1]);
    }

    [Fact]
    public void A_record_that_is_larger_than_a_file_has_one_that_is_larger()
    {
        var disk = new MemoryDisk();
        string large = new('x', 10_000);
        using (LogWriter log = Open(disk, out _, s_small))
        {
            Append(log, "a", large, "b");
            log.Commit();
        }
        Assert.Equal(["a", large, "b"], Read(disk));
    }

    [Fact]
    public void A_record_says_a_head_and_behind_it_a_body()
    {
        var disk = new MemoryDisk();
        using (LogWriter log = Open(disk, out _))
        {
            log.Append("head "u8, "body"u8);
            log.Append([], "body"u8);
            log.Append("head"u8, []);
            Assert.Throws<ArgumentException>(() => log.Append([], []));
            log.Commit();
        }
        Assert.Equal(["head body", "body", "head"], Read(disk));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_bit_that_turns_over_is_found_or_harms_nothing(bool isReused)
    {
        (MemoryDisk disk, string[] all) = Closed(isReused);
        int refused = 0;
        foreach (string name in FilesOf(disk))
            for (int bit = 0; bit < 8 * disk.BytesOf(name).Length; bit++)
            {
                disk.BytesOf(name)[bit / 8] ^= (byte)(1 << (bit % 8));
                refused += HasAllOrIsRefused(disk, all, name, bit / 8) ? 0 : 1;
                disk.BytesOf(name)[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        // Each bit of a record but of the last, which says nothing but how far the log is on the disk.
        Assert.InRange(refused, 8 * all.Length * RecordHeader.Size, 8 * all.Length * (RecordHeader.Size + 100));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_file_that_is_cut_off_is_found(bool isReused)
    {
        (MemoryDisk disk, string[] all) = Closed(isReused);
        foreach (string name in FilesOf(disk))
            for (int length = 0; length < disk.BytesOf(name).Length; length++)
            {
                byte[] whole = disk.BytesOf(name);
                disk.BytesOf(name) = whole[..length];
                Assert.False(
                    HasAllOrIsRefused(disk, all, name, length),
                    $"{name} of {length} bytes was taken for whole"
                );
                disk.BytesOf(name) = whole;
            }
    }

    [Fact]
    public void A_record_that_was_written_elsewhere_is_none_of_this_log()
    {
        MemoryDisk[] disks = [new(), new()];
        foreach (MemoryDisk disk in disks)
        {
            using LogWriter log = Open(disk, out _);
            foreach (string record in (string[])[disk == disks[0] ? "one" : "two", "next", "last"])
            {
                Append(log, record);
                log.Commit();
            }
        }
        string name = Assert.Single(disks[0].List());
        int second = SegmentHeader.RecordsAt + (int)RecordHeader.SizeOf(3);
        disks[1]
            .BytesOf(name)
            .AsSpan(second, (int)RecordHeader.SizeOf(4))
            .CopyTo(disks[0].BytesOf(name).AsSpan(second));
        var damaged = Assert.Throws<DamagedLogException>(() => Read(disks[0]));
        Assert.Equal((name, second), (damaged.File, (int)damaged.Offset));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_file_that_is_missing_in_the_midst_is_found(bool isReused)
    {
        (MemoryDisk disk, string[] all) = Closed(isReused);
        string[] files = FilesOf(disk);
        Assert.InRange(files.Length, 3, 10);
        foreach (string name in files[1..^1])
        {
            MemoryDisk without = disk.Copy();
            without.Delete(name);
            Assert.Throws<DamagedLogException>(() => Read(without));
        }
        Assert.Equal(all, Read(disk));
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
                List<string> there = Read(disk);
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
        using LogWriter log = Open(disk, out _);
        Append(log, "kept");
        log.Commit();
        Append(log, "lost");
        disk.FailsToSync = true;
        Assert.Contains("does not answer", Assert.Throws<DiskFailedException>(() => log.Commit()).Message);
        disk.FailsToSync = false;
        Assert.Throws<DiskFailedException>(() => Append(log, "later"));
        Assert.Throws<DiskFailedException>(() => log.Commit());
        Assert.Equal(1UL, log.Synced);
        disk.LosePower(new Random(1));
        Assert.Equal("kept", Read(disk)[0]);
    }

    [Fact]
    public void A_log_that_is_opened_after_a_sync_that_failed_has_what_it_found_on_the_disk()
    {
        var disk = new MemoryDisk();
        using (LogWriter log = Open(disk, out _))
        {
            Append(log, "kept");
            log.Commit();
            Append(log, "in memory");
            disk.FailsToSync = true;
            Assert.Throws<DiskFailedException>(() => log.Commit());
            disk.FailsToSync = false;
        }
        // The process is another, the memory of the system the same.
        using (LogWriter log = Open(disk, out List<string> there))
        {
            Assert.Equal(["kept", "in memory"], there);
            Append(log, "later");
            log.Commit();
        }
        disk.LosePower(new Random(1));
        Assert.Equal(["kept", "in memory", "later"], Read(disk));
    }

    [Fact]
    public void What_nobody_was_told_of_is_cut_off_though_a_part_of_it_is_there()
    {
        var disk = new MemoryDisk();
        using (LogWriter log = Open(disk, out _))
        {
            Append(log, "a");
            log.Commit();
            // Together, so that none of them says that another was on the disk.
            Append(log, "b", "c", "d");
            log.Commit();
        }
        string name = Assert.Single(disk.List());
        disk.BytesOf(name)[SegmentHeader.RecordsAt + (int)RecordHeader.SizeOf(1) + RecordHeader.Size] ^= 1;
        using (LogWriter log = Open(disk, out List<string> there))
        {
            Assert.Equal(["a"], there);
            // The same as before; and what was behind it does not come back.
            Append(log, "b");
            log.Commit();
        }
        Assert.Equal(["a", "b"], Read(disk));
    }

    [Fact]
    public void A_real_folder_does_as_well()
    {
        string folder = Directory.CreateTempSubdirectory("cohort-log").FullName;
        try
        {
            var disk = new Cohort.Storage.Disks.FolderDisk(folder);
            using (
                LogWriter log = LogWriter.Open(disk, s_small, Guid.NewGuid(), (_, _) => Assert.Fail("nothing is there"))
            )
            {
                Append(log, [.. Enumerable.Range(0, 50).Select(number => $"record {number}")]);
                Assert.Equal(50UL, log.Commit());
                log.Drop(10);
            }
            List<string> there = [];
            using (
                LogWriter.Open(
                    disk,
                    s_small,
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

    /// <summary>A small log of several files that was closed in good order.</summary>
    /// <param name="isReused">Whether the log has let go of files before, and gone on in them.</param>
    private static (MemoryDisk Disk, string[] All) Closed(bool isReused)
    {
        var disk = new MemoryDisk();
        string[] all =
        [
            .. Enumerable.Range(0, 22).Select(number => $"record {number}" + new string('.', 5 * number % 23)),
        ];
        using LogWriter log = Open(disk, out _, s_small);
        for (int record = 0; isReused && record < 97; record++)
        {
            Append(log, "former");
            log.Commit();
        }
        ulong former = log.Synced;
        foreach (string[] together in all.Chunk(4))
        {
            log.Drop(former);
            Append(log, together);
            log.Commit();
        }
        log.Settle();
        all = [.. Read(disk)];
        // The last file has more than one batch: which of its records were acknowledged has to be found out.
        ulong last = SegmentHeader.FirstOf(FilesOf(disk)[^1])!.Value;
        Assert.InRange(log.Synced - last, 5UL, 12UL);
        foreach (string name in disk.List().Where(name => name.EndsWith(".new", StringComparison.Ordinal)).ToArray())
            disk.Delete(name);
        Assert.Equal(isReused, LogReader.Read(disk, (_, _) => { })!.IsReused);
        return (disk, all);
    }

    private static bool HasAllOrIsRefused(MemoryDisk disk, string[] all, string spoiled, int at)
    {
        try
        {
            Assert.Equal(all, Read(disk));
            return true;
        }
        catch (DamagedLogException e)
        {
            // The first that cannot be read: that is in this file, or it is this file's beginning that does not fit.
            Assert.True(string.CompareOrdinal(e.File, spoiled) <= 0, $"{spoiled} was spoiled at {at}: {e.Message}");
            Assert.InRange(e.Offset, 0, disk.BytesOf(e.File).Length);
            return false;
        }
    }

    private static void Live(MemoryDisk disk, Random random, List<string> appended, ref int acknowledged)
    {
        using LogWriter log = Open(disk, out List<string> there, s_small);
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
                Append(log, record);
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

    private static LogWriter Open(MemoryDisk disk, out List<string> there, LogOptions? options = null)
    {
        List<string> found = there = [];
        return LogWriter.Open(
            disk,
            options ?? new LogOptions { SegmentBytes = 1 << 16 },
            new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            (_, content) => found.Add(Encoding.UTF8.GetString(content))
        );
    }

    private static List<string> Read(MemoryDisk disk)
    {
        List<string> there = [];
        LogReader.Read(disk, (_, content) => there.Add(Encoding.UTF8.GetString(content)));
        return there;
    }

    private static string[] FilesOf(MemoryDisk disk) =>
        [.. disk.List().Where(name => SegmentHeader.FirstOf(name) is not null)];

    private static int[] Append(LogWriter log, params string[] records) =>
        [.. records.Select(record => (int)log.Append(Encoding.UTF8.GetBytes(record)))];
}
