using Microsoft.Win32.SafeHandles;

namespace Cohort.Cli.Bench.Disk;

/// <summary>
/// A file in which room was made ahead of time, and which is written from its beginning to its end, and again: so a sync has nothing to
/// bring to the disk but what was written, as in a log that is made ahead of time.
/// </summary>
internal sealed class AppendedFile : IDisposable
{
    /// <summary>How long it is.</summary>
    public const int Bytes = 64 << 20;

    private const int PieceBytes = 1 << 20;

    private readonly SafeFileHandle _handle;
    private readonly byte[] _content;
    private long _at;

    /// <param name="path">Where it is.</param>
    /// <param name="longest">How much is written at a time, at most.</param>
    public AppendedFile(string path, int longest)
    {
        _handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        // Zeros, and not a promise of them: the first write into promised room changes more than itself.
        var zeros = new byte[PieceBytes];
        for (long at = 0; at < Bytes; at += PieceBytes)
            RandomAccess.Write(_handle, zeros, at);
        RandomAccess.FlushToDisk(_handle);
        _content = GC.AllocateUninitializedArray<byte>(longest, pinned: true);
        Random.Shared.NextBytes(_content);
    }

    /// <summary>Appends so many bytes, and returns when they are on the disk.</summary>
    public void Append(int bytes)
    {
        if (_at + bytes > Bytes)
            _at = 0;
        RandomAccess.Write(_handle, _content.AsSpan(0, bytes), _at);
        RandomAccess.FlushToDisk(_handle);
        _at += bytes;
    }

    public void Dispose() => _handle.Dispose();
}
