using Cohort.Simulation.Randomness;
using Cohort.Storage.Disks;

namespace Cohort.Simulation.Disks;

/// <summary>A file: what a process sees of it, and what of that outlives a power failure.</summary>
internal sealed class VirtualFile(VirtualDisk disk) : IDiskFile
{
    private const int Sector = 512;

    // Where what is seen differs from what is safe, in the order in which it was written.
    private readonly List<(int At, int Length)> _unsynced = [];
    private byte[] _seen = [];
    private byte[] _safe = [];
    private long? _lostSector;

    /// <inheritdoc/>
    public long Size => _seen.Length;

    /// <inheritdoc/>
    public int Read(Span<byte> room, long at)
    {
        if (at / Sector <= _lostSector && _lostSector * Sector < at + room.Length)
            throw disk.Failure();
        int read = (int)Math.Clamp(_seen.Length - at, 0, room.Length);
        _seen.AsSpan((int)Math.Min(at, _seen.Length), read).CopyTo(room);
        return read;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes, long at)
    {
        disk.FailIfBroken();
        int start = (int)at;
        int size = _seen.Length;
        if (start + bytes.Length > size)
            Array.Resize(ref _seen, start + bytes.Length);
        byte[] before = _seen.AsSpan(start, bytes.Length).ToArray();
        bytes.CopyTo(_seen.AsSpan(start));
        _unsynced.Add((start, bytes.Length));
        disk.CanUndo(() =>
        {
            before.CopyTo(_seen, start);
            Array.Resize(ref _seen, size);
            _unsynced.RemoveAt(_unsynced.Count - 1);
        });
    }

    /// <inheritdoc/>
    public void Sync()
    {
        (int At, int Length)[] synced = [.. _unsynced];
        if (disk.FailsToSync())
        {
            // As Linux does it: what could not be written counts as written from now on, and never is.
            _unsynced.Clear();
            disk.CanUndo(() => _unsynced.InsertRange(0, synced));
            throw disk.Failure();
        }
        int size = _safe.Length;
        byte[][] before = [.. synced.Select(range => Safe(range))];
        Array.Resize(ref _safe, _seen.Length);
        foreach ((int at, int length) in synced)
            _seen.AsSpan(at, length).CopyTo(_safe.AsSpan(at));
        _unsynced.Clear();
        disk.CanUndo(() =>
        {
            for (int i = 0; i < synced.Length; i++)
                before[i].CopyTo(_safe, synced[i].At);
            Array.Resize(ref _safe, size);
            _unsynced.InsertRange(0, synced);
        });
    }

    /// <inheritdoc/>
    public void Dispose() { }

    /// <summary>Bits of a byte flip, in what is seen and what is safe.</summary>
    public void Rot(int at, byte bits)
    {
        _seen[at] ^= bits;
        _safe[at] ^= bits;
    }

    /// <summary>The sector that a byte is in cannot be read from now on.</summary>
    public void LoseSector(long at) => _lostSector = at / Sector;

    /// <summary>The same on another disk, all of it safe.</summary>
    public VirtualFile CopyOn(VirtualDisk other) => new(other) { _seen = [.. _seen], _safe = [.. _seen] };

    /// <summary>What was not synced is there in parts.</summary>
    public void LosePower(SplittableRandom random)
    {
        int quarters = random.Below(4);
        foreach ((int at, int length) in _unsynced)
            for (int from = at; from < at + length; )
            {
                int end = Math.Min(at + length, (from / Sector + 1) * Sector);
                if (random.Below(4) < quarters)
                {
                    if (end > _safe.Length)
                        Array.Resize(ref _safe, end);
                    _seen.AsSpan(from, end - from).CopyTo(_safe.AsSpan(from));
                }
                from = end;
            }
        _unsynced.Clear();
        _seen = [.. _safe];
    }

    private byte[] Safe((int At, int Length) range)
    {
        var safe = new byte[range.Length];
        int known = Math.Clamp(_safe.Length - range.At, 0, range.Length);
        _safe.AsSpan(Math.Min(range.At, _safe.Length), known).CopyTo(safe);
        return safe;
    }
}
