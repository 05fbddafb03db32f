using Cohort.Storage.Disks;
using Cohort.Storage.Logs;

namespace Cohort.Tests.Storage;

/// <summary>The files of a log that nobody writes to any more are proved, piece by piece.</summary>
public sealed class LogScrubTests
{
    private const int SegmentBytes = 16 << 10;
    private const int PieceBytes = 4 << 10;

    private readonly MemoryDisk _disk = new();
    private readonly LogWriter _log;

    public LogScrubTests()
    {
        var options = new LogOptions { SegmentBytes = SegmentBytes };
        _log = LogWriter.Open(_disk, options, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (_, _) => { });
        // Some of them longer than a piece, one longer than a file has room for.
        foreach (int length in (int[])[1, 700, 5_000, 3_000, 9_000, 20, 40_000, 11_000, 7, 8, 9, 12_000, 1_000])
        {
            _log.Append(Content(length));
            _log.Commit();
        }
        _log.Settle();
    }

    private string[] Files => [.. _disk.List().Where(name => SegmentHeader.FirstOf(name) is not null)];

    [Fact]
    public void A_log_that_is_what_was_written_is_proved_again_and_again()
    {
        Assert.InRange(Files.Length, 5, 10);
        int pieces = Files[..^1].Sum(file => _disk.BytesOf(file).Length) / PieceBytes;
        using var scrub = new LogScrub(_disk, PieceBytes);
        for (int round = 0; round < 3; round++)
            Assert.InRange(Proved(scrub), pieces / 2, pieces * 2);
    }

    [Fact]
    public void Every_bit_of_a_record_counts_and_the_first_damage_is_told_with_its_place()
    {
        List<(string File, long At, int Length)> records = [];
        LogReader.Walk(
            _disk,
            from: 0,
            (file, at, in header, _) =>
            {
                records.Add((file, at, RecordHeader.Size + header.Length));
                return true;
            }
        );
        int flipped = 0;
        foreach ((string file, long at, int length) in records.Where(record => record.File != Files[^1]))
            for (int place = 0; place < length; place += place < RecordHeader.Size ? 1 : 997)
            {
                Flip(file, (int)at + place);
                DamagedLogException damage = Damage();
                Assert.Equal((file, at), (damage.File, damage.Offset));
                Flip(file, (int)at + place);
                flipped++;
            }
        Assert.InRange(flipped, 200, 1_000);
    }

    [Fact]
    public void The_headers_of_files_count_that_of_the_last_too()
    {
        foreach (string file in Files)
        {
            Flip(file, 40);
            Assert.Equal((file, 0L), (Damage().File, Damage().Offset));
            Flip(file, 40);
        }
    }

    [Fact]
    public void A_file_of_another_length_or_under_another_name_is_damaged()
    {
        string file = Files[1];
        byte[] whole = _disk.BytesOf(file);
        _disk.BytesOf(file) = whole[..^8];
        Assert.Equal(file, Damage().File);
        _disk.BytesOf(file) = whole;
        using IDiskFile other = _disk.Create(Files[2]);
        other.Write(whole, 0);
        Assert.Equal(Files[2], Damage().File);
    }

    [Fact]
    public void A_file_that_is_missing_in_between_is_missed()
    {
        string file = Files[1];
        _disk.Delete(Files[2]);
        DamagedLogException damage = Damage();
        Assert.Equal(file, damage.File);
        Assert.Contains("cannot be read", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_the_records_of_the_last_file_is_for_whoever_opens_it()
    {
        byte[] bytes = _disk.BytesOf(Files[^1]);
        // A torn tail, and rot.
        bytes.AsSpan(SegmentHeader.RecordsAt).Fill(7);
        using var scrub = new LogScrub(_disk, PieceBytes);
        Proved(scrub);
    }

    [Fact]
    public void A_log_of_one_file_and_none_at_all_are_left_alone()
    {
        using var none = new LogScrub(new MemoryDisk(), PieceBytes);
        Assert.Equal(0, Proved(none));
        _log.Drop(ulong.MaxValue);
        Assert.Single(Files);
        using var one = new LogScrub(_disk, PieceBytes);
        Assert.Equal(0, Proved(one));
    }

    [Fact]
    public void What_is_dropped_at_any_step_is_no_damage()
    {
        int steps = 0;
        bool isOver = false;
        for (; !isOver; steps++)
        {
            MemoryDisk disk = _disk.Copy();
            using var scrub = new LogScrub(disk, PieceBytes);
            for (int step = 0; step < steps && !isOver; step++)
                isOver = !scrub.Step();
            foreach (string file in Files[..^2])
            {
                // Whoever has it open may still read it, or anything.
                disk.BytesOf(file).AsSpan().Fill(7);
                disk.Delete(file);
            }
            Proved(scrub);
        }
        Assert.InRange(steps, 20, 200);
    }

    [Fact]
    public void What_is_appended_meanwhile_is_proved_when_its_file_is_complete()
    {
        using var scrub = new LogScrub(_disk, PieceBytes);
        int before = Proved(scrub);
        for (int record = 0; record < 8; record++)
        {
            _log.Append(Content(9_000));
            _log.Commit();
            Proved(scrub);
        }
        Assert.InRange(Proved(scrub), before + 8, int.MaxValue);
    }

    private void Flip(string file, int at) => _disk.BytesOf(file)[at] ^= 1;

    private DamagedLogException Damage() => DamageOn(_disk);

    private static DamagedLogException DamageOn(IDisk disk)
    {
        using var scrub = new LogScrub(disk, PieceBytes);
        while (scrub.Step()) { }
        Assert.NotNull(scrub.Damage);
        Assert.False(scrub.Step());
        return scrub.Damage;
    }

    /// <summary>Goes on until all files have been proved. Answers in how many steps.</summary>
    private static int Proved(LogScrub scrub)
    {
        int steps = 0;
        while (scrub.Step())
            steps++;
        Assert.Null(scrub.Damage);
        return steps;
    }

    private static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }
}
