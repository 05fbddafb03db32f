using System.Text;
using Cohort.Storage.Disks;
using Cohort.Storage.Logs;

namespace Cohort.Tests.Storage;

/// <summary>Whoever appends to a log with a thread never waits, and is told what is on the disk.</summary>
public sealed class LogCommitterTests
{
    private const int SegmentBytes = 16 << 10;

    private static readonly LogOptions s_patient = new()
    {
        SegmentBytes = SegmentBytes,
        SettleAfter = TimeSpan.FromHours(1),
    };
    private static readonly LogOptions s_hasty = s_patient with { SettleAfter = TimeSpan.FromMilliseconds(1) };

    private readonly MemoryDisk _disk = new();
    private readonly Watched<ulong> _synced = new();
    private readonly Watched<DiskFailedException> _failures = new();

    [Fact]
    public async Task Nobody_is_told_before_it_is_on_the_disk()
    {
        using var gate = new SyncGate(_disk);
        using LogCommitter log = Start(s_patient);
        // The first file is made: synced before it has its name.
        gate.Let(1);
        Append(log, "a");
        await gate.EnteredAsync(2).Soon();
        Assert.Equal((0, 0UL), (_synced.All.Count, log.Synced));
        gate.Let(1);
        Assert.Equal(1UL, (await _synced.WaitForAsync(told => told.Count == 1).Soon())[0]);
    }

    [Fact]
    public async Task What_nobody_asks_for_goes_with_what_somebody_does()
    {
        using LogCommitter log = Start(s_hasty);
        Append(log, "first");
        await _synced.WaitForAsync(told => told.Count == 1).Soon();
        log.Append("nobody asks"u8, []);
        log.Append("nor for this"u8, []);
        Assert.Equal(1UL, log.Synced);
        int before = _disk.Syncs;
        Append(log, "now");
        await _synced.WaitForAsync(told => told[^1] >= 4).Soon();
        Assert.InRange(_disk.Syncs - before, 1, 3);
    }

