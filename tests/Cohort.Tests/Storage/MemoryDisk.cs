using Cohort.Storage.Disks;

namespace Cohort.Tests.Storage;

/// <summary>A disk that is not there. It can fail at any step, and when the power fails it keeps of what was not synced whatever sectors
/// chance has it keep.</summary>
internal sealed class MemoryDisk : IDisk
{
    private const int Sector = 512;

    private readonly SortedDictionary<string, MemoryFile> _files = new(StringComparer.Ordinal);

    /// <summary>After so many more operations that change it, the power fails in the midst of the next.</summary>
    public int Steps { get; set; } = int.MaxValue;

    /// <summary>Whether syncs fail from now on.</summary>
    public bool FailsToSync { get; set; }

    /// <summary>How often it was synced.</summary>
    public int Syncs { get; private set; }

    /// <summary>How many bytes were written to it.</summary>
    public long Written { get; private set; }

    /// <summary>Is called at the beginning of each sync, with what the file is called.</summary>
    public Action<string>? Syncing { get; set; }

    /// <summary>Is called at the beginning of each read.</summary>
    public Action? Reading { get; set; }

    /// <summary>Is called after each operation that has changed it.</summary>
    public Action? Changed { get; set; }

    public string Name => "memory";

    public IReadOnlyList<string> List() => [.. _files.Keys];

    public IDiskFile Create(string name)
    {
        Step();
        _files[name] = new MemoryFile(this);
        Changed?.Invoke();
        return _files[name];
    }

    public IDiskFile Open(string name) =>
        _files.TryGetValue(name, out MemoryFile? file) ? file : throw new FileNotFoundException($"There is no {name}.");

    public void Rename(string from, string to)
    {
        Step();
        MemoryFile file = _files[from];
        _files.Remove(from);
        _files[to] = file;
        file.HasName = true;
        Changed?.Invoke();
    }

    public void Delete(string name)
    {
        Step();
        _files.Remove(name);
        Changed?.Invoke();
    }

    /// <summary>The bytes of a file, to look at and to spoil.</summary>
    public ref byte[] BytesOf(string name) => ref _files[name].Bytes;

    /// <summary>The power fails, and is back.</summary>
    public void LosePower(Random random)
    {
        foreach ((string name, MemoryFile file) in _files.ToArray())
            if (file.HasName)
                file.LosePower(random);
            else
                _files.Remove(name);
        (Steps, FailsToSync) = (int.MaxValue, false);
    }

    /// <summary>The same disk once more.</summary>
    public MemoryDisk Copy()
    {
        var copy = new MemoryDisk();
        foreach ((string name, MemoryFile file) in _files)
            copy._files[name] = new MemoryFile(copy) { Bytes = [.. file.Bytes], HasName = true };
        return copy;
    }

    /// <summary>What is left of it where the power fails now, and nothing is kept that was not synced.</summary>
    public MemoryDisk Remains()
    {
        var remains = new MemoryDisk();
        foreach ((string name, MemoryFile file) in _files)
            if (file.HasName)
                remains._files[name] = new MemoryFile(remains) { Bytes = [.. file.Kept], HasName = true };
        return remains;
    }

    private void Step()
    {
        if (Steps-- <= 0)
            throw new PowerFailedException();
    }

    /// <summary>Nothing that a log could catch: nobody is there any more.</summary>
    internal sealed class PowerFailedException : Exception;

    private sealed class MemoryFile(MemoryDisk disk) : IDiskFile
    {
        public byte[] Bytes = [];
        private readonly List<(long At, byte[] Bytes)> _unsynced = [];
        private byte[] _synced = [];

        public bool HasName { get; set; }

        /// <summary>What was synced.</summary>
        public byte[] Kept => _synced;

        public long Size => Bytes.Length;

        public int Read(Span<byte> room, long at)
        {
            disk.Reading?.Invoke();
            int read = (int)Math.Clamp(Bytes.Length - at, 0, room.Length);
            Bytes.AsSpan((int)Math.Min(at, Bytes.Length), read).CopyTo(room);
            return read;
        }

        public void Write(ReadOnlySpan<byte> bytes, long at)
        {
            // Whoever dies here may have written it all the same.
            _unsynced.Add((at, bytes.ToArray()));
            Put(ref Bytes, bytes, at);
            disk.Written += bytes.Length;
            disk.Step();
            disk.Changed?.Invoke();
        }

        public void Sync()
        {
            disk.Syncing?.Invoke(disk._files.FirstOrDefault(file => file.Value == this).Key ?? "");
            disk.Step();
            disk.Syncs++;
            // As Linux does it: what could not be written counts as written from then on.
            if (!disk.FailsToSync)
                foreach ((long at, byte[] bytes) in _unsynced)
                    Put(ref _synced, bytes, at);
            _unsynced.Clear();
            if (disk.FailsToSync)
                throw new IOException("The disk does not answer.");
            disk.Changed?.Invoke();
        }

        public void Dispose() { }

        public void LosePower(Random random)
        {
            int kept = random.Next(4);
            foreach ((long at, byte[] bytes) in _unsynced)
                for (int sector = 0; sector < bytes.Length; )
                {
                    int length = Math.Min(Sector - (int)((at + sector) % Sector), bytes.Length - sector);
                    if (random.Next(4) < kept)
                        Put(ref _synced, bytes.AsSpan(sector, length), at + sector);
                    sector += length;
                }
            _unsynced.Clear();
            Bytes = [.. _synced];
        }

        private static void Put(ref byte[] file, ReadOnlySpan<byte> bytes, long at)
        {
            if (at + bytes.Length > file.Length)
                Array.Resize(ref file, (int)at + bytes.Length);
            bytes.CopyTo(file.AsSpan((int)at));
        }
    }
}
