using Cohort.Protocol;
using Cohort.Protocol.Clients;
using Cohort.Protocol.Wire;
using Cohort.Storage.Disks;
using Cohort.Storage.Snapshots;

namespace Cohort.Storage.Backups;

/// <summary>A backup as a file: that of a snapshot, whose head says what it is of; see <c>spec/log-format.md</c>.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Group">The group's name.</param>
/// <param name="TakenAt">When it was taken.</param>
/// <param name="Backup">The rest.</param>
internal sealed record BackupFile(string Cluster, string Group, DateTimeOffset TakenAt, BackupHead Backup)
{
    private const byte Version = 1;

    private static readonly Limits s_limits = new() { Members = 1000 };

    // A snapshot is of a log, and of a group there; a backup of neither, and its key says that it is one.
    private static readonly SnapshotId s_id = new(new Guid("636f686f-7274-2062-6163-6b7570203031"), 0);

    /// <summary>Begins a file, and writes the body as it comes.</summary>
    public SnapshotWriter Begin(IDiskFile file) => SnapshotWriter.Begin(file, Head().Length);

    /// <summary>All of the body is written: the file is whole, and on the disk.</summary>
    public void End(SnapshotWriter writer) => writer.End(Guid.Empty, s_id, Head());

    /// <summary>Reads a file to its end, and proves it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="visit">Is told the pieces of the state, each when it is proved, and how many bytes there are of all; where a later one is
    /// damaged, those before are worth nothing.</param>
    /// <exception cref="DamagedBackupException">It is not what was written.</exception>
    /// <exception cref="BackupException">It cannot be read, or a newer version has written it.</exception>
    public static (BackupFile File, long StateBytes) Read(string path, SnapshotVisitor visit)
    {
        path = Path.GetFullPath(path);
        try
        {
            var disk = new FolderDisk(Path.GetDirectoryName(path) ?? path, FileAccess.Read);
            Snapshot snapshot = SnapshotReader.Read(disk, Path.GetFileName(path), s_id, null, visit);
            return (ReadHead(path, snapshot.Head.Span), snapshot.Header.BodyBytes);
        }
        catch (DamagedSnapshotException e)
        {
            throw new DamagedBackupException(path, e.Offset, e.What, e);
        }
        catch (DataFolderException e) when (e.Problem == DataFolderProblem.NewerFormat)
        {
            throw Newer(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The backup '{path}' cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>Whether another one says the same of itself.</summary>
    public bool IsSameAs(BackupFile other) => Head().AsSpan().SequenceEqual(other.Head());

    /// <summary>What it is of.</summary>
    public BackupInfo Describe(long stateBytes) =>
        new()
        {
            Cluster = Cluster,
            Group = Group,
            Contract = Backup.Terms.Contract,
            TakesCalls = Backup.Terms.TakesCalls,
            KeepsLog = Backup.Terms.Durable,
            MaxMembers = Backup.Terms.MostMembers > 0 ? Backup.Terms.MostMembers : null,
            View = Backup.View,
            Position = Backup.Position,
            TakenAt = TakenAt,
            StateBytes = stateBytes,
        };

    private byte[] Head()
    {
        var writer = new FrameWriter();
        writer.Byte(Version);
        writer.Fixed((ulong)TakenAt.UtcTicks);
        writer.Text(Cluster);
        writer.Text(Group);
        BackupHead.Write(writer, Backup.Terms, Backup.View, Backup.Position);
        return writer.Written.ToArray();
    }

    private static BackupFile ReadHead(string path, ReadOnlySpan<byte> head)
    {
        var reader = new FrameReader(head, s_limits);
        if (reader.Byte() != Version && !reader.Failed)
            throw Newer(path, null);
        ulong ticks = reader.Fixed();
        var file = new BackupFile(
            reader.Text(),
            reader.Text(),
            ticks <= (ulong)DateTime.MaxValue.Ticks ? new DateTimeOffset((long)ticks, TimeSpan.Zero) : default,
            BackupHead.Read(ref reader, s_limits)
        );
        // Its checksum is right, so it is what was written.
        return reader.Complete
            ? file
            : throw new DamagedBackupException(path, SnapshotHeader.Size, "what it says of itself makes no sense");
    }

    private static BackupException Newer(string path, Exception? cause) =>
        new($"The backup '{path}' was written by a newer version. Run the newer version.", cause);
}
