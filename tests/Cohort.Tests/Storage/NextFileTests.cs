using Cohort.Storage.Logs;

namespace Cohort.Tests.Storage;

/// <summary>The file that a log goes on in is made while there is time.</summary>
public sealed class NextFileTests
{
    [Fact]
    public void The_next_file_grows_while_the_second_half_of_this_one_fills_and_nobody_waits_for_more_than_a_piece_of_it()
    {
        const int Record = 64 << 10;
        const int Piece = 1 << 20;
        const int Size = 4 * Piece;
        var disk = new MemoryDisk();
        using LogWriter log = Open(disk, new LogOptions { SegmentBytes = Size, FirstSegmentBytes = Size }, []);
        // The first file has nothing before it.
        log.Append(new byte[Record]);
        log.Commit();
        int withNext = 0;
        for (int record = 1; record < 200; record++)
        {
            long before = disk.Written;
            log.Append(new byte[Record]);
            log.Commit();
            Assert.InRange(disk.Written - before, Record, Record + SegmentHeader.RecordsAt);
            for (int pieces = 0; log.IsNextFileBehind; pieces++)
            {
                Assert.Equal(0, pieces);
                before = disk.Written;
                log.GrowNextFile();
                Assert.Equal(Piece, disk.Written - before);
            }
            withNext += disk.List().Contains("spare.new") ? 1 : 0;
        }
        Assert.InRange(withNext, 90, 110);
        Assert.InRange(disk.List().Count, 4, 5);
    }

    [Fact]
    public void Files_grow_with_the_log()
    {
        var disk = new MemoryDisk();
        var options = new LogOptions { FirstSegmentBytes = 10_000, SegmentBytes = 35_000 };
        using LogWriter log = Open(disk, options, []);
        for (int record = 0; record < 100; record++)
        {
            log.Append(new byte[1000]);
            log.Commit();
            while (log.GrowNextFile()) { }
        }
        int[] sizes = [.. disk.List().Where(file => file != "spare.new").Select(file => disk.BytesOf(file).Length)];
        Assert.Equal([10_000, 20_000, 35_000, 35_000, 35_000], sizes);
        Assert.Equal(35_000, disk.BytesOf("spare.new").Length);
    }

    [Fact]
    public void A_file_that_was_begun_ahead_becomes_one_for_a_record_that_is_larger()
    {
        var disk = new MemoryDisk();
        var small = new LogOptions { SegmentBytes = SegmentHeader.RecordsAt + 400 };
        using (LogWriter log = Open(disk, small, []))
        {
            Assert.False(log.GrowNextFile());
            log.Append(new byte[10_000]);
            log.Append(new byte[10]);
            log.Commit();
            log.GrowNextFile();
            Assert.Contains("spare.new", disk.List());
        }
        // What was not used is of no use to whoever opens it next.
        List<int> lengths = [];
        using (Open(disk, small, lengths))
            Assert.Equal([10_000, 10], lengths);
        Assert.DoesNotContain("spare.new", disk.List());
    }

    [Fact]
    public void A_file_that_was_begun_ahead_for_the_one_behind_is_not_taken_for_a_shorter_one()
    {
        var disk = new MemoryDisk();
        var options = new LogOptions { FirstSegmentBytes = 10_000, SegmentBytes = 35_000 };
        using (LogWriter log = Open(disk, options, []))
        {
            // The first file is begun, and does not exist yet: the next one is twice as long.
            log.Append(new byte[1000]);
            while (log.GrowNextFile()) { }
            log.Commit();
            Assert.Equal(20_000, disk.BytesOf("spare.new").Length);
        }
        List<int> lengths = [];
        using (LogWriter log = Open(disk, options, lengths))
            Assert.Equal([1000], lengths);
        Assert.Equal(
            [10_000],
            disk.List()
                .Where(file => file.EndsWith(".log", StringComparison.Ordinal))
                .Select(file => disk.BytesOf(file).Length)
        );
    }

    private static LogWriter Open(MemoryDisk disk, LogOptions options, List<int> lengths) =>
        LogWriter.Open(disk, options, Guid.NewGuid(), (_, content) => lengths.Add(content.Length));
}
