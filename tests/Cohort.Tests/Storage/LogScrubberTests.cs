using System.Collections.Concurrent;
using Cohort.Storage.Disks;
using Cohort.Storage.Logs;

namespace Cohort.Tests.Storage;

/// <summary>A thread that proves a log in a real folder while it is written.</summary>
public sealed class LogScrubberTests : IDisposable
{
    private const int SegmentBytes = 16 << 10;

    private static readonly LogOptions s_log = new() { SegmentBytes = SegmentBytes };
    private static readonly ScrubOptions s_hasty = new()
    {
        PieceBytes = 4 << 10,
        BytesPerSecond = long.MaxValue,
        Rest = TimeSpan.Zero,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("cohort-scrub").FullName;
    private readonly ConcurrentQueue<DamagedLogException> _damages = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Damage_is_told_once_and_ends_it()
    {
        using (LogCommitter log = Start())
            for (int record = 0; record < 8; record++)
                log.Append(new byte[SegmentBytes / 2], []);
        string file = Directory.GetFiles(_folder, "*.log").Order(StringComparer.Ordinal).ElementAt(3);
        byte[] bytes = await File.ReadAllBytesAsync(file);
        bytes[SegmentHeader.RecordsAt + 1_000] ^= 16;
        await File.WriteAllBytesAsync(file, bytes);
        var told = new TaskCompletionSource();
        int proved = 0;
        using var scrubber = new LogScrubber(
            new FolderDisk(_folder, FileAccess.Read),
            s_hasty,
            damage =>
            {
                _damages.Enqueue(damage);
                told.TrySetResult();
            },
            () => proved++
        );
        await told.Task.Soon();
        await Task.Run(scrubber.Dispose).Soon();
        DamagedLogException damage = Assert.Single(_damages);
        Assert.Equal(
            (_folder, Path.GetFileName(file), (long)SegmentHeader.RecordsAt),
            (damage.Folder, damage.File, damage.Offset)
        );
        Assert.Equal(0, proved);
    }

    [Fact]
    public async Task While_files_come_and_go_nothing_is_damaged()
    {
        const int Rounds = 20;
        var proved = new SemaphoreSlim(0);
        using LogCommitter log = Start();
        using (
            new LogScrubber(new FolderDisk(_folder, FileAccess.Read), s_hasty, _damages.Enqueue, () => proved.Release())
        )
            for (int round = 0; round < Rounds; round++)
            {
                ulong last = 0;
                for (int record = 0; record < 20; record++)
                    last = log.Append(new byte[SegmentBytes / 3], []);
                // Each round drops under way what it has appended in the one before, while that is read.
                if (last > 30)
                    log.Drop(last - 30);
                Assert.True(await proved.WaitAsync(Deadline.Limit));
            }
        Assert.Empty(_damages);
    }

    [Fact]
    public async Task It_is_stopped_at_once_however_long_it_would_wait()
    {
        using (LogCommitter log = Start())
            for (int record = 0; record < 8; record++)
                log.Append(new byte[SegmentBytes / 2], []);
        var resting = new TaskCompletionSource();
        ScrubOptions patient = s_hasty with { Rest = TimeSpan.FromDays(1) };
        var rests = new LogScrubber(
            new FolderDisk(_folder, FileAccess.Read),
            patient,
            _damages.Enqueue,
            resting.SetResult
        );
        await resting.Task.Soon();
        await Task.Run(rests.Dispose).Soon();
        ScrubOptions slow = s_hasty with { BytesPerSecond = 1 };
        var reads = new LogScrubber(
            new FolderDisk(_folder, FileAccess.Read),
            slow,
            _damages.Enqueue,
            () => throw new InvalidOperationException("It would take hours.")
        );
        await Task.Run(reads.Dispose).Soon();
        Assert.Empty(_damages);
    }

    [Fact]
    public async Task It_can_be_stopped_by_whom_it_tells()
    {
        LogScrubber? scrubber = null;
        var started = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        scrubber = new LogScrubber(
            new FolderDisk(_folder, FileAccess.Read),
            s_hasty,
            _damages.Enqueue,
            () =>
            {
                started.Task.Wait();
                scrubber!.Dispose();
                stopped.TrySetResult();
            }
        );
        started.SetResult();
        await stopped.Task.Soon();
        await Task.Run(scrubber.Dispose).Soon();
    }

    private LogCommitter Start() =>
        new(LogWriter.Open(new FolderDisk(_folder), s_log, Guid.NewGuid(), (_, _) => { }), s_log, _ => { }, _ => { });
}
