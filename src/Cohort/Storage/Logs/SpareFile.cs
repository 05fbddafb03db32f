using Cohort.Storage.Disks;

namespace Cohort.Storage.Logs;

/// <summary>
/// The file that a log will go on in, made ahead of time: zeros, piece by piece, each on the disk before the next, so that no sync of the
/// log waits behind many of them. It has no name of a log until it is taken, since such a name proves that all before it is on the disk; one
/// that is never taken is deleted when the log is opened.
/// </summary>
internal sealed class SpareFile(IDisk disk) : IDisposable
{
    /// <summary>What the names of files end with that are not what they will be.</summary>
    public const string Unfinished = ".new";

    private const string Name = "spare" + Unfinished;
    private const int PieceBytes = 1 << 20;

    private static readonly byte[] s_zeros = new byte[PieceBytes];

    private IDiskFile? _file;

    /// <summary>How much of it there is.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes zeros over a part of a file.</summary>
    public static void Clear(IDiskFile file, long from, long to)
    {
        for (long at = from; at < to; at += PieceBytes)
            file.Write(s_zeros.AsSpan(0, (int)Math.Min(PieceBytes, to - at)), at);
    }

    /// <summary>Makes the next piece of it.</summary>
    /// <param name="bytes">How long it is to become.</param>
    public void Grow(long bytes)
    {
        IDiskFile file = _file ??= disk.Create(Name);
        long to = Math.Min(bytes, Bytes + PieceBytes);
        Clear(file, Bytes, to);
        file.Sync();
        Bytes = to;
    }

    /// <summary>Makes a file of the log of it. All that is before that in the log has to be on the disk.</summary>
    /// <returns>The file, which is on the disk under its name.</returns>
    public IDiskFile Take(in SegmentHeader segment)
    {
        IDiskFile file = _file ?? disk.Create(Name);
        // Zeros are written and not only promised: what is put in their place later changes nothing but itself.
        Clear(file, Bytes, segment.Bytes);
        file.Write(segment.Write(), 0);
        file.Sync();
        disk.Rename(Name, segment.FileName);
        (_file, Bytes) = (null, 0);
        return file;
    }

    public void Dispose() => _file?.Dispose();
}
