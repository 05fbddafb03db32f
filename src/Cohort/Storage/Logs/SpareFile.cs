using Cohort.Storage.Disks;

namespace Cohort.Storage.Logs;

/// <summary>
/// The file that a log will go on in, made ahead of time: one that the log has let go of, as it is; or zeros, piece by piece, each on the disk
/// before the next, so that no sync of the log waits behind many of them. It has no name of a log until it is taken, since such a name proves
/// that all before it is on the disk; one that is never taken is deleted when the log is opened.
/// </summary>
internal sealed class SpareFile(IDisk disk) : IDisposable
{
    /// <summary>What the names of files end with that are not what they will be.</summary>
    public const string Unfinished = ".new";

    // What the log lets go of, it does for several files at once.
    private const int MostKept = 4;
    private const string Name = "spare" + Unfinished;
    private const string ShorterName = "shorter" + Unfinished;
    private const int PieceBytes = 1 << 20;

    private static readonly byte[] s_zeros = new byte[PieceBytes];

    private readonly Stack<(string Name, long Bytes)> _kept = new();
    private IDiskFile? _file;
    private long _bytes;

    /// <summary>How much of it there is.</summary>
    public long Bytes => _kept.TryPeek(out var kept) ? kept.Bytes : _bytes;

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
        long to = Math.Min(bytes, _bytes + PieceBytes);
        Clear(file, _bytes, to);
        file.Sync();
        _bytes = to;
    }

    /// <summary>Keeps a file that the log lets go of, to be used anew: what is in it cannot be taken for anything of the log, since the numbers
    /// of its records are lower than any that will be in it. False where it is of no use, or there are enough.</summary>
    /// <param name="segment">The file: the oldest of the log, and closed.</param>
    /// <param name="bytes">How long files are that will be needed.</param>
    public bool TryKeep(in SegmentHeader segment, long bytes)
    {
        if (segment.Bytes != bytes || _kept.Count == MostKept)
            return false;
        string name = $"kept-{segment.First:x}{Unfinished}";
        disk.Rename(segment.FileName, name);
        _kept.Push((name, bytes));
        return true;
    }

    /// <summary>Makes a file of the log of it. All that is before that in the log has to be on the disk.</summary>
    /// <returns>The file, which is on the disk under its name.</returns>
    public IDiskFile Take(in SegmentHeader segment)
    {
        if (_kept.TryPeek(out (string Name, long Bytes) kept) && kept.Bytes <= segment.Bytes)
        {
            _kept.Pop();
            return Begin(disk.Open(kept.Name), kept.Bytes, kept.Name, segment);
        }
        // It may have grown for the file behind this one already: a file that is longer than its header says is taken for damage.
        if (_bytes > segment.Bytes)
            return Begin(disk.Create(ShorterName), 0, ShorterName, segment);
        IDiskFile taken = Begin(_file ?? disk.Create(Name), _bytes, Name, segment);
        (_file, _bytes) = (null, 0);
        return taken;
    }

    public void Dispose() => _file?.Dispose();

    private IDiskFile Begin(IDiskFile file, long bytes, string name, in SegmentHeader segment)
    {
        // Zeros are written and not only promised: what is put in their place later changes nothing but itself.
        Clear(file, bytes, segment.Bytes);
        file.Write(segment.Write(), 0);
        file.Sync();
        disk.Rename(name, segment.FileName);
        return file;
    }
}
