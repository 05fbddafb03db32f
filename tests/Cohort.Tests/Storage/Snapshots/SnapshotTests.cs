using Cohort.Storage.Disks;
using Cohort.Storage.Snapshots;

namespace Cohort.Tests.Storage.Snapshots;

/// <summary>A snapshot is what was written, or says that it is not; and there is always one.</summary>
public sealed class SnapshotTests
{
    private const int PieceBytes = 64;

    private static readonly Guid s_log = new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    private static readonly Guid s_key = new("11111111-2222-3333-4444-555555555555");
    private static readonly Guid s_other = new("11111111-2222-3333-4444-666666666666");

    private readonly MemoryDisk _disk = new();

    private SnapshotStore Store => new(_disk, s_log, PieceBytes);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(PieceBytes)]
    [InlineData(PieceBytes + 1)]
    [InlineData(3 * PieceBytes)]
    [InlineData(1000)]
    public void What_was_written_is_read_whatever_its_length_and_its_parts(int length)
    {
        byte[] body = Body(length, 1);
        foreach (int part in (int[])[1, 7, PieceBytes, 1000])
        {
            var disk = new MemoryDisk();
            new SnapshotStore(disk, s_log, PieceBytes).Write(s_key, 5, "head"u8, Parts(body, part));
            Assert.Equal((5UL, "head", Hex(body)), Newest(disk, s_key)!.Value);
        }
    }

    [Fact]
    public void Each_key_has_its_own_and_only_the_newest_stays()
    {
        Store.Write(s_key, 5, "a"u8, [Body(100, 1)]);
        Store.Write(s_other, 6, "b"u8, [Body(100, 2)]);
        Store.Write(s_key, 7, [], [Body(200, 3)]);
        Assert.Equal([new SnapshotId(s_key, 7), new SnapshotId(s_other, 6)], SnapshotStore.List(_disk));
        Assert.Equal((7UL, "", Hex(Body(200, 3))), Newest(_disk, s_key)!.Value);
        Assert.Equal((6UL, "b", Hex(Body(100, 2))), Newest(_disk, s_other)!.Value);
        Assert.Null(Newest(_disk, Guid.NewGuid()));
        Store.Forget(s_key);
        Assert.Equal([new SnapshotId(s_other, 6)], SnapshotStore.List(_disk));
    }

    [Fact]
    public void Every_bit_that_turns_over_is_found()
    {
        string name = Written(out byte[] whole);
        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            _disk.BytesOf(name)[bit / 8] ^= (byte)(1 << (bit % 8));
            DamagedSnapshotException damaged = Damaged();
            // The header, or the piece that the bit is in.
            int piece = (bit / 8 - SnapshotHeader.Size - 4) / (PieceBytes + 4);
            long begin = bit / 8 < SnapshotHeader.Size + 4 ? 0 : SnapshotHeader.Size + 4 + piece * (PieceBytes + 4);
            // A head of another length shows where the file ends.
            Assert.True(damaged.Offset == begin || (begin == 0 && damaged.Offset == whole.Length), damaged.Message);
            Assert.Equal(name, damaged.File);
            _disk.BytesOf(name)[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.NotNull(Newest(_disk, s_key));
    }

    [Fact]
    public void Every_file_that_is_cut_off_or_goes_on_is_found()
    {
        string name = Written(out byte[] whole);
        for (int length = 0; length < whole.Length; length++)
        {
            _disk.BytesOf(name) = whole[..length];
            Assert.InRange(Damaged().Offset, 0, length);
        }
        _disk.BytesOf(name) = [.. whole, 0];
        Assert.Equal(whole.Length + 1, Damaged().Offset);
    }

    [Fact]
    public void Pieces_that_have_changed_places_are_found()
    {
        string name = Written(out byte[] whole);
        const int First = SnapshotHeader.Size + 4;
        const int Length = PieceBytes + 4;
        byte[] swapped = [.. whole];
        whole.AsSpan(First, Length).CopyTo(swapped.AsSpan(First + Length));
        whole.AsSpan(First + Length, Length).CopyTo(swapped.AsSpan(First));
        _disk.BytesOf(name) = swapped;
        Assert.Equal(First, Damaged().Offset);
    }

    [Fact]
    public void One_of_another_log_or_under_another_name_is_refused()
    {
        string name = Written(out byte[] whole);
        var foreign = new SnapshotStore(_disk, Guid.NewGuid(), PieceBytes);
        Assert.Contains("is of log", Assert.Throws<DamagedSnapshotException>(() => foreign.Newest(s_key)).Message);
        _disk.Create(new SnapshotId(s_other, 5).FileName).Dispose();
        _disk.BytesOf(new SnapshotId(s_other, 5).FileName) = whole;
        Assert.Contains(name, Assert.Throws<DamagedSnapshotException>(() => Store.Newest(s_other)).Message);
    }

    [Fact]
    public void Whenever_it_dies_the_old_one_is_there_or_the_new_one()
    {
        var ends = new int[3];
        for (int seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            var disk = new MemoryDisk();
            var store = new SnapshotStore(disk, s_log, PieceBytes);
            bool hasOld = random.Next(4) > 0;
            byte[] old = Body(random.Next(400), seed);
            byte[] body = Body(random.Next(400), seed + 1);
            if (hasOld)
                store.Write(s_key, 10, "old"u8, Parts(old, 50));
            disk.Steps = random.Next(14);
            bool isWritten = false;
            try
            {
                store.Write(s_key, 20, "new"u8, Parts(body, 50));
                isWritten = true;
            }
            catch (MemoryDisk.PowerFailedException)
            {
                // Looked at below.
            }
            if (random.Next(3) > 0)
                disk.LosePower(random);
            disk.Steps = int.MaxValue;
            (ulong Position, string Head, string Body)? found = Newest(disk, s_key);
            if (found is { Position: 20 } later)
                Assert.Equal(("new", Hex(body)), (later.Head, later.Body));
            else if (found is { } earlier)
                Assert.Equal((10UL, "old", Hex(old)), earlier);
            Assert.Equal(hasOld || found is not null, found is not null);
            Assert.True(!isWritten || found is { Position: 20 }, $"seed {seed}: it was said to be there");
            ends[found is null ? 0 : (int)(found.Value.Position / 10)]++;
            // And it goes on from there.
            store.Write(s_key, 30, [], [body]);
            Assert.Equal(30UL, Assert.Single(SnapshotStore.List(disk)).Position);
        }
        Assert.All(ends, count => Assert.InRange(count, 300, 3000));
    }

    [Fact]
    public void One_that_does_not_read_as_it_was_written_replaces_none()
    {
        Store.Write(s_key, 10, "old"u8, [Body(100, 1)]);
        string name = new SnapshotId(s_key, 20).FileName;
        _disk.Changed = () =>
        {
            // The disk has kept something else.
            if (_disk.List().Contains(name))
                _disk.BytesOf(name)[^10] ^= 1;
        };
        var damaged = Assert.Throws<DamagedSnapshotException>(() => Store.Write(s_key, 20, "new"u8, [Body(100, 2)]));
        Assert.Equal(name, damaged.File);
        _disk.Changed = null;
        Assert.Equal((10UL, "old", Hex(Body(100, 1))), Newest(_disk, s_key)!.Value);
        // The damaged one does not stand in the way, neither at its own place nor before it.
        Store.Write(s_key, 15, "next"u8, [Body(100, 3)]);
        Assert.Equal((15UL, "next", Hex(Body(100, 3))), Newest(_disk, s_key)!.Value);
        Assert.Single(_disk.List());
    }

    [Fact]
    public void An_older_one_than_what_is_there_is_refused()
    {
        Store.Write(s_key, 10, "old"u8, [Body(100, 1)]);
        Assert.Throws<ArgumentException>(() => Store.Write(s_key, 10, [], []));
        Assert.Throws<ArgumentException>(() => Store.Write(s_key, 9, [], []));
        Assert.Equal((10UL, "old", Hex(Body(100, 1))), Newest(_disk, s_key)!.Value);
    }

    [Fact]
    public void A_disk_that_fails_leaves_the_old_one()
    {
        Store.Write(s_key, 10, "old"u8, [Body(100, 1)]);
        _disk.FailsToSync = true;
        Assert.Throws<DiskFailedException>(() => Store.Write(s_key, 20, [], [Body(100, 2)]));
        Assert.Equal(10UL, Newest(_disk, s_key)!.Value.Position);
    }

    [Fact]
    public void A_large_one_is_synced_as_it_is_written_and_a_real_folder_does_as_well()
    {
        byte[] part = Body(3 << 20, 1);
        var body = Enumerable.Repeat((ReadOnlyMemory<byte>)part, 12);
        new SnapshotStore(_disk, s_log).Write(s_key, 1, [], body);
        Assert.Equal(3, _disk.Syncs);
        string folder = Directory.CreateTempSubdirectory("cohort-snapshots").FullName;
        try
        {
            var store = new SnapshotStore(new FolderDisk(folder), s_log);
            store.Write(s_key, 1, "head"u8, body);
            store.Write(s_key, 2, "head"u8, body);
            long read = 0;
            Snapshot found = store.Read(store.Newest(s_key)!.Id, piece => read += piece.Length);
            Assert.Equal((2UL, 36L << 20, 36L << 20), (found.Id.Position, found.Header.BodyBytes, read));
            Assert.Single(Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Written(out byte[] whole)
    {
        Store.Write(s_key, 5, "head"u8, [Body(150, 1)]);
        string name = Assert.Single(_disk.List());
        whole = [.. _disk.BytesOf(name)];
        Assert.Equal(SnapshotHeader.Size + 4 + 150 + 3 * 4, whole.Length);
        return name;
    }

    private DamagedSnapshotException Damaged() => Assert.Throws<DamagedSnapshotException>(() => Store.Newest(s_key));

    private static (ulong Position, string Head, string Body)? Newest(MemoryDisk disk, Guid key)
    {
        var store = new SnapshotStore(disk, s_log, PieceBytes);
        if (store.Newest(key) is not { } newest)
            return null;
        List<byte> body = [];
        Snapshot read = store.Read(newest.Id, piece => body.AddRange(piece));
        return (read.Id.Position, System.Text.Encoding.UTF8.GetString(read.Head.Span), Hex([.. body]));
    }

    private static string Hex(byte[] body) => Convert.ToHexString(body);

    private static byte[] Body(int length, int seed)
    {
        byte[] body = new byte[length];
        new Random(seed).NextBytes(body);
        return body;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Parts(byte[] body, int length)
    {
        for (int at = 0; at < body.Length; at += length)
            yield return body.AsMemory(at, Math.Min(length, body.Length - at));
    }
}