    [Fact]
    public async Task What_comes_while_the_disk_is_busy_goes_with_one_sync()
    {
        using var gate = new SyncGate(_disk);
        using LogCommitter log = Start(s_patient);
        gate.Let(1);
        Append(log, "first");
        await gate.EnteredAsync(2).Soon();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Append(log, [.. new string[25]])))).Soon();
        int before = _disk.Syncs;
        gate.Open();
        Assert.Equal([1UL, 101UL], await _synced.WaitForAsync(told => told.Count == 2).Soon());
        Assert.Equal(2, _disk.Syncs - before);
    }

    [Fact]
    public void Whatever_is_told_is_there_when_the_power_fails_at_that_moment()
    {
        var random = new Random(7);
        int lost = 0;
        int told = 0;
        using (
            var log = new LogCommitter(
                OpenWriter(s_hasty),
                s_hasty,
                last =>
                {
                    told++;
                    LogEnd? there = LogReader.Read(_disk.Remains(), (_, _) => { });
                    lost += there is null || there.Next <= last ? 1 : 0;
                },
                _failures.Add
            )
        )
            for (int record = 0; record < 400; record++)
            {
                Append(log, new string('r', random.Next(1, 500)));
                if (random.Next(4) == 0)
                    Thread.Yield();
            }
        Assert.Equal((0, 0), (lost, _failures.All.Count));
        Assert.InRange(told, 1, 400);
        // Without the marks, which say nothing.
        Assert.Equal(400, Read(_disk).Count);
        Assert.InRange(_disk.List().Count, 5, 20);
    }

    [Fact]
    public async Task Where_nothing_comes_it_settles_once_and_makes_the_next_file()
    {
        using (LogCommitter log = Start(s_hasty))
        {
            Task settled = Changed(() => Marks(_disk) == 1 && IsSpareWhole());
            Append(log, new string('a', SegmentBytes / 4));
            await settled.Soon();
            Assert.Equal([1UL], _synced.All);
            long before = _disk.Written;
            settled = Changed(() => Marks(_disk) == 2 && IsSpareWhole());
            // It begins a file, and waits for no zeros any more.
            log.Append(new byte[SegmentBytes / 2], new byte[SegmentBytes / 8]);
            log.RequestSync();
            await settled.Soon();
            Assert.Equal([1UL, 3UL], _synced.All);
            Assert.InRange(_disk.Written - before - SegmentBytes, SegmentBytes * 5 / 8, SegmentBytes * 5 / 8 + 200);
        }
        Assert.Equal(2, Marks(_disk));
    }

    [Fact]
    public async Task From_the_middle_of_a_file_on_the_next_one_is_made_though_it_never_rests()
    {
        using LogCommitter log = Start(s_patient);
        bool isEarly = false;
        Task made = Changed(() =>
        {
            isEarly |= log.Synced < 3 && IsSpareWhole() && _disk.List().Count > 1;
            return log.Synced == 3 && IsSpareWhole();
        });
        foreach (int length in (int[])[10, 10, SegmentBytes / 2])
        {
            ulong last = log.Append(new byte[length], []);
            log.RequestSync();
            await _synced.WaitForAsync(told => told.Count > 0 && told[^1] == last).Soon();
        }
        await made.Soon();
        Assert.False(isEarly);
    }

    [Fact]
    public async Task A_disk_that_fails_is_told_of_once_and_every_later_append_throws_it()
    {
        LogCommitter log = Start(s_patient);
        Append(log, "kept");
        await _synced.WaitForAsync(told => told.Count == 1).Soon();
        _disk.FailsToSync = true;
        Append(log, "lost");
        DiskFailedException failure = (await _failures.WaitForAsync(told => told.Count == 1).Soon())[0];
        Assert.Contains("does not answer", failure.Message, StringComparison.Ordinal);
        _disk.FailsToSync = false;
        Assert.Same(failure, Assert.Throws<DiskFailedException>(() => Append(log, "later")));
        await Task.Run(log.Dispose).Soon();
        Assert.Same(failure, Assert.Throws<DiskFailedException>(() => Append(log, "after all")));
        Assert.Equal((1, 1, 1UL), (_failures.All.Count, _synced.All.Count, log.Synced));
    }

    [Fact]
    public async Task A_disk_that_fails_while_it_is_closed_keeps_nobody_waiting()
    {
        LogCommitter log = Start(s_patient);
        _disk.FailsToSync = true;
        Append(log, "lost");
        await Task.Run(log.Dispose).Soon();
        Assert.Equal((1, 0), (_failures.All.Count, _synced.All.Count));
    }

    [Fact]
    public async Task Closing_brings_what_waits_to_the_disk_and_settles()
    {
        using var gate = new SyncGate(_disk);
        LogCommitter log = Start(s_patient);
        gate.Let(1);
        Append(log, "a");
        await gate.EnteredAsync(2).Soon();
        Append(log, "b", "c");
        Task closing = Task.Run(log.Dispose);
        // Closing is what refuses them.
        while (Record.Exception(() => Append(log, "d")) is not ObjectDisposedException)
            await Task.Yield();
        Assert.False(closing.IsCompleted);
        gate.Open();
        await closing.Soon();
        List<string> there = Read(_disk);
        Assert.Equal(["a", "b", "c"], there[..3]);
        Assert.Equal(((ulong)there.Count, 1), (_synced.All[^1], Marks(_disk)));
        Assert.Empty(_failures.All);
    }

    [Fact]
    public async Task It_can_be_closed_by_whom_it_tells()
    {
        LogCommitter? log = null;
        var closed = new TaskCompletionSource();
        using var gate = new SyncGate(_disk);
        log = new LogCommitter(
            OpenWriter(s_patient),
            s_patient,
            _ =>
            {
                log!.Dispose();
                closed.TrySetResult();
            },
            _failures.Add
        );
        Append(log, "a");
        gate.Open();
        await closed.Task.Soon();
        Assert.Throws<ObjectDisposedException>(() => Append(log, "b"));
        await Task.Run(log.Dispose).Soon();
    }

    [Fact]
    public async Task What_nobody_asks_for_any_more_is_deleted()
    {
        using LogCommitter log = Start(s_patient);
        for (int record = 0; record < 10; record++)
            log.Append(new byte[SegmentBytes / 2], []);
        log.RequestSync();
        await _synced.WaitForAsync(told => told.Count > 0 && told[^1] == 10).Soon();
        Task dropped = Changed(() => _disk.List().Count(name => SegmentHeader.FirstOf(name) is not null) == 2);
        log.Drop(9);
        log.Drop(3);
        await dropped.Soon();
        Assert.Equal(9UL, SegmentHeader.FirstOf(_disk.List()[0]));
    }

    [Fact]
    public void A_log_at_work_allocates_nothing_neither_where_it_is_appended_to_nor_where_it_is_committed()
    {
        const int Rounds = 300;
        string folder = Directory.CreateTempSubdirectory("cohort-log").FullName;
        try
        {
            var options = new LogOptions
            {
                SegmentBytes = 4 << 20,
                FirstSegmentBytes = 4 << 20,
                SettleAfter = TimeSpan.FromHours(1),
            };
            using var told = new SemaphoreSlim(0);
            long committing = 0;
            using var log = new LogCommitter(
                LogWriter.Open(new FolderDisk(folder), options, Guid.NewGuid(), (_, _) => { }),
                options,
                _ =>
                {
                    Volatile.Write(ref committing, GC.GetAllocatedBytesForCurrentThread());
                    told.Release();
                },
                _failures.Add
            );
            byte[] body = new byte[100];
            long appending = 0;
            long committingBefore = 0;
            for (int round = 0; round < 2 * Rounds; round++)
            {
                if (round == Rounds)
                    (appending, committingBefore) = (0, Volatile.Read(ref committing));
                long before = GC.GetAllocatedBytesForCurrentThread();
                ulong last = log.Append("head"u8, body);
                for (int more = 0; more < 4; more++)
                    last = log.Append("head"u8, body);
                log.RequestSync();
                appending += GC.GetAllocatedBytesForCurrentThread() - before;
                while (log.Synced < last)
                    Assert.True(told.Wait(Deadline.Limit));
            }
            // A lock that both want for the first time makes an event, once.
            Assert.Equal((0L, 0L), (appending / Rounds, (Volatile.Read(ref committing) - committingBefore) / Rounds));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private LogCommitter Start(LogOptions options) => new(OpenWriter(options), options, _synced.Add, _failures.Add);

    private LogWriter OpenWriter(LogOptions options) =>
        LogWriter.Open(_disk, options, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (_, _) => { });

    private static void Append(LogCommitter log, params string?[] records)
    {
        foreach (string? record in records)
            log.Append("> "u8, Encoding.UTF8.GetBytes(record ?? "nothing"));
        log.RequestSync();
    }

    private static List<string> Read(MemoryDisk disk)
    {
        List<string> there = [];
        LogReader.Read(disk, (_, content) => there.Add(Encoding.UTF8.GetString(content)[2..]));
        return there;
    }

    private static int Marks(MemoryDisk disk)
    {
        int records = 0;
        LogEnd? end = LogReader.Read(disk, (_, _) => records++);
        return end is null ? 0 : (int)(end.Next - 1) - records;
    }

    private bool IsSpareWhole() =>
        _disk.List().Contains("spare.new") && _disk.BytesOf("spare.new").Length == SegmentBytes;

    // Looked at on the thread that changes it.
    private Task Changed(Func<bool> isSo)
    {
        var found = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _disk.Changed = () =>
        {
            if (isSo())
                found.TrySetResult();
        };
        return found.Task;
    }

    /// <summary>What a callback was told, and whoever waits for more.</summary>
    private sealed class Watched<T>
    {
        private readonly Lock _lock = new();
        private readonly List<T> _all = [];
        private readonly List<(
            Func<IReadOnlyList<T>, bool> IsSo,
            TaskCompletionSource<IReadOnlyList<T>> Found
        )> _waiting = [];

        public IReadOnlyList<T> All
        {
            get
            {
                lock (_lock)
                    return [.. _all];
            }
        }

        public void Add(T told)
        {
            lock (_lock)
            {
                _all.Add(told);
                foreach ((Func<IReadOnlyList<T>, bool> isSo, TaskCompletionSource<IReadOnlyList<T>> found) in _waiting)
                    if (isSo(_all))
                        found.TrySetResult([.. _all]);
            }
        }

        public Task<IReadOnlyList<T>> WaitForAsync(Func<IReadOnlyList<T>, bool> isSo)
        {
            var found = new TaskCompletionSource<IReadOnlyList<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                _waiting.Add((isSo, found));
                if (isSo(_all))
                    found.TrySetResult([.. _all]);
            }
            return found.Task;
        }
    }

    /// <summary>Holds syncs back.</summary>
    private sealed class SyncGate : IDisposable
    {
        private readonly SemaphoreSlim _let = new(0);
        private readonly Watched<string> _entered = new();

        public SyncGate(MemoryDisk disk) =>
            disk.Syncing = name =>
            {
                _entered.Add(name);
                // Nobody can be told of an exception on the log's thread.
                _let.Wait(Deadline.Limit);
            };

        public void Let(int syncs) => _let.Release(syncs);

        public void Open() => _let.Release(1_000_000);

        public Task EnteredAsync(int syncs) => _entered.WaitForAsync(entered => entered.Count >= syncs);

        public void Dispose() => Open();
    }
}
