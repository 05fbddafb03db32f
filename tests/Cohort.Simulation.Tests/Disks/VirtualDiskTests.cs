using Cohort.Simulation.Disks;
using Cohort.Simulation.Randomness;
using Cohort.Storage.Disks;

namespace Cohort.Simulation.Tests.Disks;

public sealed class VirtualDiskTests
{
    private const int Sector = 512;

    private readonly VirtualDisk _disk = new("d", new SplittableRandom(1));

    [Fact]
    public void What_was_written_is_there_when_a_process_dies()
    {
        Write("f", 7);
        _disk.Finish();
        _disk.ProcessDies();
        Assert.Equal(Filled(7), Read("f"));
    }

    [Fact]
    public void What_was_synced_is_there_when_the_power_is_back()
    {
        IDiskFile file = Write("f", 7);
        file.Sync();
        _disk.Finish();
        file.Write(Filled(9), 0);
        _disk.Finish();
        _disk.LosePower();
        byte[] read = Read("f");
        Assert.Equal(4 * Sector, read.Length);
        Assert.All(read, value => Assert.Contains(value, (byte[])[7, 9]));
    }

    [Fact]
    public void What_was_not_synced_is_there_in_any_sectors_when_the_power_is_back()
    {
        HashSet<string> seen = [];
        for (int life = 0; life < 400; life++)
        {
            IDiskFile file = Write("f", 7);
            file.Sync();
            file.Write(Filled(9), 0);
            _disk.Finish();
            _disk.LosePower();
            seen.Add(Sectors(Read("f")));
        }
        Assert.Equal(16, seen.Count);
    }

    [Fact]
    public void Of_steps_that_are_under_way_only_the_first_have_happened_when_a_process_dies()
    {
        HashSet<string> seen = [];
        for (int life = 0; life < 200; life++)
        {
            Write("f", 7).Sync();
            _disk.Finish();
            IDiskFile file = _disk.Open("f");
            file.Write(Filled(9, 1), 0);
            file.Write(Filled(9, 1), Sector);
            file.Sync();
            _disk.Rename("f", "g");
            _disk.ProcessDies();
            string name = Assert.Single(_disk.List());
            seen.Add($"{name} {Sectors(Read(name))}");
            _disk.Delete(name);
            _disk.Finish();
        }
        Assert.Equal(["f 7777", "f 9777", "f 9977", "g 9977"], seen.Order());
    }

    [Fact]
    public void A_sync_that_was_under_way_may_have_done_its_work()
    {
        HashSet<string> seen = [];
        for (int life = 0; life < 400; life++)
        {
            Write("f", 7).Sync();
            _disk.Finish();
            IDiskFile file = _disk.Open("f");
            file.Write(Filled(9), 0);
            file.Sync();
            _disk.LosePower();
            seen.Add(Sectors(Read("f")));
        }
        Assert.Contains("7777", seen);
        Assert.Contains("9999", seen);
        Assert.Contains("9797", seen);
    }

    [Fact]
    public void After_a_sync_that_failed_another_one_brings_nothing_of_that_to_the_disk()
    {
        IDiskFile file = Write("f", 7);
        file.Sync();
        file.Write(Filled(9), 0);
        _disk.FailsOnce = true;
        Assert.Throws<IOException>(file.Sync);
        file.Sync();
        _disk.Finish();
        Assert.Equal("9999", Sectors(Read("f")));
        _disk.LosePower();
        Assert.Equal("7777", Sectors(Read("f")));
    }

    [Fact]
    public void A_disk_that_fails_takes_nothing()
    {
        IDiskFile file = Write("f", 7);
        _disk.Fails = true;
        Assert.Throws<IOException>(() => file.Write(Filled(9), 0));
        Assert.Throws<IOException>(file.Sync);
        Assert.Throws<IOException>(() => _disk.Create("g"));
        Assert.Throws<IOException>(() => _disk.Rename("f", "g"));
        Assert.Throws<IOException>(() => _disk.Delete("f"));
        Assert.Equal(Filled(7), Read("f"));
    }

    [Fact]
    public void What_has_rotted_is_another_byte_and_stays_so()
    {
        Write("f", 7).Sync();
        _disk.Finish();
        _disk.Rot("f", Sector + 3, 2);
        _disk.LosePower();
        byte[] expected = Filled(7);
        expected[Sector + 3] = 5;
        Assert.Equal(expected, Read("f"));
        Assert.True(_disk.HasRotted);
    }

    [Fact]
    public void A_sector_that_is_lost_cannot_be_read_and_the_others_can()
    {
        IDiskFile file = Write("f", 7);
        _disk.LoseSector("f", 2 * Sector + 100);
        Assert.Equal(2 * Sector, file.Read(new byte[2 * Sector], 0));
        Assert.Equal(Sector, file.Read(new byte[Sector], 3 * Sector));
        Assert.Throws<IOException>(() => file.Read(new byte[2 * Sector + 1], 0));
        Assert.Throws<IOException>(() => file.Read(new byte[1], 3 * Sector - 1));
    }

    [Fact]
    public void A_disk_that_begins_anew_has_nothing()
    {
        Write("f", 7).Sync();
        _disk.Rot("f", 0, 1);
        _disk.BeginAnew();
        Assert.Empty(_disk.List());
        Assert.False(_disk.HasRotted);
    }

    [Fact]
    public void A_copy_has_the_same_and_goes_its_own_way()
    {
        Write("f", 7).Sync();
        var other = new VirtualDisk("e", new SplittableRandom(2));
        other.TakeFrom(_disk);
        _disk.Open("f").Write(Filled(9), 0);
        IDiskFile copy = other.Open("f");
        byte[] bytes = new byte[copy.Size];
        copy.Read(bytes, 0);
        Assert.Equal(Filled(7), bytes);
        other.LosePower();
        copy.Read(bytes, 0);
        Assert.Equal(Filled(7), bytes);
    }

    private IDiskFile Write(string name, byte value)
    {
        IDiskFile file = _disk.Create(name);
        file.Write(Filled(value), 0);
        return file;
    }

    private byte[] Read(string name)
    {
        IDiskFile file = _disk.Open(name);
        byte[] bytes = new byte[file.Size];
        Assert.Equal(bytes.Length, file.Read(bytes, 0));
        return bytes;
    }

    private static byte[] Filled(byte value, int sectors = 4) => [.. Enumerable.Repeat(value, sectors * Sector)];

    private static string Sectors(byte[] bytes) => string.Concat(bytes.Chunk(Sector).Select(sector => sector[0]));
}
