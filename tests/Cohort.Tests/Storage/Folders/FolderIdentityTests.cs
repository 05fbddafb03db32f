using System.Buffers.Binary;
using System.Numerics;
using Cohort.Storage.Folders;
using Cohort.Storage.Logs;

namespace Cohort.Tests.Storage.Folders;

/// <summary>Whose a folder is can be read, or it is said that it cannot.</summary>
public sealed class FolderIdentityTests
{
    [Fact]
    public void Every_bit_that_turns_over_and_every_byte_that_is_missing_is_found()
    {
        MemoryDisk disk = Claimed();
        byte[] whole = [.. disk.BytesOf("identity")];
        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            byte[] spoiled = [.. whole];
            spoiled[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(DataFolderProblem.DamagedIdentity, Refused(disk, spoiled).Problem);
        }
        for (int length = 0; length < whole.Length; length++)
            Assert.Equal(DataFolderProblem.DamagedIdentity, Refused(disk, whole[..length]).Problem);
        Assert.Equal(DataFolderProblem.DamagedIdentity, Refused(disk, [.. whole, 0]).Problem);
    }

    [Fact]
    public void A_newer_format_is_told_as_such()
    {
        MemoryDisk disk = Claimed();
        DataFolderException refused = Refused(disk, WithVersion(disk.BytesOf("identity"), 7));
        Assert.Equal(DataFolderProblem.NewerFormat, refused.Problem);
        Assert.Contains("has format 7, and this program knows 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_of_a_newer_format_is_told_as_such()
    {
        var disk = new MemoryDisk();
        using (
            LogWriter log = LogWriter.Open(
                disk,
                new LogOptions { SegmentBytes = 10_000 },
                Guid.NewGuid(),
                (_, _) => { }
            )
        )
        {
            log.Append("one"u8);
            log.Commit();
        }
        byte[] file = disk.BytesOf(Assert.Single(disk.List()));
        WithVersion(file[..52], 2).CopyTo(file, 0);
        var refused = Assert.Throws<DataFolderException>(() => LogReader.Read(disk, (_, _) => { }));
        Assert.Equal(DataFolderProblem.NewerFormat, refused.Problem);
    }

    [Fact]
    public void A_log_without_it_is_nobodys()
    {
        MemoryDisk disk = Claimed();
        disk.Delete("identity");
        Assert.Null(FolderIdentity.Read(disk));
        disk.Create("0000000000000001.log").Dispose();
        var refused = Assert.Throws<DataFolderException>(() => FolderIdentity.Claim(disk, "shop", "a"));
        Assert.Equal(DataFolderProblem.DamagedIdentity, refused.Problem);
    }

    [Fact]
    public void Whenever_it_dies_while_the_folder_is_claimed_it_is_nobodys_or_this_nodes()
    {
        int died = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            var disk = new MemoryDisk { Steps = seed % 6 };
            FolderIdentity? claimed = null;
            try
            {
                claimed = FolderIdentity.Claim(disk, "shop", "node ä");
            }
            catch (MemoryDisk.PowerFailedException)
            {
                died++;
            }
            disk.LosePower(new Random(seed));
            FolderIdentity? found = FolderIdentity.Read(disk);
            if (claimed is not null)
                Assert.Equal(claimed, found);
            else if (found is not null)
                Assert.Equal(("shop", "node ä"), (found.Cluster, found.Node));
            Assert.Equal("node ä", FolderIdentity.Claim(disk, "shop", "node ä").Node);
        }
        Assert.InRange(died, 50, 150);
    }

    private static MemoryDisk Claimed()
    {
        var disk = new MemoryDisk();
        FolderIdentity.Claim(disk, "shop", "node ä");
        return disk;
    }

    private static DataFolderException Refused(MemoryDisk disk, byte[] identity)
    {
        disk.BytesOf("identity") = identity;
        return Assert.Throws<DataFolderException>(() => FolderIdentity.Claim(disk, "shop", "node ä"));
    }

    /// <summary>The same with another version, and a checksum that fits.</summary>
    private static byte[] WithVersion(byte[] file, uint version)
    {
        file = [.. file];
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), version);
        uint checksum = file[..12].Concat(file[16..]).Aggregate(~0U, BitOperations.Crc32C);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(12), ~checksum);
        return file;
    }
}
