using System.Text;
using Cohort.Storage.Logs;

namespace Cohort.Tests.Storage;

/// <summary>Files that were deleted on purpose are told from files that were lost.</summary>
public sealed class DroppedMarkTests
{
    private static readonly LogOptions s_small = new() { SegmentBytes = SegmentHeader.RecordsAt + 400 };

    private readonly MemoryDisk _disk = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void A_log_whose_oldest_file_is_lost_is_refused_and_names_it(int lost)
    {
        Write(drop: 20);
        string[] files = Files();
        foreach (string file in files.Take(lost))
            _disk.Delete(file);
        var refused = Assert.Throws<DamagedLogException>(() => Read());
        Assert.Equal(files[0], refused.File);
    }

    [Fact]
    public void So_is_one_of_which_nothing_was_let_go_of()
    {
        Write(drop: 0);
        _disk.Delete(Files()[0]);
        var refused = Assert.Throws<DamagedLogException>(() => Read());
        Assert.Equal("0000000000000001.log", refused.File);
    }

    [Fact]
    public void At_every_step_of_letting_go_the_rest_can_be_read()
    {
        for (int steps = 0; ; steps++)
        {
            var disk = new MemoryDisk();
            LogWriter log = Written(disk);
            disk.Steps = steps;
            bool failed = false;
            try
            {
                log.Drop(20);
            }
            catch (MemoryDisk.PowerFailedException)
            {
                failed = true;
            }
            disk.Steps = int.MaxValue;
            disk.LosePower(new Random(steps));
            List<ulong> there = [];
            LogReader.Read(disk, (number, _) => there.Add(number));
            Assert.InRange(there[0], 1UL, 20UL);
            Assert.Equal(40UL, there[^1]);
            if (!failed)
                return;
        }
    }

    [Fact]
    public void Every_bit_of_the_mark_and_every_length_counts()
    {
        Write(drop: 20);
        byte[] whole = [.. _disk.BytesOf(DroppedMark.FileName)];
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            _disk.BytesOf(DroppedMark.FileName) = flipped;
            Assert.ThrowsAny<CohortException>(() => Read());
        }
        for (int length = 0; length < whole.Length; length++)
        {
            _disk.BytesOf(DroppedMark.FileName) = whole[..length];
            Assert.Throws<DamagedLogException>(() => Read());
        }
    }

    private string[] Files() => [.. _disk.List().Where(name => SegmentHeader.FirstOf(name) is not null)];

    private void Write(ulong drop)
    {
        using LogWriter log = Written(_disk);
        log.Drop(drop);
    }

    private static LogWriter Written(MemoryDisk disk)
    {
        LogWriter log = LogWriter.Open(disk, s_small, Guid.NewGuid(), (_, _) => { });
        for (int number = 1; number <= 40; number++)
        {
            log.Append(Encoding.UTF8.GetBytes($"record {number}"));
            log.Commit();
        }
        return log;
    }

    private void Read() => LogReader.Read(_disk, (_, _) => { });
}
