using System.Text;
using Cohort.Storage.Logs;

namespace Cohort.Tests.Storage;

/// <summary>A log can be looked at from anywhere, and while it is written.</summary>
public sealed class LogReaderTests
{
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void Each_record_is_told_with_the_place_where_it_lies()
    {
        Write(10, settle: true);
        int files = 0;
        string last = "";
        ulong number = 0;
        LogReader.Walk(
            _disk,
            from: 0,
            (file, offset, in header, content) =>
            {
                files += file == last ? 0 : 1;
                last = file;
                Assert.Equal(++number, header.Number);
                Assert.Equal(number < 11 ? $"record {number}" : "", Encoding.UTF8.GetString(content));
                Assert.Equal(content, _disk.BytesOf(file).AsSpan((int)offset + RecordHeader.Size, header.Length));
                return true;
            }
        );
        // The last is a mark.
        Assert.Equal(11UL, number);
        Assert.InRange(files, 3, 6);
    }

    [Fact]
    public void Files_before_the_first_that_is_asked_for_are_not_read_and_none_after_the_last()
    {
        Write(10, settle: false);
        string[] files = [.. _disk.List()];
        List<string> read = [];
        ulong first = 0;
        LogEnd? end = LogReader.Walk(
            _disk,
            from: 5,
            (file, _, in header, _) =>
            {
                first = first == 0 ? header.Number : first;
                if (!read.Contains(file))
                    read.Add(file);
                return header.Number < 6;
            }
        );
        Assert.Null(end);
        Assert.InRange(first, 2UL, 5UL);
        Assert.InRange(read.Count, 1, files.Length - 2);
    }

    [Fact]
    public void What_was_written_while_it_was_read_is_no_damage()
    {
        Write(3, settle: true, segment: 10_000);
        byte[] whole = [.. _disk.BytesOf(_disk.List()[0])];
        int reads = 0;
        _disk.Reading = () =>
        {
            // The first time, the second record is not there yet, and the third, which says that the second was, is.
            byte[] seen = [.. whole];
            if (reads++ == 0)
                seen.AsSpan(SegmentHeader.RecordsAt + (int)RecordHeader.SizeOf(8), (int)RecordHeader.SizeOf(8)).Clear();
            _disk.BytesOf(_disk.List()[0]) = seen;
        };
        List<string> there = [];
        LogEnd end = LogReader.Read(_disk, (_, content) => there.Add(Encoding.UTF8.GetString(content)))!;
        Assert.Equal(["record 1", "record 2", "record 3"], there);
        Assert.Equal((2, 5UL, 0L), (reads, end.Next, end.Torn));
    }

    private void Write(int records, bool settle, long segment = SegmentHeader.RecordsAt + 100)
    {
        using LogWriter log = LogWriter.Open(
            _disk,
            new LogOptions { SegmentBytes = segment },
            Guid.NewGuid(),
            (_, _) => { }
        );
        for (int number = 1; number <= records; number++)
        {
            log.Append(Encoding.UTF8.GetBytes($"record {number}"));
            log.Commit();
        }
        if (settle)
            log.Settle();
    }
}
