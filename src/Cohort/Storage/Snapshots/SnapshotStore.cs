using Cohort.Storage.Disks;
using Cohort.Storage.Logs;

namespace Cohort.Storage.Snapshots;

/// <summary>
/// Snapshots beside a log. One that was written has been read back and proved, and only then are those before it deleted; so where two are
/// there, the log behind the older one is there as well. One at a time may use it.
/// </summary>
/// <param name="disk">Where they are.</param>
/// <param name="log">The log that their positions are of.</param>
/// <param name="pieceBytes">How long a piece of a body is that has a checksum of its own.</param>
internal sealed class SnapshotStore(IDisk disk, Guid log, int pieceBytes = 1 << 20)
{
    // Deleted when the log is opened, and written over by the next one.
    private const string Unfinished = "snapshot" + SpareFile.Unfinished;

    /// <summary>Those that are there, whether they can be read or not: by their keys, the newest of each first.</summary>
    public static IReadOnlyList<SnapshotId> List(IDisk disk) =>
        [
            .. disk.List()
                .Select(SnapshotId.Of)
                .OfType<SnapshotId>()
                .OrderBy(id => id.Key)
                .ThenByDescending(id => id.Position),
        ];

    /// <summary>Writes a snapshot. When this returns it is on the disk, has been read from there, and is the only one of its key: what the log
    /// has up to its position is not needed for that any more.</summary>
    /// <param name="key">Of what it is.</param>
    /// <param name="position">The last record of the log that is in it, which is on the disk; later than that of every other one of the
    /// key that can be read.</param>
    /// <param name="head">What it says first: a MiB at most.</param>
    /// <param name="body">What it says then, in parts of any length; each is done with before the next is asked for.</param>
    /// <exception cref="ArgumentException">There is a later one already, or the head is too long.</exception>
    /// <exception cref="DamagedSnapshotException">It did not read as it was written. What was there before still is.</exception>
    /// <exception cref="DiskFailedException">The disk has failed. What was there before still is, or else this one.</exception>
    public void Write(Guid key, ulong position, ReadOnlySpan<byte> head, IEnumerable<ReadOnlyMemory<byte>> body)
    {
        if (head.Length > SnapshotHeader.LargestHead)
            throw new ArgumentException($"The head has {head.Length} bytes, and may have a MiB.", nameof(head));
        var id = new SnapshotId(key, position);
        try
        {
            DeleteDamagedFrom(id);
            SnapshotHeader written;
            using (IDiskFile file = disk.Create(Unfinished))
            {
                written = SnapshotWriter.Write(file, log, id, head, body, pieceBytes);
                disk.Rename(Unfinished, id.FileName);
            }
            Snapshot read = SnapshotReader.Read(disk, id, log, static _ => { });
            if (read.Header != written || !read.Head.Span.SequenceEqual(head))
                throw new DamagedSnapshotException(disk.Name, id.FileName, 0, "the file is not what was just written");
            foreach (SnapshotId older in Of(key).Where(older => older != id))
                disk.Delete(older.FileName);
        }
        catch (IOException e)
        {
            throw new DiskFailedException(disk.Name, e);
        }
    }

    /// <summary>
    /// The newest snapshot of a key that can be read to its end; null where there is none. Where the newest is damaged, and an older one is
    /// not, that one is it: the newest was never proved, or the log behind the older one would not be there, nor the older one itself.
    /// </summary>
    /// <exception cref="DamagedSnapshotException">There are some, and none can be read.</exception>
    /// <exception cref="DataFolderException">A newer version has written it.</exception>
    /// <exception cref="DiskFailedException">The disk cannot be read.</exception>
    public Snapshot? Newest(Guid key)
    {
        DamagedSnapshotException? damage = null;
        foreach (SnapshotId id in Of(key))
        {
            try
            {
                return Read(id, static _ => { });
            }
            catch (DamagedSnapshotException e)
            {
                damage ??= e;
            }
        }
        return damage is null ? null : throw damage;
    }

    /// <summary>Deletes all of a key that is needed no longer. Until then the log is kept from its position on.</summary>
    /// <exception cref="DiskFailedException">The disk has failed.</exception>
    public void Forget(Guid key)
    {
        try
        {
            // The oldest first: where only one is left, it is the newest.
            foreach (SnapshotId id in Of(key).Reverse())
                disk.Delete(id.FileName);
        }
        catch (IOException e)
        {
            throw new DiskFailedException(disk.Name, e);
        }
    }

    /// <summary>Reads a snapshot, and proves it.</summary>
    /// <param name="id">Which.</param>
    /// <param name="visit">Is told the pieces of the body. Where this throws, what it was told is worth nothing.</param>
    /// <exception cref="DamagedSnapshotException">It is not what was written.</exception>
    /// <exception cref="DataFolderException">A newer version has written it.</exception>
    /// <exception cref="DiskFailedException">The disk cannot be read.</exception>
    public Snapshot Read(SnapshotId id, SnapshotVisitor visit)
    {
        try
        {
            return SnapshotReader.Read(disk, id, log, visit);
        }
        catch (IOException e)
        {
            throw new DiskFailedException(disk.Name, e);
        }
    }

    private SnapshotId[] Of(Guid key) => [.. List(disk).Where(id => id.Key == key)];

    // One that is damaged and not older would stand in this one's way for ever.
    private void DeleteDamagedFrom(SnapshotId id)
    {
        foreach (SnapshotId other in Of(id.Key).Where(other => other.Position >= id.Position))
            try
            {
                SnapshotReader.Read(disk, other, log, static _ => { });
                throw new ArgumentException(
                    $"There is snapshot {other.FileName}, which is not older than {id.FileName}."
                );
            }
            catch (DamagedSnapshotException)
            {
                disk.Delete(other.FileName);
            }
    }
}
