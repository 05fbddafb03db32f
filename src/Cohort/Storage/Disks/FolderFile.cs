using Microsoft.Win32.SafeHandles;

namespace Cohort.Storage.Disks;

/// <summary>A file in a real folder.</summary>
internal sealed class FolderFile : IDiskFile
{
    private readonly SafeFileHandle _handle;

    public FolderFile(string path, FileMode mode, FileAccess access) =>
        // It is renamed while it is open, and read by whoever looks at a log: who in turn lets it be written to.
        _handle = File.OpenHandle(
            path,
            mode,
            access,
            access == FileAccess.Read ? FileShare.ReadWrite | FileShare.Delete : FileShare.Read | FileShare.Delete
        );

    public long Size => RandomAccess.GetLength(_handle);

    public int Read(Span<byte> room, long at)
    {
        int read = 0;
        while (read < room.Length)
        {
            int more = RandomAccess.Read(_handle, room[read..], at + read);
            if (more == 0)
                break;
            read += more;
        }
        return read;
    }

    public void Write(ReadOnlySpan<byte> bytes, long at) => RandomAccess.Write(_handle, bytes, at);

    public void Sync() => RandomAccess.FlushToDisk(_handle);

    public void Dispose() => _handle.Dispose();
}
