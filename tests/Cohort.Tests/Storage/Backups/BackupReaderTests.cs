using Cohort.Storage.Backups;
using Cohort.Storage.Disks;

namespace Cohort.Tests.Storage.Backups;

/// <summary>The file of a backup is what was written, or says where it is not.</summary>
public sealed class BackupReaderTests
{
    private const string Name = "shop.backup";
    private const int PieceBytes = 64;
    private const int BodyAt = BackupHeader.Size + 4;

    private readonly MemoryDisk _disk = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(PieceBytes)]
    [InlineData(PieceBytes + 1)]
    [InlineData(3 * PieceBytes)]
    [InlineData(1000)]
    public void What_was_written_is_read_whatever_its_length_and_its_parts(int length)
    {
        byte[] body = Body(length);
        foreach (int part in (int[])[1, 7, PieceBytes, 1000])
        {
            Write(body.Chunk(part));
            (string head, byte[] read) = Read();
            Assert.Equal("head", head);
            Assert.Equal(body, read);
        }
    }

    [Fact]
    public void Every_bit_that_turns_over_is_found()
    {
        byte[] whole = Written();
        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            _disk.BytesOf(Name)[bit / 8] ^= (byte)(1 << (bit % 8));
            // A newer version says so in the header, whose checksum would fit.
            DamagedBackupException damaged = Damaged();
            // The header, or the piece that the bit is in.
            int piece = (bit / 8 - BodyAt) / (PieceBytes + 4);
            long begin = bit / 8 < BodyAt ? 0 : BodyAt + piece * (PieceBytes + 4);
            // A head of another length shows where the file ends.
            Assert.True(damaged.Offset == begin || (begin == 0 && damaged.Offset == whole.Length), damaged.Message);
            Assert.EndsWith(Name, damaged.File, StringComparison.Ordinal);
            _disk.BytesOf(Name)[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.Equal(Body(150), Read().Body);
    }

    [Fact]
    public void Every_file_that_is_cut_off_or_goes_on_is_found()
    {
        byte[] whole = Written();
        for (int length = 0; length < whole.Length; length++)
        {
            _disk.BytesOf(Name) = whole[..length];
            Assert.InRange(Damaged().Offset, 0, length);
        }
        _disk.BytesOf(Name) = [.. whole, 0];
        Assert.Equal(whole.Length + 1, Damaged().Offset);
    }

    [Fact]
    public void Pieces_that_have_changed_places_are_found()
    {
        byte[] whole = Written();
        const int Length = PieceBytes + 4;
        byte[] swapped = [.. whole];
        whole.AsSpan(BodyAt, Length).CopyTo(swapped.AsSpan(BodyAt + Length));
        whole.AsSpan(BodyAt + Length, Length).CopyTo(swapped.AsSpan(BodyAt));
        _disk.BytesOf(Name) = swapped;
        Assert.Equal(BodyAt, Damaged().Offset);
    }

    [Fact]
    public void A_large_one_is_synced_as_it_is_written()
    {
        using IDiskFile file = _disk.Create(Name);
        BackupWriter writer = BackupWriter.Begin(file, headBytes: 0);
        for (int part = 0; part < 12; part++)
            writer.Add(new byte[3 << 20]);
        writer.End([]);
        Assert.Equal(3, _disk.Syncs);
    }

    private void Write(IEnumerable<byte[]> parts)
    {
        using IDiskFile file = _disk.Create(Name);
        BackupWriter writer = BackupWriter.Begin(file, headBytes: 4, PieceBytes);
        foreach (byte[] part in parts)
            writer.Add(part);
        writer.End("head"u8);
    }

    private byte[] Written()
    {
        Write([Body(150)]);
        byte[] whole = [.. _disk.BytesOf(Name)];
        Assert.Equal(BodyAt + 150 + 3 * 4, whole.Length);
        return whole;
    }

    private (string Head, byte[] Body) Read()
    {
        List<byte> body = [];
        (ReadOnlyMemory<byte> head, long bytes) = BackupReader.Read(_disk, Name, piece => body.AddRange(piece));
        Assert.Equal(bytes, body.Count);
        return (System.Text.Encoding.UTF8.GetString(head.Span), [.. body]);
    }

    private DamagedBackupException Damaged() => Assert.Throws<DamagedBackupException>(() => Read());

    private static byte[] Body(int length)
    {
        byte[] body = new byte[length];
        new Random(length).NextBytes(body);
        return body;
    }
}
