using Cohort.Simulation.Disks;
using Cohort.Simulation.Randomness;
using Cohort.Storage.Logs;

namespace Cohort.Simulation.Tests.Disks;

/// <summary>What a disk does to a log is found by whoever goes through it, before anybody needs it.</summary>
public sealed class ScrubbedDiskTests
{
    private const int SegmentBytes = 16 << 10;
    private const int PieceBytes = 4 << 10;
    private const int Spoilt = SegmentHeader.RecordsAt + 5_000;

    private readonly VirtualDisk _disk = new("d", new SplittableRandom(1));

    public ScrubbedDiskTests()
    {
        using LogWriter log = LogWriter.Open(
            _disk,
            new LogOptions { SegmentBytes = SegmentBytes },
            default,
            (_, _) => { }
        );
        for (int record = 0; record < 5; record++)
        {
            log.Append(new byte[9_000]);
            log.Commit();
        }
        _disk.Finish();
    }

    private string File => _disk.List()[2];

    [Fact]
    public void Bits_that_flip_are_found()
    {
        Assert.Null(Damage());
        _disk.Rot(File, Spoilt, 4);
        Assert.Equal((File, (long)SegmentHeader.RecordsAt), (Damage()!.File, Damage()!.Offset));
    }

    [Fact]
    public void A_sector_that_cannot_be_read_is_found()
    {
        _disk.LoseSector(File, Spoilt);
        DamagedLogException damage = Damage()!;
        Assert.Equal((File, (long)SegmentHeader.RecordsAt), (damage.File, damage.Offset));
        Assert.Contains("does not answer", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rot_in_what_was_dropped_is_not()
    {
        string file = File;
        _disk.Rot(file, Spoilt, 4);
        foreach (string dropped in _disk.List().TakeWhile(name => name != file).Append(file).ToArray())
            _disk.Delete(dropped);
        Assert.Null(Damage());
    }

    private DamagedLogException? Damage()
    {
        using var scrub = new LogScrub(_disk, PieceBytes);
        while (scrub.Step()) { }
        return scrub.Damage;
    }
}
