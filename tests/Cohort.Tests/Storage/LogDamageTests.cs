using Cohort.Storage.Logs;

namespace Cohort.Tests.Storage;

/// <summary>Whatever has become of the files of a log, it has what was acknowledged, or says where it has not.</summary>
public sealed class LogDamageTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_bit_that_turns_over_is_found_or_harms_nothing(bool isReused)
    {
        (MemoryDisk disk, string[] all) = Closed(isReused);
        int refused = 0;
        foreach (string name in MemoryLog.FilesOf(disk))
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
        foreach (string name in MemoryLog.FilesOf(disk))
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
            using LogWriter log = MemoryLog.Open(disk, out _);
            foreach (string record in (string[])[disk == disks[0] ? "one" : "two", "next", "last"])
            {
                MemoryLog.Append(log, record);
                log.Commit();
            }
        }
        string name = Assert.Single(disks[0].List());
        int second = SegmentHeader.RecordsAt + (int)RecordHeader.SizeOf(3);
        disks[1]
            .BytesOf(name)
            .AsSpan(second, (int)RecordHeader.SizeOf(4))
            .CopyTo(disks[0].BytesOf(name).AsSpan(second));
        var damaged = Assert.Throws<DamagedLogException>(() => MemoryLog.Read(disks[0]));
        Assert.Equal((name, second), (damaged.File, (int)damaged.Offset));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_file_that_is_missing_in_the_midst_is_found(bool isReused)
    {
        (MemoryDisk disk, string[] all) = Closed(isReused);
        string[] files = MemoryLog.FilesOf(disk);
        Assert.InRange(files.Length, 3, 10);
        foreach (string name in files[1..^1])
        {
            MemoryDisk without = disk.Copy();
            without.Delete(name);
            Assert.Throws<DamagedLogException>(() => MemoryLog.Read(without));
        }
        Assert.Equal(all, MemoryLog.Read(disk));
    }

    [Fact]
    public void What_nobody_was_told_of_is_cut_off_though_a_part_of_it_is_there()
    {
        var disk = new MemoryDisk();
        using (LogWriter log = MemoryLog.Open(disk, out _))
        {
            MemoryLog.Append(log, "a");
            log.Commit();
            // Together, so that none of them says that another was on the disk.
            MemoryLog.Append(log, "b", "c", "d");
            log.Commit();
        }
        string name = Assert.Single(disk.List());
        disk.BytesOf(name)[SegmentHeader.RecordsAt + (int)RecordHeader.SizeOf(1) + RecordHeader.Size] ^= 1;
        using (LogWriter log = MemoryLog.Open(disk, out List<string> there))
        {
            Assert.Equal(["a"], there);
            // The same as before; and what was behind it does not come back.
            MemoryLog.Append(log, "b");
            log.Commit();
        }
        Assert.Equal(["a", "b"], MemoryLog.Read(disk));
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
        using LogWriter log = MemoryLog.Open(disk, out _, MemoryLog.Small);
        for (int record = 0; isReused && record < 97; record++)
        {
            MemoryLog.Append(log, "former");
            log.Commit();
        }
        ulong former = log.Synced;
        foreach (string[] together in all.Chunk(4))
        {
            log.Drop(former);
            MemoryLog.Append(log, together);
            log.Commit();
        }
        log.Settle();
        all = [.. MemoryLog.Read(disk)];
        // The last file has more than one batch: which of its records were acknowledged has to be found out.
        ulong last = SegmentHeader.FirstOf(MemoryLog.FilesOf(disk)[^1])!.Value;
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
            Assert.Equal(all, MemoryLog.Read(disk));
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
}
